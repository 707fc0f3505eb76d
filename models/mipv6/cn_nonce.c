/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nonces and keygen tokens of a correspondent (RFC 6275 5.2.1, 5.2.2, 5.2.5).
 * A nonce's number is the 30 s it was made in: none is stored. */
#include "models/mipv6/cn.h"
#include "models/mipv6/secret.h"

uint16_t
cn_nonce_index (const struct cn *cn)
{
  return (uint16_t)(sim_now (cn->entity.domain->sim) / NONCE_INTERVAL);
}

bool
cn_knows_nonce (const struct cn *cn, uint16_t index)
{
  return (uint16_t)(cn_nonce_index (cn) - index) < NONCES_KEPT;
}

/* @index as it stands in messages: the number it was the low bits of. */
static void
write_nonce (const struct cn *cn, uint16_t index, uint8_t nonce[NONCE_SIZE])
{
  const struct sim *sim = cn->entity.domain->sim;
  uint64_t now = (uint64_t)(sim_now (sim) / NONCE_INTERVAL);
  uint64_t number = now - (uint16_t)(cn_nonce_index (cn) - index);

  mipv6_secret (sim, "nonce", cn->entity.node->name, number, nonce, NONCE_SIZE);
}

void
cn_home_token (const struct cn *cn, const struct address *home_address,
               uint16_t index, uint8_t token[AUTH_TOKEN_SIZE])
{
  uint8_t nonce[NONCE_SIZE];

  write_nonce (cn, index, nonce);
  auth_home_keygen_token (cn->kcn, home_address,
                          (struct view){ nonce, sizeof nonce }, token);
}

void
cn_care_of_token (const struct cn *cn, const struct address *care_of,
                  uint16_t index, uint8_t token[AUTH_TOKEN_SIZE])
{
  uint8_t nonce[NONCE_SIZE];

  write_nonce (cn, index, nonce);
  auth_care_of_keygen_token (cn->kcn, care_of,
                             (struct view){ nonce, sizeof nonce }, token);
}
