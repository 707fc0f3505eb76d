/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PBUs written by hand and sent from a MAG's node, so that each can be as wrong
 * as it needs to be, and the LMA's answers. */
#ifndef DMMSIM_TESTS_PROTOCOL_LMA_DIALOGUE_H
#define DMMSIM_TESTS_PROTOCOL_LMA_DIALOGUE_H

#include "models/multihomed/multihomed.h"
#include "tests/protocol/world.h"

struct dialogue
{
  struct world *w;
  struct multihomed_config multihomed; /* of dialogue_new_multihomed() */
  struct mobile_node *mn;
  struct lma *lma;
  uint16_t sequence;
  uint8_t link_layer[6]; /* of the PBU under construction */
};

/* What a PBU is made of; zero leaves an option out. */
struct parts
{
  const char *identifier;
  struct prefix prefixes[3];
  unsigned n_prefixes;
  unsigned handoff, technology;
  uint8_t link_layer; /* last octet of an otherwise fixed one */
  sim_time timestamp; /* 0: now, SIM_TIME_NONE: no option */
  uint16_t lifetime, flags;
  bool link_local;
  bool multipath; /* the options of RFC 8278 */
  uint8_t bid;
  bool bulk, overwrite;
  bool anonymous;                 /* no MAG Identifier */
  const struct prefix *delegated; /* RFC 7148; NULL: no option */
};

/* A first registration with nothing wrong. */
extern const struct parts good;

/* One node, not attached, at 1 s. */
struct dialogue *dialogue_new (void);
struct dialogue *dialogue_new_with (const struct domain_config *config);
/* The same with an LMA that knows several paths. */
struct dialogue *dialogue_new_multihomed (void);
void dialogue_free (struct dialogue *d);
void compose (struct dialogue *d, const struct parts *parts,
              struct mh_message *pbu);
/* Sends a message from MAG @mag; as ask_for(). */
bool ask_with (struct dialogue *d, unsigned mag, const struct mh_message *pbu,
               sim_time for_long, struct mh_message *pba);
/* Sends from MAG @mag and lets @for_long pass (ask(): 20 ms); the answer, if
 * any, in @pba, which can be NULL. */
bool ask_for (struct dialogue *d, unsigned mag, const struct parts *parts,
              sim_time for_long, struct mh_message *pba);
bool ask (struct dialogue *d, unsigned mag, const struct parts *parts,
          struct mh_message *pba);
/* Bindings of the node; the only one. */
unsigned bces (struct dialogue *d);
struct bce *only_bce (struct dialogue *d);
/* The parts that name the prefix of the only binding. */
struct parts known (struct dialogue *d, unsigned handoff);

#define assert_status(d, mag, parts, value)           \
  do                                                  \
    {                                                 \
      struct mh_message answer_;                      \
      g_assert_true (ask (d, mag, parts, &answer_));  \
      g_assert_cmpint (answer_.ba.status, ==, value); \
    }                                                 \
  while (0)

#endif
