/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authenticators of binding messages, computed and verified: Binding
 * Authorization Data by return routability (RFC 6275 5.2, 6.2.7) and the
 * Mobility Message Authentication option (RFC 4285 5).
 *
 * All work on the octets of a whole Mobility Header as mh_encode() wrote them
 * or as they were received, so that the codec of messages knows no
 * cryptography: to send, add the option with zeros for its authenticator,
 * encode, sign.  The authenticator covers the Checksum as 0; signing therefore
 * ends by making the checksum right. */
#ifndef DMMSIM_MODELS_CODEC_AUTH_H
#define DMMSIM_MODELS_CODEC_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/codec/mh.h"

enum
{
  AUTH_KCN_SIZE = 20,           /* node key, RFC 6275 5.2.1 */
  AUTH_TOKEN_SIZE = 8,          /* keygen token, 5.2.5 */
  AUTH_KBM_SIZE = 20,           /* binding management key, 5.2.5 */
  AUTH_AUTHENTICATOR_SIZE = 12, /* First (96, HMAC_SHA1 (...)) */
  AUTH_SHA1_SIZE = 20
};

/* The keygen token of a test: First (64, HMAC_SHA1 (Kcn, address | nonce |
 * 0 or 1)), the last octet 0 for a home and 1 for a care-of test (RFC 6275
 * 5.2.5). */
void auth_home_keygen_token (const uint8_t kcn[AUTH_KCN_SIZE],
                             const struct address *home_address,
                             struct view nonce, uint8_t token[AUTH_TOKEN_SIZE]);
void auth_care_of_keygen_token (const uint8_t kcn[AUTH_KCN_SIZE],
                                const struct address *care_of,
                                struct view nonce,
                                uint8_t token[AUTH_TOKEN_SIZE]);

/* Kbm = SHA1 (home keygen token | care-of keygen token); @care_of_token NULL,
 * to delete a binding: SHA1 (home keygen token). */
void auth_binding_key (const uint8_t home_token[AUTH_TOKEN_SIZE],
                       const uint8_t *care_of_token,
                       uint8_t kbm[AUTH_KBM_SIZE]);

enum auth_result
{
  AUTH_OK,
  AUTH_MISSING,   /* no such option */
  AUTH_MALFORMED, /* not a Mobility Header, or the option not where and as long
                     as it must be */
  AUTH_UNKNOWN_SPI, /* the option names another security association */
  AUTH_FAILED       /* the authenticator is another */
};
const char *auth_result_text (enum auth_result result);

/* What enters an authenticator and the checksum beside the message. */
struct auth_addresses
{
  /* The care-of address that is registered; the home address when a binding is
   * deleted (RFC 6275 6.2.7). */
  struct address care_of;
  /* Binding Authorization Data: the correspondent's address, or its home
   * address if it is itself mobile.  RFC 4285: the mobile node's home
   * address. */
  struct address peer;
};

/* Binding Authorization Data (option 5), which must be the last option and 12
 * octets long.  auth_sign_binding() fills it in the @n octets at @octets and
 * sets the checksum between @source and @destination (NULL source: to 0); it
 * fails only with AUTH_MISSING and AUTH_MALFORMED, @octets then unchanged.
 * auth_verify_binding() compares in constant time. */
enum auth_result auth_sign_binding (uint8_t *octets, size_t n,
                                    const uint8_t kbm[AUTH_KBM_SIZE],
                                    const struct auth_addresses *addresses,
                                    const struct address *source,
                                    const struct address *destination);
enum auth_result auth_verify_binding (const uint8_t *octets, size_t n,
                                      const uint8_t kbm[AUTH_KBM_SIZE],
                                      const struct auth_addresses *addresses);

enum auth_subtype /* RFC 4285 5.1, 5.2 */
{
  AUTH_MN_HA = 1,
  AUTH_MN_AAA = 2
};

#define AUTH_HMAC_SHA1_SPI 3 /* RFC 4285 5.2, 8 */

/* The mobility security association of RFC 4285; its algorithm is
 * HMAC_SHA1. */
struct auth_association
{
  enum auth_subtype subtype;
  uint32_t spi;    /* of MN-AAA: AUTH_HMAC_SHA1_SPI */
  struct view key; /* 16 octets (5.1); others are taken too */
};

/* Octets of authentication data: 12 for MN-HA, 20 for MN-AAA, whose hash the
 * RFC does not cut. */
size_t auth_data_size (enum auth_subtype subtype);

/* The Mobility Message Authentication option (option 9) of the association's
 * subtype and SPI, with the data of auth_data_size() octets.  An MN-HA option
 * must be the last but for an MN-AAA option, that the very last (which covers
 * the former and is signed after it); padding may
 * follow both.  Otherwise as for bindings.  The checksum counts as 0 in both
 * subtypes; RFC 4285 says so of MN-HA only (5.2 leaves it open), but the
 * checksum of a message cannot be known before its options are. */
enum auth_result auth_sign_message (uint8_t *octets, size_t n,
                                    const struct auth_association *association,
                                    const struct auth_addresses *addresses,
                                    const struct address *source,
                                    const struct address *destination);
enum auth_result
auth_verify_message (const uint8_t *octets, size_t n,
                     const struct auth_association *association,
                     const struct auth_addresses *addresses);

#endif
