/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "topology" as a scenario states it; topology.h builds it. */
#ifndef DMMSIM_SCENARIOS_TOPOLOGY_CONFIG_H
#define DMMSIM_SCENARIOS_TOPOLOGY_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/network.h"
#include "sim/parameter.h"
#include "sim/time.h"

/* What the network can route exactly has an end (sim/routing.h). */
#define LINK_DELAY_MAX (100 * SIM_SECOND)

/* "1000 packets", "64 kB" or "inf". */
struct queue_config
{
  bool stated;
  uint64_t packets, bytes; /* UINT64_MAX: no bound */
};

/* One direction of a link, or what differs in it; what is not stated is
 * SIM_TIME_NONE or NAN. */
struct direction_config
{
  sim_time delay;
  double rate; /* bit/s */
  struct queue_config queue;
  double loss;
  sim_time jitter;
  bool has_bursts; /* then in place of loss */
  struct burst_config bursts;
  double corruption;
};

struct link_config
{
  struct parameter_list between; /* char *: two node names */
  struct direction_config both;
  bool has_forward, has_backward;
  struct direction_config forward, backward; /* override both */
};

struct node_config
{
  char *name;
  double position[2]; /* m; NAN: none */
};

enum missing_position
{
  MISSING_NEIGHBOURS, /* at the mean of the neighbours that have one */
  MISSING_REJECT,
  MISSING_DELAY /* links without length have missing_delay */
};

struct topology_config
{
  char *file;
  struct variant_value generate;
  struct parameter_list nodes; /* struct node_config */
  struct parameter_list links; /* struct link_config */
  double detour;               /* way over distance */
  sim_time minimum_delay;      /* of links whose delay is their distance's */
  int missing_position;        /* enum missing_position */
  sim_time missing_delay;
  double rate; /* of links of the file that state none */
};

#endif
