/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traffic distribution over the tunnels of a session (RFC 8278 3.2).  Each end
 * decides for what it sends: the MAG upstream, the LMA downstream.
 *
 * A rule for a flow comes before all else, as long as its path is in service.
 * Per flow: a flow goes by one tunnel as long as that is in service.  Which
 * one follows from addresses and ports alone, the same at both ends, by
 * weighted rendezvous hashing: when a tunnel goes, only its flows move.
 * Per packet: smooth weighted round robin, random, or by octets sent. */
#ifndef DMMSIM_MODELS_MULTIHOMED_SCHEDULER_H
#define DMMSIM_MODELS_MULTIHOMED_SCHEDULER_H

#include "models/multihomed/flow_rule.h"
#include "sim/sim.h"

enum distribution_scheme
{
  SCHEME_PER_FLOW,
  SCHEME_PER_PACKET
};

/* Of SCHEME_PER_PACKET. */
enum distribution_schedule
{
  SCHEDULE_ROUND_ROBIN, /* n:m by weights, as evenly spread as can be */
  SCHEDULE_RANDOM,      /* independent draws, by weights */
  SCHEDULE_LOAD         /* where octets sent over weight are least */
};

struct distribution_config
{
  int scheme;   /* enum distribution_scheme */
  int schedule; /* enum distribution_schedule */
};

/* One tunnel. */
struct path_member
{
  uint8_t bid, label;
  bool usable;
  uint16_t number; /* of the path in this run, for the observer */
  uint32_t weight;
  int64_t credit;  /* round robin */
  uint64_t octets; /* sent */
  struct route route;
};

struct path_scheduler
{
  const struct distribution_config *config;
  struct random_key key;
  uint64_t draws; /* for packets of no flow */
  bool upstream;  /* sends what comes from the node */
  uint32_t n;
  struct path_member *members; /* owned */
  uint32_t n_rules;
  struct flow_rule *rules; /* owned, by priority */
};

/* @name: whose decisions these are; draws belong to it. */
void path_scheduler_init (struct path_scheduler *scheduler,
                          const struct distribution_config *config,
                          const struct sim *sim, const char *name);
void path_scheduler_clear (struct path_scheduler *scheduler);
/* A fresh member, not usable yet; others may move. */
struct path_member *path_scheduler_add (struct path_scheduler *scheduler);

/* Adds the rule, or puts it in the place of the one with its FID. */
void path_scheduler_set_rule (struct path_scheduler *scheduler,
                              const struct flow_rule *rule);
/* The rule with this FID, or NULL. */
struct flow_rule *path_scheduler_rule (const struct path_scheduler *scheduler,
                                       uint16_t id);

/* The route_chooser; @data: struct path_scheduler.  Marks the packet with the
 * path's number.  Without a usable tunnel the packet is dropped NO_PATH. */
const struct route *path_scheduler_choose (struct node *node, struct packet *p,
                                           void *data);

#endif
