/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The octets of protected messages. */
#include <string.h>

#include "models/codec/auth.h"
#include "models/codec/extension.h"
#include "models/security/state.h"

enum
{
  AT_LENGTH = 4, /* in an IPv6 header */
  AT_NEXT_HEADER = 6
};

/* ---- where --------------------------------------------------------- */

/* One extension header of RFC 6275 at @p's passage->at, if it is one; moves the
 * passage behind it. */
static bool
skip_extension (const struct packet *p, struct security_passage *passage)
{
  const uint8_t *octets = p->head + passage->at;
  size_t n = p->stored - passage->at;
  struct options_header options;
  struct routing_header routing;

  if (p->head[passage->next_at] == NEXT_OPTIONS)
    {
      if (destination_options_read (octets, n, &options) != EXTENSION_OK)
        return false;
      if (options.has_home_address)
        passage->source = options.home_address;
    }
  else
    {
      if (routing_read (octets, n, &routing) != EXTENSION_OK)
        return false;
      if (routing.type == ROUTING_TYPE_2)
        passage->destination = routing.home_address;
    }
  passage->next_at = passage->at;
  passage->at += extension_size (octets);
  return true;
}

bool
security_find_mobility (const struct packet *p,
                        struct security_passage *passage)
{
  passage->next_at = AT_NEXT_HEADER;
  passage->at = IPV6_HEADER_SIZE;
  passage->source = packet_source (p);
  passage->destination = packet_destination (p);
  while (p->head[passage->next_at] == NEXT_OPTIONS
         || p->head[passage->next_at] == NEXT_ROUTING)
    if (!skip_extension (p, passage))
      return false;
  return p->head[passage->next_at] == NEXT_MH
         && p->stored >= passage->at + MOBILITY_SIZE_MIN;
}

/* ---- replacing ----------------------------------------------------- */

/* A packet with the headers of @p and @n octets of room where its message is;
 * @p is gone.  Its message must have been copied before. */
static struct packet *
packet_with_room (struct network *network, struct packet *p,
                  const struct security_passage *passage, size_t n,
                  uint8_t **message)
{
  struct packet *q
      = packet_new (network, (enum packet_class)p->class, passage->at + n);
  uint8_t *octets = packet_append (q, passage->at + n);

  memcpy (octets, p->head, passage->at);
  wire_put16 (octets + AT_LENGTH,
              (uint16_t)(passage->at + n - IPV6_HEADER_SIZE));
  q->meter = p->meter;
  q->encapsulation = p->encapsulation;
  *message = octets + passage->at;
  packet_free (network, p);
  return q;
}

/* ---- the option, RFC 4285 5 ---------------------------------------- */

struct auth_association
security_auth_association (const struct association *association)
{
  return (struct auth_association){ .subtype = AUTH_MN_HA,
                                    .spi = association->spi,
                                    .key = { association->key,
                                             sizeof association->key } };
}

static void
add_option (struct mh_message *message, const struct association *association)
{
  static const uint8_t zeros[AUTH_AUTHENTICATOR_SIZE];
  struct mh_option *option = mh_add (message, OPTION_MESSAGE_AUTHENTICATION);

  option->authentication.subtype = AUTH_MN_HA;
  option->authentication.spi = association->spi;
  option->authentication.data = (struct view){ zeros, sizeof zeros };
}

struct packet *
security_sign (struct network *network, struct packet *p,
               const struct security_passage *passage,
               const struct association *association)
{
  const struct auth_association with = security_auth_association (association);
  const struct auth_addresses addresses
      = { .care_of = passage->source, .peer = passage->destination };
  uint8_t octets[MH_SIZE_MAX], *out;
  struct mh_message message;
  enum auth_result signature;
  enum mh_result result;
  size_t n;

  result = mh_decode (p->head + passage->at, p->stored - passage->at, NULL,
                      NULL, &message);
  g_assert (result == MH_OK);
  add_option (&message, association);
  n = mh_encode (&message, &passage->source, &passage->destination, octets,
                 sizeof octets);
  signature = auth_sign_message (octets, n, &with, &addresses, &passage->source,
                                 &passage->destination);
  g_assert (signature == AUTH_OK);
  p = packet_with_room (network, p, passage, n, &out);
  memcpy (out, octets, n);
  return p;
}

/* ---- ESP, RFC 4303 3 ----------------------------------------------- */

struct packet *
security_seal (struct network *network, struct packet *p,
               const struct security_passage *passage,
               struct association *association)
{
  struct association_direction *direction
      = association_from (association, &passage->source);
  size_t plain = p->stored - passage->at;
  size_t n = esp_sealed_size (direction->esp.integrity, plain);
  uint8_t octets[MH_SIZE_MAX], *out;

  g_assert (plain <= sizeof octets);
  memcpy (octets, p->head + passage->at, plain);
  p = packet_with_room (network, p, passage, n, &out);
  p->head[passage->next_at] = NEXT_ESP;
  esp_seal (&direction->esp, ++direction->sequence, NEXT_MH, octets, plain,
            out);
  return p;
}

/* The octets that came off stay as payload: who counts what the message took on
 * its way looks at its length at the end. */
void
security_strip (struct packet *p, size_t n)
{
  uint8_t *message = p->head + IPV6_HEADER_SIZE;
  uint32_t rest = packet_ipv6_stored (p) - (uint32_t)n;

  memmove (message, message + ESP_HEADER_SIZE, n);
  p->stored -= rest;
  p->payload += rest;
  p->head[AT_NEXT_HEADER] = NEXT_MH;
}
