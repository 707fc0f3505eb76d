/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a straight movement changes cell: closed forms, and a search that
 * samples the rule itself. */
#include <math.h>

#include "models/access/state.h"
#include "tests/scenario/moves.h"

static struct moves *
world_with (double hysteresis, unsigned routers)
{
  struct domain_config config = moves_config ();
  struct moves *m;

  config.access.attach.hysteresis = hysteresis;
  m = moves_new (routers, &config, 1);
  moves_populate (m, 1);
  return m;
}

/* The node is in cell @serving and moves along @s; the instant of the change
 * to @cell, or SIM_TIME_NONE. */
static sim_time
next_change (const struct moves *m, uint32_t serving, const struct segment *s,
             sim_time from, uint32_t *cell)
{
  struct cell_change change;

  access_node (moves_mn (m, 0))->cell = serving;
  if (!access_next_change (moves_mn (m, 0), s, from, &change))
    return SIM_TIME_NONE;
  *cell = change.cell;
  return change.when;
}

static void
add_cell (struct moves *m, double x, double y, uint32_t router)
{
  struct cell cell = { .x = x, .y = y, .router = router };

  g_array_append_val (m->domain->cells, cell);
}

static struct cell *
cell_of (struct moves *m, guint i)
{
  return &g_array_index (m->domain->cells, struct cell, i);
}

/* Along the row at 30 m/s: the bisectors lie at 500 m, 1500 m, ... */
static void
crosses_bisectors (void)
{
  struct moves *m = world_with (0, 4);
  struct segment s = { 0, 100 * SIM_SECOND, 0, 0, 3000, 0 };
  sim_time when, from = 0;
  uint32_t next;

  for (unsigned i = 0; i < 3; i++)
    {
      /* On the bisector itself the lower cell still has it. */
      sim_time bisector = (sim_time)((500.0 + 1000 * i) / 30 * 1e9);

      when = next_change (m, i, &s, from, &next);
      g_assert_cmpuint (next, ==, i + 1);
      g_assert_cmpint (when, >, bisector - 1);
      g_assert_cmpint (when, <=, bisector + 1);
      from = when;
    }
  g_assert_cmpint (next_change (m, 3, &s, from, &next), ==, SIM_TIME_NONE);
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
  uint32_t next;

  g_assert_cmpint (
      ABS (next_change (m, 0, &there, 0, &next) - 5100 * SIM_MILLISECOND), <=,
      1);
  g_assert_cmpint (
      ABS (next_change (m, 1, &back, 0, &next) - 5100 * SIM_MILLISECOND), <=,
      1);
  moves_free (m);
}

/* Between the two lines of equal difference nobody changes. */
static void
hysteresis_spares_the_middle (void)
{
  struct moves *m = world_with (20, 2);
  struct segment s = { 0, SIM_SECOND, 495, 0, 505, 0 };
  uint32_t next;

  g_assert_cmpint (next_change (m, 0, &s, 0, &next), ==, SIM_TIME_NONE);
  g_assert_cmpint (next_change (m, 1, &s, 0, &next), ==, SIM_TIME_NONE);
  moves_free (m);
}

static void
ties_go_to_the_lower_cell (void)
{
  struct moves *m = world_with (0, 2);
  struct segment along = { 0, SIM_SECOND, 500, -100, 500, 100 };
  uint32_t next;

  g_assert_cmpuint (access_best_cell (m->domain, 500, 0), ==, 0);
  g_assert_cmpint (next_change (m, 0, &along, 0, &next), ==, SIM_TIME_NONE);
  g_assert_cmpint (next_change (m, 1, &along, 0, &next), ==, 0);
  g_assert_cmpuint (next, ==, 0);
  moves_free (m);
}

/* ---- coverage ------------------------------------------------------ */

/* Discs of 300 m around 0 and 1000 m, at 10 m/s: covered until 30 s, and again
 * from 70 s on. */
static void
coverage_ends_and_begins_at_the_circle (void)
{
  struct moves *m = world_with (0, 2);
  struct segment s = { 0, 100 * SIM_SECOND, 0, 0, 1000, 0 };
  sim_time when;
  uint32_t next;

  cell_of (m, 0)->radius = cell_of (m, 1)->radius = 300;
  when = next_change (m, 0, &s, 0, &next);
  g_assert_cmpint (when - 30 * SIM_SECOND, >=, 0);
  g_assert_cmpint (when - 30 * SIM_SECOND, <=, 1);
  g_assert_cmpuint (next, ==, CELL_NONE);
  when = next_change (m, CELL_NONE, &s, when, &next);
  g_assert_cmpint (ABS (when - 70 * SIM_SECOND), <=, 1);
  g_assert_cmpuint (next, ==, 1);
  moves_free (m);
}

/* A small preferred cell in the middle of a large one: in at 400 m, out at
 * 600 m. */
static void
the_preferred_technology_serves_where_it_covers (void)
{
  struct technology_config wlan = { .name = (char *)"wlan", .preference = 1 };
  struct moves *m = world_with (20, 1);
  struct segment s = { 0, 100 * SIM_SECOND, 0, 0, 1000, 0 };
  struct cell hot = { .x = 500, .technology = 1, .radius = 100 };
  uint32_t next;
  sim_time when;

  g_array_append_val (m->domain->technologies, wlan);
  g_array_append_val (m->domain->cells, hot);
  when = next_change (m, 0, &s, 0, &next);
  g_assert_cmpint (ABS (when - 40 * SIM_SECOND), <=, 1);
  g_assert_cmpuint (next, ==, 1);
  when = next_change (m, 1, &s, when, &next);
  g_assert_cmpint (ABS (when - 60 * SIM_SECOND), <=, 1);
  g_assert_cmpuint (next, ==, 0);
  g_assert_cmpuint (access_best_cell (m->domain, 450, 0), ==, 1);
  g_assert_cmpuint (access_best_cell (m->domain, 450, 99), ==, 0);
  moves_free (m);
}

/* ---- time to trigger ----------------------------------------------- */

static struct moves *
world_with_trigger (sim_time time_to_trigger)
{
  struct domain_config config = moves_config ();
  struct moves *m;

  config.access.attach.time_to_trigger = time_to_trigger;
  m = moves_new (2, &config, 1);
  moves_populate (m, 1);
  return m;
}

/* The lead lasts from 50 s on, over the end of a segment at 51 s. */
static void
a_lead_must_last (void)
{
  struct moves *m = world_with_trigger (3 * SIM_SECOND);
  struct segment first = { 0, 51 * SIM_SECOND, 0, 0, 510, 0 };
  struct segment rest = { 51 * SIM_SECOND, SIM_TIME_MAX, 510, 0, 510, 0 };
  sim_time when;
  uint32_t next;

  g_assert_cmpint (next_change (m, 0, &first, 0, &next), ==, SIM_TIME_NONE);
  when = next_change (m, 0, &rest, rest.begin, &next);
  g_assert_cmpint (ABS (when - 53 * SIM_SECOND), <=, 1);
  g_assert_cmpuint (next, ==, 1);
  moves_free (m);
}

/* Ahead for 2 s, back for 10 s, ahead again: the first lead does not count. */
static void
a_lead_that_breaks_begins_anew (void)
{
  struct moves *m = world_with_trigger (3 * SIM_SECOND);
  const struct segment way[] = {
    { 0, 51 * SIM_SECOND, 0, 0, 510, 0 },
    { 51 * SIM_SECOND, 61 * SIM_SECOND, 510, 0, 410, 0 },
    { 61 * SIM_SECOND, 91 * SIM_SECOND, 410, 0, 710, 0 },
  };
  sim_time when;
  uint32_t next;

  for (unsigned i = 0; i < 2; i++)
    g_assert_cmpint (next_change (m, 0, &way[i], way[i].begin, &next), ==,
                     SIM_TIME_NONE);
  when = next_change (m, 0, &way[2], way[2].begin, &next);
  g_assert_cmpint (ABS (when - 73 * SIM_SECOND), <=, 1);
  moves_free (m);
}

/* ---- against sampling ---------------------------------------------- */

static bool
covered (const struct cell *c, double x, double y)
{
  return c->radius == 0 || hypot (x - c->x, y - c->y) <= c->radius;
}

/* The cell to change to at @t by the rule, written again: all cells are
 * looked at, distances by hypot(); @serving itself if none. */
static uint32_t
rule (const struct domain *domain, const struct segment *s, sim_time t,
      uint32_t serving)
{
  const struct cell *cells = (const struct cell *)domain->cells->data;
  double u = (double)(t - s->begin) / (double)(s->end - s->begin);
  double x = s->x0 + (s->x1 - s->x0) * u, y = s->y0 + (s->y1 - s->y0) * u;
  double best = INFINITY;
  double own = serving != CELL_NONE && covered (&cells[serving], x, y)
                   ? hypot (x - cells[serving].x, y - cells[serving].y)
                   : INFINITY;
  uint32_t nearest = CELL_NONE;

  for (guint i = 0; i < domain->cells->len; i++)
    {
      double d = hypot (x - cells[i].x, y - cells[i].y);

      if (covered (&cells[i], x, y) && d < best)
        {
          best = d;
          nearest = i;
        }
    }
  if (isinf (own))
    return nearest;
  return own - best >= domain->config.access.attach.hysteresis ? nearest
                                                               : serving;
}

/* No sample before the change sees the rule hold, and 1 us after it does. */
static void
compare (const struct moves *m, const struct segment *s, uint32_t serving)
{
  sim_time samples = 2000;
  uint32_t next;
  sim_time when = next_change (m, serving, s, s->begin, &next);
  sim_time until = when != SIM_TIME_NONE ? when : s->end;

  for (sim_time k = 0; k < samples; k++)
    {
      sim_time t = s->begin + (s->end - s->begin) / samples * k;

      if (t < until - SIM_MICROSECOND)
        g_assert_cmpuint (rule (m->domain, s, t, serving), ==, serving);
    }
  if (when == SIM_TIME_NONE)
    return;
  if (when > s->begin && when + SIM_MICROSECOND < s->end)
    g_assert_cmpuint (rule (m->domain, s, when + SIM_MICROSECOND, serving), ==,
                      next);
  if (when > s->begin + SIM_MICROSECOND)
    g_assert_cmpuint (rule (m->domain, s, when - SIM_MICROSECOND, serving), ==,
                      serving);
}

/* Cells in a square, or all in one row; some rounds with coverage. */
static void
scatter_cells (struct moves *m, GRand *rand, unsigned n, unsigned round)
{
  g_array_set_size (m->domain->cells, 0);
  for (unsigned i = 0; i < n; i++)
    {
      add_cell (m, g_rand_double_range (rand, -2000, 2000),
                round % 5 ? g_rand_double_range (rand, -2000, 2000) : 0, i % 6);
      if (round % 3 == 0)
        cell_of (m, i)->radius = g_rand_double_range (rand, 100, 1500);
    }
}

static void
agrees_with_sampling (void)
{
  static const double hysteresis[] = { 0, 1, 20, 150 };
  GRand *rand = g_rand_new_with_seed (20260101);

  for (unsigned round = 0; round < 240; round++)
    {
      struct moves *m = world_with (hysteresis[round % 4], 6);

      scatter_cells (m, rand, 6 + round % 30, round);
      for (unsigned i = 0; i < 5; i++)
        {
          struct segment s = { 3 * SIM_SECOND,
                               103 * SIM_SECOND,
                               g_rand_double_range (rand, -2500, 2500),
                               g_rand_double_range (rand, -2500, 2500),
                               g_rand_double_range (rand, -2500, 2500),
                               g_rand_double_range (rand, -2500, 2500) };

          compare (m, &s, access_best_cell (m->domain, s.x0, s.y0));
        }
      moves_free (m);
    }
  g_rand_free (rand);
}

/* The best cell by looking at all of them. */
static void
the_best_cell_is_the_best_of_all (void)
{
  struct moves *m = world_with (0, 6);
  GRand *rand = g_rand_new_with_seed (7);
  const struct segment still = { 0, 1, 0, 0, 0, 0 };

  for (unsigned round = 0; round < 100; round++)
    {
      scatter_cells (m, rand, 1 + round * 3, round);
      for (unsigned i = 0; i < 20; i++)
        {
          struct segment at = still;

          at.x0 = at.x1 = g_rand_double_range (rand, -9000, 9000);
          at.y0 = at.y1 = g_rand_double_range (rand, -9000, 9000);
          g_assert_cmpuint (access_best_cell (m->domain, at.x0, at.y0), ==,
                            rule (m->domain, &at, 0, CELL_NONE));
        }
    }
  g_rand_free (rand);
  moves_free (m);
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
  g_test_add_func ("/crossings/coverage",
                   coverage_ends_and_begins_at_the_circle);
  g_test_add_func ("/crossings/preferred-technology",
                   the_preferred_technology_serves_where_it_covers);
  g_test_add_func ("/crossings/time-to-trigger", a_lead_must_last);
  g_test_add_func ("/crossings/time-to-trigger-begins-anew",
                   a_lead_that_breaks_begins_anew);
  g_test_add_func ("/crossings/best-cell", the_best_cell_is_the_best_of_all);
  g_test_add_func ("/crossings/agree-with-sampling", agrees_with_sampling);
  return g_test_run ();
}
