/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/wire.h"

#include <string.h>

#include "models/codec/extension.h"
#include "models/security/security.h"

/* Security parameter indices up to 255 are reserved (RFC 4285 5). */
#define FIRST_SPI 256

enum mipv6_authentication
mipv6_authentication (const struct domain *domain, int configured)
{
  if (domain->config.security.signaling == SECURITY_AUTHENTICATION)
    return AUTHENTICATION_MN_HA;
  return (enum mipv6_authentication)configured;
}

/* ---- signatures ---------------------------------------------------- */

void
mipv6_mn_ha_key (const char *identifier, uint32_t index, struct mipv6_key *key)
{
  g_autofree char *secret = g_strconcat ("dmmsim mn-ha ", identifier, NULL);
  g_autoptr (GChecksum) sha = g_checksum_new (G_CHECKSUM_SHA256);
  uint8_t octets[32];
  gsize n = sizeof octets;

  g_checksum_update (sha, (const guchar *)secret, -1);
  g_checksum_get_digest (sha, octets, &n);
  key->kind = SIGNATURE_MN_HA;
  key->spi = FIRST_SPI + index;
  memcpy (key->octets, octets, MN_HA_KEY_SIZE);
}

static struct auth_association
association_of (const struct mipv6_key *key)
{
  return (struct auth_association){ .subtype = AUTH_MN_HA,
                                    .spi = key->spi,
                                    .key = { key->octets, MN_HA_KEY_SIZE } };
}

/* The option with an empty authenticator, to be filled in the octets. */
static void
add_signature (struct mh_message *message, const struct mipv6_key *key)
{
  static const uint8_t zeros[AUTH_AUTHENTICATOR_SIZE];
  struct mh_option *option;

  if (key->kind == SIGNATURE_BINDING)
    mh_add (message, OPTION_AUTHORIZATION);
  else if (key->kind == SIGNATURE_MN_HA)
    {
      option = mh_add (message, OPTION_MESSAGE_AUTHENTICATION);
      option->authentication.subtype = AUTH_MN_HA;
      option->authentication.spi = key->spi;
      option->authentication.data = (struct view){ zeros, sizeof zeros };
    }
}

static void
fill_signature (uint8_t *octets, size_t n, const struct mipv6_key *key,
                const struct address *source, const struct address *destination)
{
  const struct auth_association association = association_of (key);
  enum auth_result result = AUTH_OK;

  if (key->kind == SIGNATURE_BINDING)
    result = auth_sign_binding (octets, n, key->octets, &key->addresses, source,
                                destination);
  else if (key->kind == SIGNATURE_MN_HA)
    result = auth_sign_message (octets, n, &association, &key->addresses,
                                source, destination);
  g_assert (result == AUTH_OK);
}

enum auth_result
mipv6_verify (const struct packet *packet, const struct mipv6_key *key)
{
  const struct auth_association association = association_of (key);
  const uint8_t *octets = packet_ipv6_payload (packet);
  size_t n = packet_ipv6_stored (packet);

  if (key->kind == SIGNATURE_BINDING)
    return auth_verify_binding (octets, n, key->octets, &key->addresses);
  if (key->kind == SIGNATURE_MN_HA)
    return auth_verify_message (octets, n, &association, &key->addresses);
  return AUTH_OK;
}

bool
mipv6_authenticates (const struct mobility_entity *entity,
                     const struct packet *packet, const struct mipv6_key *key)
{
  enum auth_result result = mipv6_verify (packet, key);

  if (result != AUTH_OK)
    security_tell (entity, packet, security_verdict_on (result));
  return result == AUTH_OK;
}

/* ---- sending ------------------------------------------------------- */

/* Extension headers in the order of RFC 6275 6.3: routing, then destination
 * options.  Returns the Next Header of the packet. */
static enum next_header
push_extensions (struct packet *p, const struct mipv6_path *path)
{
  const struct options_header options
      = { .has_home_address = true, .home_address = path->home_source };
  uint8_t octets[OPTIONS_HEADER_SIZE_MAX];
  enum next_header next = NEXT_MH;

  if (!address_is_unspecified (&path->home_source))
    {
      size_t n = destination_options_write (&options, (uint8_t)next, octets);

      memcpy (packet_push (p, n), octets, n);
      p->encapsulation += (uint8_t)(n / 8);
      next = NEXT_OPTIONS;
    }
  if (!address_is_unspecified (&path->home_destination))
    {
      routing_type_2_write (&path->home_destination, (uint8_t)next,
                            packet_push (p, ROUTING_TYPE_2_SIZE));
      p->encapsulation += ROUTING_TYPE_2_SIZE / 8;
      next = NEXT_ROUTING;
    }
  return next;
}

static const struct address *
either (const struct address *home, const struct address *other)
{
  return address_is_unspecified (home) ? other : home;
}

void
mipv6_send (struct mobility_entity *entity, const struct mipv6_path *path,
            struct mh_message *message, const struct mipv6_key *key,
            enum signaling_class class, uint32_t transaction)
{
  const struct address *source = either (&path->home_source, &path->source);
  const struct address *destination
      = either (&path->home_destination, &path->destination);
  struct packet *p;
  uint8_t *octets;
  size_t n;

  if (key)
    add_signature (message, key);
  n = mh_encoded_size (message);
  p = packet_new (entity->node->network, PACKET_SIGNALING, n);
  octets = packet_append (p, n);
  mh_encode (message, source, destination, octets, n);
  if (key)
    fill_signature (octets, n, key, source, destination);
  mobility_emit (entity, p, &path->source, &path->destination,
                 push_extensions (p, path), mh_name (message), class,
                 transaction);
}
