/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What registration has in common, by hosts (RFC 6275) and on their behalf
 * (RFC 5213, and RFC 8885 that extends it): entities that exchange Mobility
 * Header messages, the exchange of a binding update for its acknowledgement
 * with retransmission, and the checks on order of messages.  What only proxy
 * registration has is at the end.  Used by pmipv6/, multihomed/, dmm/ and
 * mipv6/. */
#ifndef DMMSIM_MODELS_MOBILITY_PROXY_H
#define DMMSIM_MODELS_MOBILITY_PROXY_H

#include "models/codec/mh_fault.h"
#include "models/domain.h"
#include "models/trace.h"

/* ---- entity -------------------------------------------------------- */

struct mobility_entity;
struct mobility_kit;
struct mobility_service;

#define MOBILITY_TYPE(type) (UINT32_C (1) << (type))

/* A message that passed the receive checks of RFC 6275 9.2, after the
 * processing time of the entity.  @message and @packet live for the call. */
typedef void mobility_receiver (struct mobility_entity *entity,
                                const struct mh_message *message,
                                const struct packet *packet);

/* What an entity cannot accept is answered by the kit: ICMPv6 parameter problem
 * and Binding Error, at most 10 in a burst and 10 per second and node (RFC 4443
 * 2.4 f, RFC 6275 9.3.3); a Binding Update without the P flag is refused by
 * who serves no hosts (RFC 6275 10.3.1, 9.5.1).  What
 * others say of the entity's own messages ends the exchanges it makes
 * pointless (11.3.5, 11.3.6).
 *
 * Embedded first in struct mag, lma, maar, cmd, ha, mipv6_mn.  Several entities
 * can share a node: each has its own address, the access side the node's own
 * (::1), the central side ::2 of the node's block. */
struct mobility_entity
{
  struct domain *domain;
  struct node *node;
  struct address address;
  enum entity_role role;
  mobility_receiver *receive;
  /* Processing time of a message; NULL: domain's figure for the role (gateway
   * for MAG and MAAR, central for LMA and CMD). */
  sim_time (*processing) (const struct mobility_entity *entity,
                          const struct mh_message *message);
  uint32_t recognises; /* MOBILITY_TYPE() of the messages it takes beside BU, BA
                          and BE; others are unknown */
  bool serves_hosts;   /* takes the updates of hosts: RFC 6275 */
  /* One more address it is reached at (a mobile node's care-of address);
   * unspecified: none. */
  struct address other_address;
  /* RFC 6275 9.3.1: does a binding stand behind the Home Address option of a
   * packet that is no Binding Update?  NULL: never. */
  bool (*knows_binding) (const struct mobility_entity *entity,
                         const struct address *home_address,
                         const struct address *care_of);
  /* Of the message @receive is called with; the kit's.  The Source Address it
   * crossed the network with, which is not packet_source() where a Home Address
   * option replaced that. */
  struct address sender;
  sim_time received; /* arrival of the message @receive is called with, before
                        its processing time; the kit's */
  /* What the rules between the options of that message
   * (models/codec/mh_check.h) want it refused with, or STATUS_ACCEPTED; for
   * @receive to heed where its own checks, in the order of its RFC, find
   * nothing.  The kit's. */
  enum binding_status objection;
  sim_time clock_offset;        /* of its clock: mobility_clock() */
  enum mh_leniency leniency;    /* from the scenario */
  uint32_t faults;              /* of the message, traced; the kit's */
  GQueue exchanges;             /* struct binding_exchange pending; the kit's */
  struct mobility_entity *next; /* at the same node; the kit's */
  /* What its messages wait for (models/mobility/service.h), or NULL; the kit's
   */
  struct mobility_service *service;
};

/* Sets the fields and takes the node's Mobility Header packets addressed to
 * the entity's address: of several central ones at a node each has the next. */
void mobility_entity_init (struct mobility_entity *entity,
                           struct domain *domain, struct node *node,
                           enum entity_role role, mobility_receiver *receive);
/* The same at an @address that is the node's already: that of one interface
 * among several. */
void mobility_entity_init_at (struct mobility_entity *entity,
                              struct domain *domain, struct node *node,
                              enum entity_role role, mobility_receiver *receive,
                              const struct address *address);
/* Another @node is the entity's from now on, as is its address, and what is
 * routed to the node it was at (network_take_over()). */
void mobility_entity_move (struct mobility_entity *entity, struct node *node);
/* What the kit keeps per domain (entities by node, messages being processed,
 * mobile nodes by identifier): domain->mobility, made by the first entity.  For
 * domain_free(); NULL is accepted. */
void mobility_kit_free (struct mobility_kit *kit);
/* The entity of @role after @entity (NULL: the first), by node; NULL: no
 * more. */
struct mobility_entity *
mobility_next_entity (const struct domain *domain, enum entity_role role,
                      const struct mobility_entity *entity);
/* Address of a central entity at @node (::2 of its block). */
struct address mobility_central_address (const struct node *node);

/* Sends @message from the entity; counted, traced and digested as signalling
 * of @class, charged to @transaction. */
void mobility_send (struct mobility_entity *entity,
                    const struct address *destination,
                    const struct mh_message *message,
                    enum signaling_class class, uint32_t transaction);

/* ---- clocks -------------------------------------------------------- */

/* Time of day by the entity's clock, ns since 1970, before which it cannot be:
 * what it writes into Timestamp options and holds those of others against (RFC
 * 5213 5.5). */
static inline int64_t
mobility_clock (const struct mobility_entity *entity)
{
  int64_t clock = domain_clock (entity->domain) + entity->clock_offset;

  return clock > 0 ? clock : 0;
}
/* The clock of the entities at @node is ahead of all others by @offset from now
 * on (negative: behind). */
void mobility_set_clock (struct domain *domain, const struct node *node,
                         sim_time offset);
/* Refused for its clock (156), the entity sets it by the common time source of
 * the domain, not by the Timestamp option of the answer (RFC 5213 6.9.1.2 9),
 * if the scenario has such a source; the other entities of its node share the
 * clock.  False: it was right, or stays off. */
bool mobility_synchronize (struct mobility_entity *entity);

/* ---- leniency ------------------------------------------------------ */

/* The message being handled has @fault: counted, once per message.  True if the
 * entity goes on as if it had not. */
bool mobility_forgives (struct mobility_entity *entity, enum mh_fault fault);

/* Sends @p, a message behind no header yet, as such.  @source: NULL is the
 * entity's address.  @name: static. */
void mobility_emit (struct mobility_entity *entity, struct packet *p,
                    const struct address *source,
                    const struct address *destination,
                    enum next_header next_header, const char *name,
                    enum signaling_class class, uint32_t transaction);
/* Drops what waits for the entity's server (processing.model "queue") or is
 * being served; the rest of the model "delay" is out of its hands. */
void mobility_service_clear (struct mobility_entity *entity,
                             enum drop_reason reason);
/* Tells that @p, message @name of the entity, is sent or received. */
void mobility_trace (struct mobility_entity *entity, unsigned point,
                     const char *name, const struct packet *p);
/* Takes the extension headers of RFC 6275 at @node from now on: Home Address
 * options (6.3, 9.3.1) and type 2 routing headers (6.4, 11.3.3).  What they
 * say is put into the IPv6 header, the extension header is taken off, and the
 * packet goes on to whom it is for; an option that no binding stands behind is
 * answered with Binding Error 1 (9.3.3). */
void mobility_take_extensions (struct domain *domain, struct node *node);

/* Entries of mobility state of an entity; each change is traced. */
struct mobility_count
{
  uint32_t entries, stale; /* stale: without a live flow */
};
void mobility_count_change (struct mobility_count *count,
                            const struct mobility_entity *entity, int entries,
                            int stale);
/* Tells that the entity has no room for an entry: it refuses a new one, or ends
 * one that it has (@evicted).  Answers with status 130 tell it by themselves.
 */
void mobility_trace_refusal (const struct mobility_entity *entity,
                             bool evicted);

/* ---- an update and its acknowledgement ------------------------------ */

struct binding_exchange;
struct exchange_run;

/* What all exchanges of one type have in common; static. */
struct binding_exchange_type
{
  /* Writes the request afresh (of an update, timestamp and sequence are set by
   * the kit, others take @exchange->sequence); may binding_exchange_move() it.
   */
  void (*compose) (struct binding_exchange *exchange,
                   struct mh_message *message);
  /* NULL: mobility_send() to the peer. */
  void (*send) (struct binding_exchange *exchange,
                const struct mh_message *message, enum signaling_class class);
  /* No answer to the last copy.  The exchange is idle again. */
  void (*give_up) (struct binding_exchange *exchange);
  /* NULL or: is it still worth sending?  Asked before each retransmission
   * ("only while the MN is attached"); false ends the exchange silently. */
  bool (*wanted) (struct binding_exchange *exchange);
  /* Another schedule than the domain's (RFC 6705 12), and another first
   * timeout; NULL: none. */
  const struct retransmit_config *(*schedule) (
      const struct binding_exchange *exchange);
  sim_time (*initial) (const struct binding_exchange *exchange);
  bool is_host; /* of a host: no timestamp (RFC 6275 knows none) */
};

/* A request outstanding: sent, retransmitted after INITIAL_BINDACK_TIMEOUT,
 * doubling up to MAX_BINDACK_TIMEOUT, at most protocol.retransmit.limit times
 * (RFC 6275 11.8, RFC 5213 6.9.1.3, RFC 8885 3.6).  Embedded in its owner,
 * which lives for minutes; the exchange is under way for some milliseconds of
 * them.  So what belongs to its copies stands apart, in a record of the kit's.
 */
struct binding_exchange
{
  struct mobility_entity *entity;
  struct address peer;
  const struct binding_exchange_type *type;
  void *owner;
  struct exchange_run *run;   /* while pending, else NULL; the kit's */
  sim_time last_sent;         /* a granted lifetime runs from here */
  enum signaling_class class; /* of the first copy */
  uint32_t transaction;
  uint16_t sequence; /* of the copy sent last */
  bool pending : 1;
  bool numbered : 1; /* @sequence is the owner's choice, and of all copies */
  /* No copies: give_up() after the first timeout (RFC 5213 6.9.1.4: a MAG
   * waits once for the answer to a de-registration). */
  bool once : 1;
};

/* Starts (or restarts) the exchange: next sequence number from *@counter (kept
 * for the retransmissions), timestamp now when the domain uses timestamps.  The
 * answer of an entity at the same node may arrive within this call. */
void binding_exchange_start (struct binding_exchange *exchange,
                             uint16_t *counter);
/* Is the copy that is being composed another than the first? */
bool binding_exchange_is_copy (const struct binding_exchange *exchange);
/* Is @pba the answer to the copy sent last (RFC 6275 11.7.3, RFC 5213 6.9.1.2:
 * pending, sequence equal)?  Leaves it pending. */
bool binding_exchange_matches (const struct binding_exchange *exchange,
                               const struct mh_message *pba);
/* @pba refuses the order of the request, which is to be asserted again: with a
 * fresh timestamp, by a clock that has been set if it was off, or the number it
 * carries (RFC 5213 6.9.1.2 8 and 9, RFC 6275 11.7.3). */
bool binding_exchange_refused_order (struct binding_exchange *exchange,
                                     const struct mh_message *pba);
/* Another entity of the same node is to send it from now on. */
void binding_exchange_move (struct binding_exchange *exchange,
                            struct mobility_entity *entity);
/* Done or no longer wanted: timer stopped, idle. */
void binding_exchange_stop (struct binding_exchange *exchange);

/* ---- order of messages --------------------------------------------- */

/* What an anchor remembers of a session's last accepted PBU. */
struct binding_order
{
  bool any;
  uint16_t sequence;
  int64_t timestamp; /* ns, as on the wire (1/65536 s) */
};
/* RFC 5213 5.5 with a timestamp option, else RFC 6275 9.5.1.  STATUS_ACCEPTED,
 * or the status to refuse with; never changes @order. */
enum binding_status binding_order_check (struct mobility_entity *entity,
                                         const struct binding_order *order,
                                         const struct mh_message *pbu);
/* The same of a sequence number alone (RFC 6275 9.5.1). */
enum binding_status binding_sequence_check (const struct binding_order *order,
                                            uint16_t sequence);
void binding_order_accept (struct mobility_entity *entity,
                           struct binding_order *order,
                           const struct mh_message *pbu);

/* ---- pieces of messages -------------------------------------------- */

/* PBU with flags A and P (and @more_flags), lifetime from @seconds in units of
 * 4 s, MN-ID option of @mn.  Exchanges set sequence and timestamp. */
void proxy_pbu_init (struct mh_message *pbu, const struct mobile_node *mn,
                     sim_time lifetime, unsigned more_flags);
/* HI, ATT, link-layer identifier: the options after the prefixes. */
void proxy_pbu_add_access (struct mh_message *pbu, const struct mobile_node *mn,
                           uint8_t technology, enum handoff_indicator hi);
/* PBA that mirrors @pbu (RFC 5213 5.3.6): sequence, MN-ID; then the caller adds
 * prefixes; then proxy_pba_mirror() adds HI, ATT, and link-layer id, link-local
 * and timestamp if the PBU had them. */
void proxy_pba_init (struct mh_message *pba, const struct mh_message *pbu,
                     enum binding_status status, sim_time lifetime,
                     unsigned more_flags);
void proxy_pba_mirror (const struct mobility_entity *entity,
                       struct mh_message *pba, const struct mh_message *pbu);
/* The home network prefixes of @pbu as they were, or one ALL_ZERO: what a
 * refusal returns (RFC 5213 5.3.6). */
void proxy_pba_return_prefixes (struct mh_message *pba,
                                const struct mh_message *pbu);
/* RFC 5213 5.3.1, 4 to 12, in that order.  @trusted: comes from a gateway that
 * may register; @mn: whom it is about, or NULL; @order: what it must not be
 * older than, heeded with both. */
enum binding_status proxy_pbu_check (struct mobility_entity *entity,
                                     const struct mh_message *pbu, bool trusted,
                                     const struct mobile_node *mn,
                                     const struct binding_order *order);
/* MN of an MN-ID option, or NULL if the domain has no such node. */
struct mobile_node *mobility_find_named (struct mobility_entity *entity,
                                         const struct mh_option *identifier);
/* The same of the message's first one; NULL if it has none. */
struct mobile_node *mobility_find_mn (struct mobility_entity *entity,
                                      const struct mh_message *message);
/* Prefix of a home network prefix option, or of one like it. */
struct prefix mobility_prefix (struct mobility_entity *entity,
                               const struct mh_option *option);
/* Makes a node known by its identifier that is none of domain->mobile_nodes;
 * there is an entity already. */
void mobility_add_mn (struct domain *domain, struct mobile_node *mn);
/* The Lifetime field, in units of 4 s: rounded down, but not to 0. */
uint16_t mobility_lifetime_units (sim_time lifetime);
sim_time mobility_lifetime (uint16_t units);
/* When to refresh, counted from the sending of the PBU that was granted
 * @lifetime: half of it, which leaves the other half for retransmissions.  The
 * RFCs leave the instant open. */
sim_time mobility_refresh_delay (sim_time lifetime);

#endif
