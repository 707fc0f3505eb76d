/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bursts of loss (Gilbert 1960, Elliott 1963): a channel is good or bad in
 * turn, for times of two laws, and loses packets with the probability of its
 * state.  Time is continuous and the stream the channel's own, so the states do
 * not depend on who sends what. */
#ifndef DMMSIM_SIM_BURSTS_H
#define DMMSIM_SIM_BURSTS_H

#include "sim/network.h"
#include "sim/parameter.h"
#include "sim/random.h"

/* Keys of a struct burst_config. */
extern const struct parameter burst_parameters[];

struct bursts
{
  bool on, bad;
  struct burst_config config;
  sim_time until; /* of the present state */
  gsl_rng *stream;
};

/* Those of a channel, by its name; off.  (transfer full) */
struct bursts *bursts_new (const struct random_source *source,
                           const char *channel);
void bursts_free (struct bursts *bursts);
/* From @now on as @config says, good or bad as it is in the long run; what is
 * so already goes on.  NULL: off. */
void bursts_set (struct bursts *bursts, const struct burst_config *config,
                 sim_time now);
/* Probability that a packet is lost @now, which never falls.  O(changes of
 * state since the last call). */
double bursts_loss (struct bursts *bursts, sim_time now);
/* The same in the long run. */
double bursts_mean_loss (const struct burst_config *config);

#endif
