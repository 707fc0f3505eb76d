/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a straight movement changes cell: closed forms, and a search that
 * samples the rule itself. */
#include <math.h>

#include "tests/scenario/moves.h"

static struct moves *
world_with (double hysteresis, unsigned routers)
{
  struct domain_config config = moves_config ();

  config.access.hysteresis = hysteresis;
  return moves_new (routers, &config, 1);
}

/* Along the row at 30 m/s: the bisectors lie at 500 m, 1500 m, ... */
static void
crosses_bisectors (void)
{
  struct moves *m = world_with (0, 4);
  struct segment s = { 0, 100 * SIM_SECOND, 0, 0, 3000, 0 };
  sim_time when, from = 0;

  for (unsigned i = 0; i < 3; i++)
    {
      struct access_router *next = access_next_crossing (
          m->domain, &s, from, moves_router (m, i), &when);
      /* On the bisector itself the lower cell still has it. */
      sim_time bisector = (sim_time)((500.0 + 1000 * i) / 30 * 1e9);

      g_assert_true (next == moves_router (m, i + 1));
      g_assert_cmpint (when, >, bisector - 1);
      g_assert_cmpint (when, <=, bisector + 1);
      from = when;
    }
  g_assert_null (
      access_next_crossing (m->domain, &s, from, moves_router (m, 3), &when));
  moves_free (m);
}

/* With h = 20 m, in line with the cells: d1 - d2 = h at 510 m; back again at
 * 490 m. */
static void
hysteresis_holds_on_longer (void)
{
  struct moves *m = world_with (20, 2);
  struct segment there = { 0, 10 * SIM_SECOND, 0, 0, 1000, 0 };
  struct segment back = { 0, 10 * SIM_SECOND, 1000, 0, 0, 0 };
  sim_time when;

  g_assert_nonnull (
      access_next_crossing (m->domain, &there, 0, moves_router (m, 0), &when));
  g_assert_cmpint (ABS (when - 5100 * SIM_MILLISECOND), <=, 1);
  g_assert_nonnull (
      access_next_crossing (m->domain, &back, 0, moves_router (m, 1), &when));
  g_assert_cmpint (ABS (when - 5100 * SIM_MILLISECOND), <=, 1);
  moves_free (m);
}

/* Between the two lines of equal difference nobody changes. */
static void
hysteresis_spares_the_middle (void)
{
  struct moves *m = world_with (20, 2);
  struct segment s = { 0, SIM_SECOND, 495, 0, 505, 0 };
  sim_time when;

  g_assert_null (
      access_next_crossing (m->domain, &s, 0, moves_router (m, 0), &when));
  g_assert_null (
      access_next_crossing (m->domain, &s, 0, moves_router (m, 1), &when));
  moves_free (m);
}

static void
ties_go_to_the_lower_cell (void)
{
  struct moves *m = world_with (0, 2);
  struct segment along = { 0, SIM_SECOND, 500, -100, 500, 100 };
  sim_time when;

  g_assert_true (access_nearest (m->domain, 500, 0) == moves_router (m, 0));
  g_assert_null (
      access_next_crossing (m->domain, &along, 0, moves_router (m, 0), &when));
  g_assert_true (
      access_next_crossing (m->domain, &along, 0, moves_router (m, 1), &when)
      == moves_router (m, 0));
  g_assert_cmpint (when, ==, 0);
  moves_free (m);
}

static void
cells_of_one_router_are_no_crossing (void)
{
  struct moves *m = world_with (0, 2);
  struct cell more = { 2000, 0, 0 };
  struct segment s = { 0, 100 * SIM_SECOND, 0, 0, 2000, 0 };
  sim_time when;

  g_array_append_val (m->domain->cells, more);
  g_assert_true (
      access_next_crossing (m->domain, &s, 0, moves_router (m, 0), &when)
      == moves_router (m, 1));
  g_assert_true (
      access_next_crossing (m->domain, &s, when, moves_router (m, 1), &when)
      == moves_router (m, 0));
  g_assert_cmpint (ABS (when - 75 * SIM_SECOND), <=, 1);
  moves_free (m);
}

/* ---- against sampling ---------------------------------------------- */

/* The rule, written again: distances by hypot(). */
static struct access_router *
rule (const struct domain *domain, const struct segment *s, sim_time t,
      const struct access_router *current)
{
  double u = (double)(t - s->begin) / (double)(s->end - s->begin);
  double x = s->x0 + (s->x1 - s->x0) * u, y = s->y0 + (s->y1 - s->y0) * u;
  double own = INFINITY, best = INFINITY;
  uint32_t router = 0;

  for (guint i = 0; i < domain->cells->len; i++)
    {
      const struct cell *c = &g_array_index (domain->cells, struct cell, i);
      double d = hypot (x - c->x, y - c->y);

      if (c->router == current->index)
        own = fmin (own, d);
      if (d < best)
        {
          best = d;
          router = c->router;
        }
    }
  return router != current->index
                 && own - best >= domain->config.access.hysteresis
             ? g_ptr_array_index (domain->routers, router)
             : NULL;
}

/* No sample before @when sees the rule hold, and 1 us after it does. */
static void
compare (const struct moves *m, const struct segment *s,
         const struct access_router *current)
{
  sim_time when = SIM_TIME_NONE, samples = 2000;
  struct access_router *next
      = access_next_crossing (m->domain, s, s->begin, current, &when);
  sim_time until = next ? when : s->end;

  for (sim_time k = 0; k < samples; k++)
    {
      sim_time t = s->begin + (s->end - s->begin) / samples * k;

      if (t < until - SIM_MICROSECOND)
        g_assert_null (rule (m->domain, s, t, current));
    }
  if (next && when > s->begin && when + SIM_MICROSECOND < s->end)
    g_assert_true (rule (m->domain, s, when + SIM_MICROSECOND, current)
                   == next);
  if (next && when > s->begin + SIM_MICROSECOND)
    g_assert_null (rule (m->domain, s, when - SIM_MICROSECOND, current));
}

static void
agrees_with_sampling (void)
{
  static const double hysteresis[] = { 0, 1, 20, 150 };
  GRand *rand = g_rand_new_with_seed (20260101);

  for (unsigned round = 0; round < 200; round++)
    {
      struct moves *m = world_with (hysteresis[round % 4], 6);

      for (unsigned i = 0; i < 12; i++)
        {
          struct cell c = { g_rand_double_range (rand, -2000, 2000),
                            g_rand_double_range (rand, -2000, 2000), i % 6 };

          if (i < 6)
            g_array_index (m->domain->cells, struct cell, i) = c;
          else if (round % 2)
            g_array_append_val (m->domain->cells, c);
        }
      for (unsigned i = 0; i < 5; i++)
        {
          struct segment s = { 3 * SIM_SECOND,
                               103 * SIM_SECOND,
                               g_rand_double_range (rand, -2500, 2500),
                               g_rand_double_range (rand, -2500, 2500),
                               g_rand_double_range (rand, -2500, 2500),
                               g_rand_double_range (rand, -2500, 2500) };

          compare (m, &s, access_nearest (m->domain, s.x0, s.y0));
        }
      moves_free (m);
    }
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crossings/bisectors", crosses_bisectors);
  g_test_add_func ("/crossings/hysteresis", hysteresis_holds_on_longer);
  g_test_add_func ("/crossings/hysteresis-spares-the-middle",
                   hysteresis_spares_the_middle);
  g_test_add_func ("/crossings/ties", ties_go_to_the_lower_cell);
  g_test_add_func ("/crossings/cells-of-one-router",
                   cells_of_one_router_are_no_crossing);
  g_test_add_func ("/crossings/agree-with-sampling", agrees_with_sampling);
  return g_test_run ();
}
