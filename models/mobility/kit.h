/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the mobility kit keeps per domain.  Private to models/mobility/. */
#ifndef DMMSIM_MODELS_MOBILITY_KIT_H
#define DMMSIM_MODELS_MOBILITY_KIT_H

#include "models/mobility/mobility.h"

struct security;

/* A message that waits for its entity's processing time, or for its turn
 * (service.h).  Records are reused: none is allocated once the peak is
 * reached. */
struct mobility_pending
{
  struct mobility_pending *next;
  struct mobility_entity *entity;
  struct packet *packet;
  struct address sender;
  sim_time received;
  enum binding_status objection;
  enum security_verdict verdict; /* PASS, or not to be heeded */
  /* service.c: */
  const char *name;      /* of one to be sent; NULL: received */
  sim_time joined, time; /* when it came, how long it is served */
  event_handle done;
};

struct mobility_kit
{
  GPtrArray
      *entities;      /* first struct mobility_entity * of a node, by node id */
  GPtrArray *pending; /* struct mobility_pending *, all of them, owned */
  GPtrArray *services; /* struct mobility_service *, owned */
  struct mobility_pending *idle;
  GPtrArray *runs; /* struct exchange_run *, of exchanges under way; owned */
  struct exchange_run *idle_runs;
  GHashTable *mobile_nodes; /* struct view * (owned) to mobile node, by MN-ID */
  guint indexed;            /* mobile nodes in the table, the first ones */
  event_kind process, retransmit, serve, serve_next;
  struct security *security; /* models/security/security.h; NULL: none */
};

/* The domain's kit, made on first use. */
struct mobility_kit *mobility_kit_get (struct domain *domain);
/* A record of the kit's, content undefined; and back. */
struct mobility_pending *mobility_pending_take (struct mobility_kit *kit);
void mobility_pending_give (struct mobility_kit *kit,
                            struct mobility_pending *pending);
/* The domain's figure for the role of @entity. */
sim_time mobility_role_processing (const struct mobility_entity *entity);
/* The processing time of @arrival, whose octets have been checked, is over.
 * Takes its packet over. */
void mobility_act (const struct mobility_pending *arrival);
/* Message @name, its headers in front, leaves the entity. */
void mobility_depart (struct mobility_entity *entity, struct packet *p,
                      const char *name);
/* Event: an exchange's answer did not come in time. */
void binding_exchange_expire (struct sim *sim, void *subject);

/* Does a timer wait for its answer? */
bool binding_exchange_is_timed (const struct binding_exchange *exchange);
/* No answer will come: as if the last copy had timed out. */
void binding_exchange_abandon (struct binding_exchange *exchange);

/* The entity at @node that @p is addressed to, or NULL. */
struct mobility_entity *mobility_find_entity (const struct mobility_kit *kit,
                                              const struct node *node,
                                              const struct packet *p);
/* The entity with this address, or NULL.  O(entities). */
struct mobility_entity *mobility_find_entity_at (const struct mobility_kit *kit,
                                                 const struct address *address);
/* Sends @p, complete, as message @name of @entity.  (transfer full) */
void mobility_transmit (struct mobility_entity *entity, struct packet *p,
                        const char *name);
/* A Mobility Header packet for @entity that crossed the network with the Source
 * Address @sender. */
void mobility_receive (struct mobility_entity *entity, struct packet *p,
                       const struct address *sender);

/* ---- leniency.c */

/* Reads @p's message; real-world, mends it first, in place. */
enum mh_result mobility_decode (struct mobility_entity *entity,
                                struct packet *p, struct mh_message *message);
/* Has @pba, the octets of @p, all that the acknowledgement of a proxy binding
 * must have, or is it forgiven?  Then it has the flag P. */
bool mobility_takes_acknowledgement (struct mobility_entity *entity,
                                     struct packet *p, struct mh_message *pba);
/* The node whose link-layer address an MN-ID holds, if that is forgiven. */
struct mobile_node *mobility_find_raw (struct mobility_entity *entity,
                                       const struct view *id);
enum mh_leniency mobility_leniency_at (const struct domain *domain,
                                       const struct node *node);

/* ---- reaction.c: errors sent */

/* May @entity act on @message, the octets of @p decoded with @result?  If not,
 * answers as RFC 6275 9.2 prescribes and takes @p over.  If so, @objection is
 * the status that the rules between the message's options demand, or
 * STATUS_ACCEPTED. */
bool mobility_admits (struct mobility_entity *entity, struct packet *p,
                      enum mh_result result, struct mh_message *message,
                      enum binding_status *objection);
/* Takes @p over, whose Home Address option names @home_address, which no
 * binding stands behind: answers with Binding Error 1 (RFC 6275 9.3.3). */
void mobility_deny_binding (struct mobility_entity *entity, struct packet *p,
                            const struct address *home_address);

/* Refuses @message, the octets of @p, with @status if it is a Binding
 * Update. */
void mobility_reject (struct mobility_entity *entity, const struct packet *p,
                      const struct mh_message *message,
                      enum binding_status status);

/* ---- error.c: errors received */

/* Handler: an ICMPv6 error about a Mobility Header. */
void mobility_receive_error (struct node *node, struct packet *p, void *kit);
/* A Binding Error from @peer (RFC 6275 11.3.6). */
void mobility_receive_binding_error (struct mobility_entity *entity,
                                     const struct mh_message *error,
                                     const struct address *peer);

#endif
