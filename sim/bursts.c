/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/bursts.h"

#include <glib.h>

/* s.  Each change of state costs a draw, whether packets come or not. */
#define STAY_LEAST 1e-5
#define STAY_MOST 1e9
/* ns.  What a law draws below its least mean is no shorter than this, lest a
 * run hang in states of next to no length. */
#define STAY_SHORTEST 100

#define AT(member) .offset = offsetof (struct burst_config, member)

const struct parameter burst_parameters[]
    = { { .key = "good",
          .type = PARAMETER_LAW_TIME,
          AT (good),
          .help = "how long the good state lasts",
          .minimum = STAY_LEAST,
          .maximum = STAY_MOST },
        { .key = "bad",
          .type = PARAMETER_LAW_TIME,
          AT (bad),
          .help = "how long the bad state lasts",
          .minimum = STAY_LEAST,
          .maximum = STAY_MOST },
        { .key = "loss_good",
          .type = PARAMETER_PROBABILITY,
          AT (loss_good),
          .fallback = "0",
          .help = "probability that a packet is lost in the good state" },
        { .key = "loss_bad",
          .type = PARAMETER_PROBABILITY,
          AT (loss_bad),
          .fallback = "1",
          .help = "the same in the bad state" },
        { 0 } };
#undef AT

struct bursts *
bursts_new (const struct random_source *source, const char *channel)
{
  struct bursts *bursts = g_new0 (struct bursts, 1);

  bursts->stream = random_stream_new (source, channel, "bursts");
  return bursts;
}

void
bursts_free (struct bursts *bursts)
{
  if (bursts)
    gsl_rng_free (bursts->stream);
  g_free (bursts);
}

static bool
law_equal (const struct law *a, const struct law *b)
{
  return a->kind == b->kind && !(a->a < b->a) && !(a->a > b->a)
         && !(a->b < b->b) && !(a->b > b->b);
}

/* The present state lasts from @from for a draw. */
static void
bursts_stay (struct bursts *bursts, sim_time from)
{
  const struct burst_config *config = &bursts->config;
  sim_time stay = MAX (
      STAY_SHORTEST, law_draw_time (bursts->bad ? &config->bad : &config->good,
                                    bursts->stream));

  bursts->until = from + MIN (stay, SIM_TIME_MAX - from);
}

static void
bursts_advance (struct bursts *bursts, sim_time now)
{
  while (bursts->until <= now)
    {
      bursts->bad = !bursts->bad;
      bursts_stay (bursts, bursts->until);
    }
}

/* Share of time in the bad state: good and bad times alternate. */
static double
bad_share (const struct burst_config *config)
{
  double good = law_mean (&config->good), bad = law_mean (&config->bad);

  return bad / (good + bad);
}

double
bursts_mean_loss (const struct burst_config *config)
{
  double bad = bad_share (config);

  return bad * config->loss_bad + (1 - bad) * config->loss_good;
}

/* Draws so far must not depend on when packets came: hence the advance. */
void
bursts_set (struct bursts *bursts, const struct burst_config *config,
            sim_time now)
{
  bool same = config && bursts->on
              && law_equal (&bursts->config.good, &config->good)
              && law_equal (&bursts->config.bad, &config->bad);

  if (bursts->on)
    bursts_advance (bursts, now);
  bursts->on = config != NULL;
  if (!config)
    return;
  bursts->config = *config;
  if (same)
    return;
  bursts->bad = gsl_rng_uniform (bursts->stream) < bad_share (config);
  bursts_stay (bursts, now);
}

double
bursts_loss (struct bursts *bursts, sim_time now)
{
  bursts_advance (bursts, now);
  return bursts->bad ? bursts->config.loss_bad : bursts->config.loss_good;
}
