/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/auth.h"

#include <glib.h>
#include <string.h>

#include "models/codec/tables.h"

enum
{
  MESSAGE_AUTHENTICATION = 9, /* option types: RFC 4285 5, */
  BINDING_AUTHORIZATION = 5,  /* RFC 6275 6.2.7 */
  OPTION_HEAD = 2,
  /* in the data of option 9 */
  AT_SUBTYPE = 0,
  AT_SPI = 1,
  AT_DATA = 5
};

const char *
auth_result_text (enum auth_result result)
{
  static const char *const texts[] = {
    [AUTH_OK] = "ok",
    [AUTH_MISSING] = "no authenticator",
    [AUTH_MALFORMED] = "authenticator of wrong place or length",
    [AUTH_UNKNOWN_SPI] = "unknown SPI",
    [AUTH_FAILED] = "wrong authenticator",
  };

  return texts[result];
}

/* Hashes */

static void
hmac_add (GHmac *hmac, const uint8_t *octets, size_t n)
{
  g_hmac_update (hmac, octets, (gssize)n);
}

static void
hmac_finish (GHmac *hmac, uint8_t digest[AUTH_SHA1_SIZE])
{
  gsize n = AUTH_SHA1_SIZE;

  g_hmac_get_digest (hmac, digest, &n);
  g_hmac_unref (hmac);
}

static void
checksum_take_digest (GChecksum *sha1, uint8_t digest[AUTH_SHA1_SIZE])
{
  gsize n = AUTH_SHA1_SIZE;

  g_checksum_get_digest (sha1, digest, &n);
  g_checksum_free (sha1);
}

/* Where the first octet that differs lies must not show in the time taken. */
static bool
is_equal (const uint8_t *a, const uint8_t *b, size_t n)
{
  volatile uint8_t difference = 0;

  for (size_t i = 0; i < n; i++)
    difference |= a[i] ^ b[i];
  return difference == 0;
}

/* Return routability */

static void
keygen_token (const uint8_t kcn[AUTH_KCN_SIZE], const struct address *address,
              struct view nonce, uint8_t which, uint8_t token[AUTH_TOKEN_SIZE])
{
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA1, kcn, AUTH_KCN_SIZE);
  uint8_t digest[AUTH_SHA1_SIZE];

  hmac_add (hmac, address->octet, sizeof address->octet);
  hmac_add (hmac, nonce.octets, nonce.n);
  hmac_add (hmac, &which, 1);
  hmac_finish (hmac, digest);
  memcpy (token, digest, AUTH_TOKEN_SIZE);
}

void
auth_home_keygen_token (const uint8_t kcn[AUTH_KCN_SIZE],
                        const struct address *home_address, struct view nonce,
                        uint8_t token[AUTH_TOKEN_SIZE])
{
  keygen_token (kcn, home_address, nonce, 0, token);
}

void
auth_care_of_keygen_token (const uint8_t kcn[AUTH_KCN_SIZE],
                           const struct address *care_of, struct view nonce,
                           uint8_t token[AUTH_TOKEN_SIZE])
{
  keygen_token (kcn, care_of, nonce, 1, token);
}

void
auth_binding_key (const uint8_t home_token[AUTH_TOKEN_SIZE],
                  const uint8_t *care_of_token, uint8_t kbm[AUTH_KBM_SIZE])
{
  GChecksum *sha1 = g_checksum_new (G_CHECKSUM_SHA1);

  g_checksum_update (sha1, home_token, AUTH_TOKEN_SIZE);
  if (care_of_token != NULL)
    g_checksum_update (sha1, care_of_token, AUTH_TOKEN_SIZE);
  checksum_take_digest (sha1, kbm);
}

/* Options in a message */

/* A Mobility Header of known type and of right length in @n octets. */
static bool
find_options (const uint8_t *octets, size_t n, size_t *at, size_t *end)
{
  const struct message_row *row;

  if (n < MH_UNIT)
    return false;
  row = mh_message_row (octets[MH_AT_TYPE]);
  *end = MH_UNIT * (octets[MH_AT_HEADER_LEN] + (size_t)1);
  if (row == NULL || *end > n || row->options_at > *end)
    return false;
  *at = row->options_at;
  return true;
}

static size_t
option_size (const uint8_t *octets, size_t at)
{
  return octets[at] == OPTION_PAD1 ? 1 : OPTION_HEAD + (size_t)octets[at + 1];
}

static bool
option_is_whole (const uint8_t *octets, size_t at, size_t end)
{
  return octets[at] == OPTION_PAD1
         || (end - at >= OPTION_HEAD && end - at >= option_size (octets, at));
}

/* The first option of @type, and of @subtype if that is not 0. */
static enum auth_result
find_option (const uint8_t *octets, size_t n, unsigned type, unsigned subtype,
             size_t *found, size_t *end)
{
  size_t at;

  if (!find_options (octets, n, &at, end))
    return AUTH_MALFORMED;
  for (; at < *end; at += option_size (octets, at))
    {
      if (!option_is_whole (octets, at, *end))
        return AUTH_MALFORMED;
      *found = at;
      if (octets[at] != type)
        continue;
      if (subtype == 0)
        return AUTH_OK;
      if (octets[at + 1] < AT_DATA)
        return AUTH_MALFORMED;
      if (octets[at + OPTION_HEAD + AT_SUBTYPE] == subtype)
        return AUTH_OK;
    }
  return AUTH_MISSING;
}

/* Nothing but padding, and, if @may_follow, MN-AAA authentication (RFC 4285 5)
 * stands from @at on. */
static bool
only_padding_follows (const uint8_t *octets, size_t at, size_t end,
                      bool may_follow)
{
  for (; at < end; at += option_size (octets, at))
    {
      if (!option_is_whole (octets, at, end))
        return false;
      if (octets[at] == OPTION_PAD1 || octets[at] == OPTION_PADN)
        continue;
      if (!may_follow || octets[at] != MESSAGE_AUTHENTICATION
          || octets[at + 1] < AT_DATA
          || octets[at + OPTION_HEAD + AT_SUBTYPE] != AUTH_MN_AAA)
        return false;
    }
  return true;
}

static void
put_checksum (uint8_t *octets, size_t n, const struct address *source,
              const struct address *destination)
{
  uint32_t sum;

  wire_put16 (octets + MH_AT_CHECKSUM, 0);
  if (source == NULL)
    return;
  sum = checksum_pseudo_header (source, destination, (uint32_t)n, MH_PROTOCOL);
  wire_put16 (octets + MH_AT_CHECKSUM,
              checksum_finish (checksum_add (sum, octets, n)));
}

/* Mobility Data = care-of address | peer | MH Data, in the pieces that both
 * hashes take: MH Data is the message to @end, its Checksum 0. */
static void
each_piece (const uint8_t *octets, size_t end,
            const struct auth_addresses *addresses,
            void (*add) (gpointer hash, const uint8_t *octets, size_t n),
            gpointer hash)
{
  static const uint8_t no_checksum[2];
  const size_t rest = MH_AT_CHECKSUM + sizeof no_checksum;

  add (hash, addresses->care_of.octet, sizeof addresses->care_of.octet);
  add (hash, addresses->peer.octet, sizeof addresses->peer.octet);
  add (hash, octets, MH_AT_CHECKSUM);
  add (hash, no_checksum, sizeof no_checksum);
  add (hash, octets + rest, end - rest);
}

static void
add_to_hmac (gpointer hash, const uint8_t *octets, size_t n)
{
  hmac_add (hash, octets, n);
}

static void
add_to_sha1 (gpointer hash, const uint8_t *octets, size_t n)
{
  g_checksum_update (hash, octets, (gssize)n);
}

static void
hmac_of_message (struct view key, const uint8_t *octets, size_t end,
                 const struct auth_addresses *addresses,
                 uint8_t digest[AUTH_SHA1_SIZE])
{
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA1, key.octets, key.n);

  each_piece (octets, end, addresses, add_to_hmac, hmac);
  hmac_finish (hmac, digest);
}

/* Binding Authorization Data */

/* Where the authenticator lies. */
static enum auth_result
find_authenticator (const uint8_t *octets, size_t n, size_t *at, size_t *end)
{
  size_t option;
  enum auth_result result
      = find_option (octets, n, BINDING_AUTHORIZATION, 0, &option, end);

  if (result != AUTH_OK)
    return result;
  *at = option + OPTION_HEAD;
  if (octets[option + 1] != AUTH_AUTHENTICATOR_SIZE
      || *at + AUTH_AUTHENTICATOR_SIZE != *end)
    return AUTH_MALFORMED;
  return AUTH_OK;
}

enum auth_result
auth_sign_binding (uint8_t *octets, size_t n, const uint8_t kbm[AUTH_KBM_SIZE],
                   const struct auth_addresses *addresses,
                   const struct address *source,
                   const struct address *destination)
{
  size_t at, end;
  enum auth_result result = find_authenticator (octets, n, &at, &end);
  uint8_t digest[AUTH_SHA1_SIZE];

  if (result != AUTH_OK)
    return result;
  hmac_of_message ((struct view){ kbm, AUTH_KBM_SIZE }, octets, at, addresses,
                   digest);
  memcpy (octets + at, digest, AUTH_AUTHENTICATOR_SIZE);
  put_checksum (octets, end, source, destination);
  return AUTH_OK;
}

enum auth_result
auth_verify_binding (const uint8_t *octets, size_t n,
                     const uint8_t kbm[AUTH_KBM_SIZE],
                     const struct auth_addresses *addresses)
{
  size_t at, end;
  enum auth_result result = find_authenticator (octets, n, &at, &end);
  uint8_t digest[AUTH_SHA1_SIZE];

  if (result != AUTH_OK)
    return result;
  hmac_of_message ((struct view){ kbm, AUTH_KBM_SIZE }, octets, at, addresses,
                   digest);
  return is_equal (octets + at, digest, AUTH_AUTHENTICATOR_SIZE) ? AUTH_OK
                                                                 : AUTH_FAILED;
}

/* Mobility Message Authentication */

size_t
auth_data_size (enum auth_subtype subtype)
{
  return subtype == AUTH_MN_HA ? AUTH_AUTHENTICATOR_SIZE : AUTH_SHA1_SIZE;
}

/* Where the authentication data lies. */
static enum auth_result
find_data (const uint8_t *octets, size_t n,
           const struct auth_association *association, size_t *at, size_t *end)
{
  size_t size = auth_data_size (association->subtype), option;
  enum auth_result result = find_option (octets, n, MESSAGE_AUTHENTICATION,
                                         association->subtype, &option, end);

  if (result != AUTH_OK)
    return result;
  if (octets[option + 1] != AT_DATA + size)
    return AUTH_MALFORMED;
  *at = option + OPTION_HEAD + AT_DATA;
  if (!only_padding_follows (octets, *at + size, *end,
                             association->subtype == AUTH_MN_HA))
    return AUTH_MALFORMED;
  if (wire_get32 (octets + option + OPTION_HEAD + AT_SPI) != association->spi)
    return AUTH_UNKNOWN_SPI;
  return AUTH_OK;
}

/* MN-HA: HMAC_SHA1 (key, Mobility Data); MN-AAA: HMAC_SHA1 (key, SHA1
 * (Mobility Data)) (RFC 4285 5.1, 5.2). */
static void
compute_data (const struct auth_association *association, const uint8_t *octets,
              size_t end, const struct auth_addresses *addresses,
              uint8_t digest[AUTH_SHA1_SIZE])
{
  GChecksum *sha1;
  GHmac *hmac;

  if (association->subtype == AUTH_MN_HA)
    {
      hmac_of_message (association->key, octets, end, addresses, digest);
      return;
    }
  sha1 = g_checksum_new (G_CHECKSUM_SHA1);
  each_piece (octets, end, addresses, add_to_sha1, sha1);
  checksum_take_digest (sha1, digest);
  hmac = g_hmac_new (G_CHECKSUM_SHA1, association->key.octets,
                     association->key.n);
  hmac_add (hmac, digest, AUTH_SHA1_SIZE);
  hmac_finish (hmac, digest);
}

enum auth_result
auth_sign_message (uint8_t *octets, size_t n,
                   const struct auth_association *association,
                   const struct auth_addresses *addresses,
                   const struct address *source,
                   const struct address *destination)
{
  size_t at, end;
  enum auth_result result = find_data (octets, n, association, &at, &end);
  uint8_t digest[AUTH_SHA1_SIZE];

  if (result != AUTH_OK)
    return result;
  compute_data (association, octets, at, addresses, digest);
  memcpy (octets + at, digest, auth_data_size (association->subtype));
  put_checksum (octets, end, source, destination);
  return AUTH_OK;
}

enum auth_result
auth_verify_message (const uint8_t *octets, size_t n,
                     const struct auth_association *association,
                     const struct auth_addresses *addresses)
{
  size_t at, end;
  enum auth_result result = find_data (octets, n, association, &at, &end);
  uint8_t digest[AUTH_SHA1_SIZE];

  if (result != AUTH_OK)
    return result;
  compute_data (association, octets, at, addresses, digest);
  return is_equal (octets + at, digest, auth_data_size (association->subtype))
             ? AUTH_OK
             : AUTH_FAILED;
}
