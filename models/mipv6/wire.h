/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile IPv6 messages on their way out: which addresses they cross the network
 * with, and what they are signed with.
 *
 * Checksums are made over the home address in place of the care-of address
 * where an extension header names one (RFC 6275 6.1.1). */
#ifndef DMMSIM_MODELS_MIPV6_WIRE_H
#define DMMSIM_MODELS_MIPV6_WIRE_H

#include "models/codec/auth.h"
#include "models/mobility/mobility.h"

enum mipv6_authentication
{
  AUTHENTICATION_NONE,
  AUTHENTICATION_MN_HA /* RFC 4285 */
};

/* How the domain's hosts and home agents authenticate: as security.signaling
 * has it, else as the architecture was @configured. */
enum mipv6_authentication mipv6_authentication (const struct domain *domain,
                                                int configured);

/* Addresses of the IPv6 header, and what an extension header adds to them. */
struct mipv6_path
{
  struct address source, destination;
  /* Unspecified: no such header. */
  struct address home_source;      /* in a Home Address option (6.3) */
  struct address home_destination; /* in a type 2 routing header (6.4) */
};

/* What a message is signed with. */
enum mipv6_signature
{
  SIGNATURE_NONE,
  SIGNATURE_MN_HA,  /* RFC 4285 5.1 */
  SIGNATURE_BINDING /* return routability, RFC 6275 6.2.7 */
};
struct mipv6_key
{
  enum mipv6_signature kind;
  uint32_t spi;                  /* MN_HA */
  uint8_t octets[AUTH_KBM_SIZE]; /* MN_HA: the first 16 */
  struct auth_addresses addresses;
};

#define MN_HA_KEY_SIZE 16 /* RFC 4285 5.1 */

/* The key that the node of this identifier shares with its home agent: made
 * from the identifier, so that who reads a capture can verify it:
 * First (128, SHA256 ("dmmsim mn-ha IDENTIFIER")).  The SPI follows from
 * @index. */
void mipv6_mn_ha_key (const char *identifier, uint32_t index,
                      struct mipv6_key *key);
/* Is the message in @packet signed with @key? */
enum auth_result mipv6_verify (const struct packet *packet,
                               const struct mipv6_key *key);
/* The same at @entity, for home registrations; tells of what is refused. */
bool mipv6_authenticates (const struct mobility_entity *entity,
                          const struct packet *packet,
                          const struct mipv6_key *key);
/* Sends @message by @path, signed with @key (NULL: not at all), whose option is
 * added to it.  Otherwise as mobility_send(). */
void mipv6_send (struct mobility_entity *entity, const struct mipv6_path *path,
                 struct mh_message *message, const struct mipv6_key *key,
                 enum signaling_class class, uint32_t transaction);

#endif
