/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What protection keeps per domain.  Private to models/security/. */
#ifndef DMMSIM_MODELS_SECURITY_STATE_H
#define DMMSIM_MODELS_SECURITY_STATE_H

#include "models/security/security.h"

enum /* RFC 6275 6.1.1 */
{
  AT_MOBILITY_TYPE = 2,
  MOBILITY_SIZE_MIN = 8
};

struct security
{
  struct domain *domain;
  const struct security_config *config;
  struct associations associations;
  struct associations of_hosts; /* whose keys models/mipv6/wire.c has */
  GPtrArray *setups;   /* struct setup *, owned: models/security/setup.c */
  GHashTable *buckets; /* models/security/rate_limit.c */
  event_kind ready;    /* an association is set up */
};

/* ---- wire.c -------------------------------------------------------- */

/* Where the Mobility Header lies in an IPv6 packet, and between whom it is. */
struct security_passage
{
  size_t next_at; /* of the octet that says what follows: 135, or 50 */
  size_t at;      /* of the Mobility Header, or of ESP */
  /* Home addresses, where an extension header names them. */
  struct address source, destination;
};
/* False: @p holds none. */
bool security_find_mobility (const struct packet *p,
                             struct security_passage *passage);
/* @p with the option of @association, signed; with ESP around its message.
 * (transfer full), like @p. */
struct packet *security_sign (struct network *network, struct packet *p,
                              const struct security_passage *passage,
                              const struct association *association);
struct packet *security_seal (struct network *network, struct packet *p,
                              const struct security_passage *passage,
                              struct association *association);
/* Takes ESP with a payload of @n octets off @p, which begins with it behind the
 * IPv6 header. */
void security_strip (struct packet *p, size_t n);
struct auth_association
security_auth_association (const struct association *association);

/* ---- setup.c ------------------------------------------------------- */

/* That of a message from @entity, made when there is none yet; NULL: the peer
 * is no entity of the domain. */
struct association *security_associate (struct security *security,
                                        struct mobility_entity *entity,
                                        const struct security_passage *passage);
/* The same for an entity that has been taken over: it has prepared what it
 * needs, so that nothing waits.  NULL: one of the two is no entity. */
struct association *security_prepare (struct security *security,
                                      const struct security_passage *passage);
/* Tells of the pair of a message that a host or its agent has signed by itself,
 * once.  Its key is statically provisioned (RFC 4285 2). */
void security_note_host (struct security *security,
                         const struct mobility_entity *entity,
                         const struct security_passage *passage);
/* @p of @entity leaves when @association stands. (transfer full) */
void security_hold (struct association *association,
                    struct mobility_entity *entity, struct packet *p,
                    const char *name);
/* Event: it does. */
void security_ready (struct sim *sim, void *subject);
/* Messages that wait for it when all is over. */
void security_drop_held (struct security *security,
                         struct association *association);

/* @p, whose association stands, protected. (transfer full) */
struct packet *security_apply (struct security *security, struct packet *p,
                               const struct security_passage *passage,
                               struct association *association);

/* ---- rate_limit.c -------------------------------------------------- */

/* Does the peer that sent @p still have a token at @entity?  Takes it. */
bool security_rate_allows (struct security *security,
                           const struct mobility_entity *entity,
                           const struct packet *p);

#endif
