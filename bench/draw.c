/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A random delay: one draw from each law and its conversion to time.
 *
 *   draw [WINDOWS [OPERATIONS [LAW]]] */
#include <glib.h>

#include "bench/bench.h"
#include "sim/random.h"

struct draw
{
  struct law law;
  gsl_rng *stream;
  volatile sim_time sink;
};

static void
draw_work (void *data, uint64_t ops)
{
  struct draw *draw = data;
  sim_time sum = 0;

  for (uint64_t i = 0; i < ops; i++)
    sum ^= law_draw_time (&draw->law, draw->stream);
  draw->sink = sum;
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    struct law law;
  } laws[] = {
    { "exponential", { LAW_EXPONENTIAL, 1, 0 } },
    { "uniform", { LAW_UNIFORM, 0, 1 } },
    { "normal", { LAW_NORMAL, 10, 1 } },
    { "pareto", { LAW_PARETO, 1, 1.5 } },
    { "lognormal", { LAW_LOGNORMAL, 1, 1 } },
  };
  const struct random_source source = { 1, 0 };
  const unsigned windows = (unsigned)bench_argument (argc, argv, 1, 9);
  const uint64_t ops = bench_argument (argc, argv, 2, 1000000);

  for (size_t i = 0; i < G_N_ELEMENTS (laws); i++)
    {
      if (!bench_wants (argc, argv, 3, laws[i].name))
        continue;

      struct draw draw
          = { laws[i].law, random_stream_new (&source, "bench", "draw"), 0 };
      const struct bench_result result
          = bench_measure (draw_work, &draw, ops, windows);

      printf ("{\"bench\":\"draw\",\"law\":\"%s\",", laws[i].name);
      bench_print (&result);
      printf ("}\n");
      gsl_rng_free (draw.stream);
    }
  return 0;
}
