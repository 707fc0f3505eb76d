/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers: independent streams by (seed, replication, entity name,
 * purpose), all from Philox4x64-10 (Salmon et al., SC'11) as a gsl_rng_type.
 * Entity names, not creation order, select the stream: adding a node moves
 * nobody else's draws, and two architectures in one study see the same
 * motion, the same traffic and the same losses.
 *
 * Distributions come from GSL on a stream's gsl_rng. */
#ifndef DMMSIM_SIM_RANDOM_H
#define DMMSIM_SIM_RANDOM_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

#include "sim/time.h"

/* The generator as GSL sees it: doubles of 53 bits, integers of 32. */
extern const gsl_rng_type *const rng_philox;

/* What all streams of one run share. */
struct random_source
{
  uint64_t seed;
  uint64_t replication;
};

/* Returns: (transfer full): free with gsl_rng_free(). */
gsl_rng *random_stream_new (const struct random_source *source,
                            const char *entity, const char *purpose);

/* A draw in [0, 1) that belongs to (stream key, a, b) instead of an order of
 * calls: the loss of packet (flow, sequence) on a link is the same whatever
 * else crosses it.  Make the key once with random_key(). */
struct random_key
{
  uint64_t word[2];
};
struct random_key random_key (const struct random_source *source,
                              const char *entity, const char *purpose);
double random_at (const struct random_key *key, uint64_t a, uint64_t b);

/* A stream put aside, for entities that are many and draw seldom: what is to be
 * known of it in 24 octets.  Many take turns on one gsl_rng, of which
 * random_stream_resume() makes the stream that was parked. */
struct random_parked
{
  struct random_key key;
  uint64_t drawn;
};
/* The stream of random_stream_new() before its first draw. */
struct random_parked random_stream_parked (const struct random_source *source,
                                           const char *entity,
                                           const char *purpose);
/* (transfer full): a stream to resume others on. */
gsl_rng *random_stream_seat (void);
void random_stream_resume (gsl_rng *seat, const struct random_parked *parked);
/* Where the stream on @seat stands now. */
void random_stream_park (const gsl_rng *seat, struct random_parked *parked);

/* A law for a random quantity, as scenario files state it.  Values are in the
 * quantity's base unit (s, m, byte, ...). */
enum law_kind
{
  LAW_CONSTANT,    /* a */
  LAW_EXPONENTIAL, /* mean a */
  LAW_UNIFORM,     /* a .. b */
  LAW_NORMAL,      /* mean a, standard deviation b; negative draws become 0 */
  LAW_PARETO,      /* mean a, shape b > 1 */
  LAW_LOGNORMAL,   /* mean a, standard deviation b (of the quantity itself) */
  LAW_N
};

struct law
{
  enum law_kind kind;
  double a, b;
};

double law_draw (const struct law *law, gsl_rng *stream);
double law_mean (const struct law *law);
/* A draw in seconds as a time, never negative. */
sim_time law_draw_time (const struct law *law, gsl_rng *stream);

#endif
