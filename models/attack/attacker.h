/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of models/attack/ share. */
#ifndef DMMSIM_MODELS_ATTACK_ATTACKER_H
#define DMMSIM_MODELS_ATTACK_ATTACKER_H

#include "models/attack/attack.h"
#include "models/mobility/mobility.h"

struct attacker;
struct routability;

/* ---- configuration of the kinds ------------------------------------ */

/* Of all that forge a registration; what a kind has no key for stays 0. */
struct forge_config
{
  int target;  /* enum attack_target */
  char *to;    /* node whose address becomes the care-of address; NULL: the
                  attacker's */
  bool nobody; /* an address there that nobody has */
};

struct malformed_config
{
  struct forge_config forge;
  int64_t mutations; /* octets replaced */
  bool checksum;     /* is made right again */
};

struct answer_config
{
  int64_t status;
};

/* ---- what is heard ------------------------------------------------- */

/* A Mobility Header message on its way; lives for the call. */
struct heard
{
  struct address source, destination; /* of the IPv6 header */
  struct address home;   /* of an extension header, or unspecified */
  const uint8_t *octets; /* from the IPv6 header on */
  size_t n;
  const struct mh_message *message; /* NULL: encrypted, or as good as */
};
/* Whose registration it is, or NULL. */
struct mobile_node *heard_victim (const struct attacker *attacker,
                                  const struct heard *heard);

/* ---- attackers ----------------------------------------------------- */

/* A kind of attack: a row of attack_variants. */
struct attack_kind
{
  const char *name;
  /* One blow at @victim.  False: nothing to attack it with now. */
  bool (*strike) (struct attacker *attacker, struct mobile_node *victim);
  /* Something passed the tap.  NULL: it does not listen. */
  void (*hear) (struct attacker *attacker, const struct heard *heard);
  bool hears_esp; /* what it cannot read, too */
  bool diverts;   /* its config begins with struct forge_config */
  bool on_a_link; /* the attacker must be a mobile node */
};

struct attacker
{
  struct attacks *attacks;
  struct domain *domain;
  const struct attack_config *config;
  const struct attack_kind *kind;
  struct node *node;
  struct mobile_node *mn; /* it is one, or NULL */
  struct node *tap;       /* what it hears, or NULL */
  struct node *to;        /* where it diverts traffic to */
  GPtrArray *victims;     /* struct mobile_node * */
  guint next;             /* victim */
  gsl_rng *rng;
  uint16_t sequence; /* of registrations forged */
  sim_time end;
  GPtrArray *captured;       /* struct capture *, of replay; or NULL */
  GPtrArray *channels;       /* struct channel *, that they are of */
  uint32_t blows;            /* of replay */
  struct routability *tests; /* of the victim in hand, or NULL */
};

/* Is it now? */
bool attacker_is_active (const struct attacker *attacker);
/* A message to be sent; the attacker's until attacker_send(). */
struct forgery
{
  struct mobile_node *victim;
  struct address source, destination; /* of the IPv6 header */
  struct address home_source; /* in a Home Address option, or unspecified */
  struct address home_destination; /* in a type 2 routing header, same */
  struct mh_message message;
  const struct node *target; /* whose reaction is looked at */
  /* Where traffic will go if it is believed; NULL: nowhere. */
  const struct node *gateway;
  enum attack_end end;
  bool asks;      /* says nothing that could be believed */
  bool registers; /* if it is believed, something stands that did not */
};

/* ---- compose.c ----------------------------------------------------- */

/* The entity of the kind's target that has to do with @victim, or NULL. */
struct mobility_entity *attacker_find_target (const struct attacker *attacker,
                                              enum attack_target target,
                                              const struct mobile_node *victim);
/* Writes a registration of @lifetime (0: de-registration) of @victim at
 * @target, as who is entitled to it would.  False: what it must say is not
 * known. */
bool attacker_compose (struct attacker *attacker,
                       const struct mobility_entity *target,
                       struct mobile_node *victim, sim_time lifetime,
                       struct forgery *forgery);
/* The address that gateways at @node register nodes with. */
struct address attacker_gateway_address (const struct domain *domain,
                                         const struct node *node);
/* The care-of address that @victim is registered with at @target now;
 * unspecified: none known. */
struct address attacker_care_of (const struct mobile_node *victim,
                                 const struct mobility_entity *target);
/* The one that the attack puts in its place. */
struct address attacker_diversion (const struct attacker *attacker);
/* The home address of @victim, or what serves as such; unspecified: none
 * known. */
struct address attacker_home_address (const struct mobile_node *victim);
/* The next number of registrations forged. */
uint16_t attacker_sequence (struct attacker *attacker);

/* ---- send.c -------------------------------------------------------- */

/* Changes the octets of a Mobility Header before it leaves. */
typedef size_t forgery_mutation (struct attacker *attacker, uint8_t *octets,
                                 size_t n);
/* @kbm: a Binding Authorization Data option is added and signed with it (RFC
 * 6275 6.2.7); NULL: none. */
void attacker_send (struct attacker *attacker, struct forgery *forgery);
void attacker_send_signed (struct attacker *attacker, struct forgery *forgery,
                           const uint8_t *kbm);
void attacker_send_mutated (struct attacker *attacker, struct forgery *forgery,
                            forgery_mutation *mutate);
/* Sends the whole packet in @octets once more; of @forgery only what is not on
 * the wire. */
void attacker_send_octets (struct attacker *attacker,
                           const struct forgery *forgery, const uint8_t *octets,
                           size_t n);
/* Marks @p, headers complete, as the attacker's, and tells of it. */
void attacker_mark (struct attacker *attacker, const struct forgery *forgery,
                    struct packet *p);

/* ---- hearing.c ----------------------------------------------------- */

/* From now on the attacker hears its tap. */
void attacker_listen (struct attacker *attacker, struct node *tap);

/* ---- operations of the kinds --------------------------------------- */

bool replay_strike (struct attacker *attacker, struct mobile_node *victim);
void replay_hear (struct attacker *attacker, const struct heard *heard);
bool answer_strike (struct attacker *attacker, struct mobile_node *victim);
void answer_hear (struct attacker *attacker, const struct heard *heard);
bool solicitation_strike (struct attacker *attacker,
                          struct mobile_node *victim);
/* Return routability: asks for tokens in the victim's name, registers with
 * what it heard of them, and made up ones where it heard nothing. */
bool routability_strike (struct attacker *attacker, struct mobile_node *victim);
void routability_hear (struct attacker *attacker, const struct heard *heard);
void routability_free (struct routability *tests);
/* Registers the events of these. */
void routability_init (struct attacks *attacks);

struct attacks
{
  struct domain *domain;
  event_kind strike, give_up;
  uint32_t forged; /* messages, so far */
  size_t n;
  struct attacker items[];
};

#endif
