/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attacks on the signalling (RFC 4225, RFC 4832): nodes that forge, replay and
 * mutate messages.  What they send are octets like any others, with the source
 * address that the attack needs; entities know nothing of attackers.
 *
 * An attacker knows what is no secret (names, addresses and prefixes of nodes
 * and entities) and hears what passes its tap; it has no key but, if so stated,
 * those of its own node. */
#ifndef DMMSIM_MODELS_ATTACK_ATTACK_H
#define DMMSIM_MODELS_ATTACK_ATTACK_H

#include <glib.h>
#include <stdbool.h>

#include "models/domain.h"
#include "sim/parameter.h"

/* Whom a forged registration is sent to. */
enum attack_target
{
  ATTACK_ANCHOR,       /* who keeps the victim's registration: CMD, LMA, home
                          agent, MAAR */
  ATTACK_PREVIOUS,     /* the MAAR that anchors its prefix, in the CMD's name */
  ATTACK_CORRESPONDENT /* one that speaks route optimization */
};

/* Where traffic goes that an attack diverts. */
enum attack_end
{
  ATTACK_END_ATTACKER,
  ATTACK_END_THIRD_PARTY,
  ATTACK_END_BLACKHOLE,
  ATTACK_ENDS
};
const char *attack_end_name (enum attack_end end);

/* One entry of "attacks". */
struct attack_config
{
  char *node;
  sim_time at;
  sim_time duration; /* SIM_TIME_NONE: to the end */
  struct law every;  /* mean 0: once */
  char *victims;     /* entry of mobile_nodes, or NULL: all */
  char *tap;         /* or NULL: node */
  bool ingress_filtering;
  bool keys; /* has those of its node */
  struct variant_value kind;
};

extern const struct parameter attack_parameters[];
/* Kinds of attack, ended by NULL. */
extern const struct variant *const attack_variants[];

#define ATTACK_ERROR attack_error_quark ()
GQuark attack_error_quark (void);
enum attack_error
{
  ATTACK_ERROR_CONFIG
};

struct attacks;
/* Schedules @n entries; what cannot be names the entry first.  After the
 * architecture is built; @configs must outlive the run.  (transfer full) */
struct attacks *attacks_start (struct domain *domain,
                               const struct attack_config *configs, size_t n,
                               GError **error);
/* NULL is accepted. */
void attacks_free (struct attacks *attacks);

#endif
