/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plug: a mobility architecture is one folder in models/ behind one table
 * of operations.  Topology, radio, motion, traffic and metrics know nothing of
 * it; adding one touches no other folder but the list in
 * models/architectures.c. */
#ifndef DMMSIM_MODELS_ARCHITECTURE_H
#define DMMSIM_MODELS_ARCHITECTURE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "sim/parameter.h"

struct address;
struct domain;
struct node;
struct access_router;
struct mobile_node;
struct handover;
struct flow;

struct architecture
{
  const char *name;
  const char *summary; /* one line for "dmmsim list architectures" */
  const struct parameter *parameters; /* its keys beside "name" */
  size_t config_size;                 /* of the struct they fill */
  bool host_based; /* mobile nodes speak its protocol themselves: a host outside
                      of the simulation cannot stand for one */

  /* Can @config be built on @domain, whose nodes all exist?  What is wrong
   * names the key below the architecture first.  NULL: always. */
  bool (*check) (const struct domain *domain, const void *config,
                 GError **error);
  /* Places the entities on the sites of @domain.  Returns its own state,
   * domain->architecture_state from then on.  @config lives as long. */
  void *(*build) (struct domain *domain, const void *config);
  void (*free) (void *self);

  /* The access router accepts the attachment as a trigger, at t_trigger of
   * @handover (link-layer event, or RS received).  May come again for the same
   * handover (repeated RS): then answer as far as one is. */
  void (*attached) (void *self, struct access_router *router,
                    struct mobile_node *mn, struct handover *handover);
  /* The access router learns that the node is gone (detach notice only). */
  void (*detached) (void *self, struct access_router *router,
                    struct mobile_node *mn);
  /* A flow of the node begins / ends on flow->mn_address; NULL: not wanted. */
  void (*flow_started) (void *self, struct flow *flow);
  void (*flow_ended) (void *self, struct flow *flow);
  /* @router hears of an @address of @mn, attached to it, that is not the one
   * its link-layer address makes; only hosts outside of the simulation have
   * such.  NULL: it routes by prefix. */
  void (*address_seen) (void *self, struct access_router *router,
                        struct mobile_node *mn, const struct address *address);
  /* The entities at @node, which was out of service, are back: as they were
   * (@state_kept), or without bindings, tunnels, routes, exchanges and timers,
   * to do what their RFC has them do then.  Access routers are told of the
   * nodes on their links again afterwards.  NULL: the architecture knows no
   * restarts, a scenario that wants one is refused. */
  void (*restarted) (void *self, struct node *node, bool state_kept);
  /* Can those of @config restart without state?  NULL: all can. */
  bool (*can_restart) (const void *config, GError **error);
  /* Does all that must hold between any two events, of its entities' state and
   * of what they made of routes and tunnels?  See models/invariants.h; NULL:
   * nothing is known. */
  bool (*invariants) (const void *self, GError **error);
};

#define ARCHITECTURE_ERROR architecture_error_quark ()
GQuark architecture_error_quark (void);
enum architecture_error
{
  ARCHITECTURE_ERROR_CONFIG
};

/* All built-in ones, ended by NULL, as variants for the scenario tables. */
extern const struct variant *const architecture_variants[];

#endif
