/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random motion in the plane against laws that hold for it: rates of crossing,
 * ratios of turns.  Nodes are independent, so that the spread over them tells
 * how far a mean may be off; bounds are of 4.4 standard deviations, which one
 * run of 10^5 is beyond, and seeds are fixed. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "models/motion/steady.h"
#include "models/motion/walk.h"
#include "tests/scenario/moving.h"

#define DEVIATIONS 4.4

/* ---- a square of cells --------------------------------------------- */

/* What a node does: its routers and when it came to them. */
struct course
{
  GArray *at;     /* sim_time */
  GArray *router; /* guint */
};

struct seen
{
  struct course *courses; /* by node */
  unsigned n;
};

static void
see_begun (struct sim *sim, const void *record, void *data)
{
  const struct handover *h = record;
  struct course *course = &((struct seen *)data)->courses[h->mn->index];
  sim_time now = sim_now (sim);
  guint to = h->to->index;

  g_array_append_val (course->at, now);
  g_array_append_val (course->router, to);
}

static struct seen
watch (struct moves *m)
{
  struct seen seen = { .n = m->domain->mobile_nodes->len };

  seen.courses = g_new (struct course, seen.n);
  for (unsigned i = 0; i < seen.n; i++)
    seen.courses[i] = (struct course){
      g_array_new (FALSE, FALSE, sizeof (sim_time)),
      g_array_new (FALSE, FALSE, sizeof (guint)),
    };
  return seen;
}

static void
seen_free (struct seen *seen)
{
  for (unsigned i = 0; i < seen->n; i++)
    {
      g_array_unref (seen->courses[i].at);
      g_array_unref (seen->courses[i].router);
    }
  g_free (seen->courses);
}

/* Cells of @side metres, @across times @across, the first one's middle at
 * (x, y); router i has column i % across. */
static struct moves *
square_world (unsigned across, double x, double y, double side, unsigned nodes)
{
  struct domain_config config = moves_config ();
  struct moves *m = moves_new (across * across, &config, 7);

  for (unsigned i = 0; i < across * across; i++)
    g_array_index (m->domain->cells, struct cell, i) = (struct cell){
      .x = x + i % across * side, .y = y + i / across * side, .router = i
    };
  moves_populate (m, nodes);
  return m;
}

/* Mean over the nodes of the handovers after the first attachment, held to
 * @expected. */
static void
assert_mean_handovers (const struct seen *seen, double expected)
{
  double sum = 0, squares = 0, mean, error;

  for (unsigned i = 0; i < seen->n; i++)
    {
      double n = (double)seen->courses[i].at->len - 1;

      sum += n;
      squares += n * n;
    }
  mean = sum / seen->n;
  error = sqrt ((squares / seen->n - mean * mean) / seen->n);
  g_test_message ("%g handovers per node, expected %g, standard error %g", mean,
                  expected, error);
  g_assert_cmpfloat (fabs (mean - expected), <, DEVIATIONS * error + 1e-9);
  /* So that the test says something. */
  g_assert_cmpfloat (error, <, 0.05 * expected);
}

/* ---- manhattan ----------------------------------------------------- */

#define BLOCK 100.0
#define SPEED 20.0

enum
{
  TURN,
  WALK
};

enum
{
  REFLECT,
  WRAP
};

static struct moving
manhattan (struct moves *world, int64_t columns, int64_t rows, int next,
           int at_border)
{
  struct moving moving = moving_new ("manhattan", world);

  SET (&moving, "block", double, BLOCK);
  SET (&moving, "columns", int64_t, columns);
  SET (&moving, "rows", int64_t, rows);
  SET (&moving, "speed", struct law, ((struct law){ LAW_CONSTANT, SPEED, 0 }));
  SET (&moving, "next", int, next);
  SET (&moving, "straight", double, 0.5);
  SET (&moving, "left", double, 0.25);
  SET (&moving, "at_border", int, at_border);
  return moving;
}

static struct seen
run_for (struct moving *moving, sim_time duration)
{
  struct seen seen = watch (moving->world);

  trace_listen (moving->world->sim->trace, TRACE_HANDOVER_BEGUN, see_begun,
                &seen);
  g_assert_true (moving_start (moving, NULL));
  moves_run (moving->world, duration);
  return seen;
}

/* v / s for cells of three blocks, whatever the turns: each street of a torus
 * has a border every s. */
static void
manhattan_crosses_at_v_over_s (void)
{
  for (int next = TURN; next <= WALK; next++)
    {
      struct moving moving = manhattan (
          square_world (3, BLOCK, BLOCK, 3 * BLOCK, 400), 9, 9, next, WRAP);
      struct seen seen = run_for (&moving, 300 * SIM_SECOND);

      assert_mean_handovers (&seen, 300 * SPEED / (3 * BLOCK));
      seen_free (&seen);
      moving_free (&moving);
    }
}

/* Steps of a torus of @across cells: quarter turns to the left from one to the
 * next; 0 east, 1 north, 2 west, 3 south. */
static unsigned
heading_of (guint from, guint to, guint across)
{
  guint dx = (to % across + across - from % across) % across;
  guint dy = (to / across + across - from / across) % across;

  g_assert_cmpuint ((dx != 0) + (dy != 0), ==, 1);
  if (dx != 0)
    return dx == 1 ? 0 : 2;
  return dy == 1 ? 1 : 3;
}

static void
count_turns (const struct course *course, guint across, unsigned turns[4])
{
  const guint *at = (const guint *)(void *)course->router->data;

  for (guint i = 2; i < course->router->len; i++)
    turns[(heading_of (at[i - 1], at[i], across) + 4
           - heading_of (at[i - 2], at[i - 1], across))
          % 4]++;
}

static void
assert_ratios (const unsigned counts[4], const double expected[4])
{
  double n = counts[0] + counts[1] + counts[2] + counts[3];

  for (unsigned i = 0; i < 4; i++)
    {
      double deviation = sqrt (expected[i] * (1 - expected[i]) * n);

      g_test_message ("%u quarters: %g, expected %g", i, counts[i] / n,
                      expected[i]);
      g_assert_cmpfloat (fabs (counts[i] - expected[i] * n), <=,
                         DEVIATIONS * deviation);
    }
  g_assert_cmpfloat (n, >, 5000);
}

/* A cell at each crossing shows every block.  Those who turn back at a crossing
 * do so between two cells that they know: the walk's quarter shows, too. */
static void
manhattan_turns_by_its_probabilities (void)
{
  static const double expected[2][4]
      = { { 0.5, 0.25, 0, 0.25 }, { 0.25, 0.25, 0.25, 0.25 } };

  for (int next = TURN; next <= WALK; next++)
    {
      struct moving moving
          = manhattan (square_world (5, 0, 0, BLOCK, 20), 5, 5, next, WRAP);
      struct seen seen = run_for (&moving, 2000 * SIM_SECOND);
      unsigned turns[4] = { 0 };

      for (unsigned i = 0; i < seen.n; i++)
        count_turns (&seen.courses[i], 5, turns);
      assert_ratios (turns, expected[next]);
      seen_free (&seen);
      moving_free (&moving);
    }
}

/* With a cell at each crossing borders are half-way: one every block, to the
 * nanosecond, over the seam and back from the border as well. */
static void
manhattan_takes_a_block_at_a_time (void)
{
  static const struct
  {
    int64_t columns, rows;
    int at_border;
  } grids[] = { { 5, 5, WRAP }, { 5, 5, REFLECT }, { 5, 1, REFLECT } };
  const sim_time block = sim_time_from_seconds (BLOCK / SPEED);

  for (unsigned g = 0; g < G_N_ELEMENTS (grids); g++)
    {
      struct moving moving
          = manhattan (square_world (5, 0, 0, BLOCK, 20), grids[g].columns,
                       grids[g].rows, TURN, grids[g].at_border);
      struct seen seen = run_for (&moving, 500 * SIM_SECOND);

      for (unsigned i = 0; i < seen.n; i++)
        {
          const sim_time *at
              = (const sim_time *)(void *)seen.courses[i].at->data;

          g_assert_cmpuint (seen.courses[i].at->len, >=, 100);
          for (guint k = 2; k < seen.courses[i].at->len; k++)
            g_assert_cmpint (ABS (at[k] - at[k - 1] - block), <=, 2);
        }
      seen_free (&seen);
      moving_free (&moving);
    }
}

static void
manhattan_refuses_what_cannot_be (void)
{
  for (unsigned i = 0; i < 2; i++)
    {
      struct moving moving = manhattan (square_world (2, 0, 0, BLOCK, 1),
                                        i ? 1 : 5, 1, TURN, REFLECT);
      g_autoptr (GError) error = NULL;

      SET (&moving, "left", double, i ? 0.25 : 0.75);
      g_assert_false (moving_start (&moving, &error));
      g_assert_error (error, MOTION_ERROR, MOTION_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, i ? "crossing" : "straight"));
      moving_free (&moving);
    }
}

/* ---- random waypoint ----------------------------------------------- */

static struct moving
random_waypoint (struct moves *world, double size, struct law speed,
                 struct law pause)
{
  struct moving moving = moving_new ("random-waypoint", world);

  set_position (&moving, "corner", 0, 0);
  set_position (&moving, "size", size, size);
  SET (&moving, "speed", struct law, speed);
  SET (&moving, "pause", struct law, pause);
  return moving;
}

/* A leg between two uniform points crosses the line at share u of the side with
 * probability 2 u (1 - u); k cells have lines at 1/k .. (k - 1)/k each way.  So
 * many crossings per mean time of leg and pause, from the first moment on: the
 * time is shorter than a leg takes. */
static void
waypoint_rate (const struct law *speed, double mean_inverse,
               const struct law *pause)
{
  const unsigned k = 3;
  const double side = 1000, time = 200;
  /* (2 + sqrt 2 + 5 asinh 1) / 15 of the side: a square's mean distance. */
  double distance = k * side * 0.5214054331647207;
  double per_leg = 2 * (double)(k * k - 1) / (3 * k);
  double cycle = distance * mean_inverse + law_mean (pause);
  struct moving moving
      = random_waypoint (square_world (k, side / 2, side / 2, side, 2000),
                         k * side, *speed, *pause);
  struct seen seen = run_for (&moving, sim_time_from_seconds (time));

  assert_mean_handovers (&seen, time * per_leg / cycle);
  seen_free (&seen);
  moving_free (&moving);
}

static void
waypoint_begins_in_the_steady_state (void)
{
  static const struct law constant = { LAW_CONSTANT, 10, 0 };
  static const struct law uniform = { LAW_UNIFORM, 1, 19 };
  static const struct law none = { LAW_CONSTANT, 0, 0 };
  static const struct law pauses[] = { { LAW_CONSTANT, 60, 0 },
                                       { LAW_EXPONENTIAL, 60, 0 },
                                       { LAW_UNIFORM, 0, 120 },
                                       { LAW_LOGNORMAL, 60, 60 } };

  waypoint_rate (&constant, 0.1, &none);
  waypoint_rate (&uniform, log (19) / 18, &none);
  for (unsigned i = 0; i < G_N_ELEMENTS (pauses); i++)
    waypoint_rate (&uniform, log (19) / 18, &pauses[i]);
}

static void
waypoint_refuses_speeds_that_decay (void)
{
  static const struct law laws[] = { { LAW_EXPONENTIAL, 10, 0 },
                                     { LAW_NORMAL, 10, 1 },
                                     { LAW_UNIFORM, 0, 20 },
                                     { LAW_CONSTANT, 0, 0 } };

  for (unsigned i = 0; i < G_N_ELEMENTS (laws); i++)
    for (int uniform = 0; uniform < 2; uniform++)
      {
        struct moving moving
            = random_waypoint (square_world (2, 0, 0, BLOCK, 1), 100, laws[i],
                               (struct law){ LAW_CONSTANT, 1, 0 });
        g_autoptr (GError) error = NULL;

        SET (&moving, "begin", int, uniform);
        g_assert_true (moving_start (&moving, &error) == uniform);
        g_assert_true (uniform || strstr (error->message, "steady state"));
        moving_free (&moving);
      }
}

/* Means of the stationary laws, by their moments: E[v | steady] = 1 / E[1/v],
 * and what is left of a pause is E[t^2] / 2 E[t] (the inspection paradox). */
static void
steady_laws_have_their_means (void)
{
  static const struct
  {
    struct law law;
    double mean_inverse, square;
  } cases[] = {
    { { LAW_CONSTANT, 5, 0 }, 0.2, 25 },
    { { LAW_UNIFORM, 2, 8 }, 0.23104906018664842, 28 },
    { { LAW_LOGNORMAL, 5, 2 }, 0.232, 29 },
    /* Least value 4, shape 5: E[1/v] = 5 / 24, E[v^2] = 16 5 / 3. */
    { { LAW_PARETO, 5, 5 }, 0.20833333333333334, 26.666666666666668 },
  };
  gsl_rng *stream = random_stream_new (&(struct random_source){ .seed = 3 },
                                       "steady", "test");
  const unsigned n = 200000;

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const struct law *law = &cases[i].law;
      double speed = 0, rest = 0;

      g_assert_cmpfloat_with_epsilon (steady_mean_inverse (law),
                                      cases[i].mean_inverse, 1e-12);
      for (unsigned k = 0; k < n; k++)
        {
          speed += steady_draw_speed (law, stream) / n;
          rest += steady_draw_rest (law, stream) / n;
        }
      g_assert_cmpfloat_with_epsilon (speed, 1 / cases[i].mean_inverse, 0.03);
      g_assert_cmpfloat_with_epsilon (
          rest, cases[i].square / 2 / law_mean (law), 0.03);
    }
  gsl_rng_free (stream);
}

static void
mean_distance_of_rectangles (void)
{
  g_assert_cmpfloat_with_epsilon (steady_mean_distance (1, 1),
                                  0.5214054331647207, 1e-12);
  g_assert_cmpfloat_with_epsilon (steady_mean_distance (3, 0), 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (steady_mean_distance (3, 1e-3), 1, 1e-3);
  g_assert_cmpfloat_with_epsilon (steady_mean_distance (2, 1),
                                  steady_mean_distance (1, 2), 1e-12);
}

/* ---- straight motion through convex cells --------------------------- */

/* Any direction from any point: v perimeter / (pi area), which is
 * 4 v / (pi s) for hexagons whose centres are s apart. */
static void
hexagons_are_crossed_at_their_rate (void)
{
  const unsigned across = 9, nodes = 1500;
  const double side = 1000, length = 3000;
  struct moves *m = square_world (across, 0, 0, side, nodes);
  struct seen seen = watch (m);
  struct walk *walks = g_new (struct walk, nodes);
  gsl_rng *stream = random_stream_new (&(struct random_source){ .seed = 5 },
                                       "hexagons", "test");

  for (unsigned i = 0; i < across * across; i++)
    {
      unsigned row = i / across;
      struct cell *cell = &g_array_index (m->domain->cells, struct cell, i);

      cell->x = (i % across + row % 2 / 2.0) * side;
      cell->y = row * side * sqrt (0.75);
    }
  trace_listen (m->sim->trace, TRACE_HANDOVER_BEGUN, see_begun, &seen);
  for (unsigned i = 0; i < nodes; i++)
    {
      double angle = 2 * G_PI * gsl_rng_uniform (stream);
      double from[2] = { (4 + gsl_rng_uniform (stream)) * side,
                         (4 + 2 * gsl_rng_uniform (stream)) * side * sqrt (0.75)
                             - side * sqrt (0.75) };
      double to[2]
          = { from[0] + length * cos (angle), from[1] + length * sin (angle) };

      walk_init (&walks[i], moves_mn (m, i), NULL);
      walk_enter (&walks[i], from[0], from[1]);
      walk_straight (&walks[i], from, to, SPEED);
    }
  moves_run (m, sim_time_from_seconds (length / SPEED));
  assert_mean_handovers (&seen, length * 4 / (G_PI * side));
  gsl_rng_free (stream);
  g_free (walks);
  seen_free (&seen);
  moves_free (m);
}

/* ---- what all have in common --------------------------------------- */

typedef struct moving model_maker (struct moves *world);

static struct moving
make_manhattan (struct moves *world)
{
  return manhattan (world, 5, 5, TURN, REFLECT);
}

static struct moving
make_waypoint (struct moves *world)
{
  return random_waypoint (world, 4 * BLOCK, (struct law){ LAW_UNIFORM, 5, 15 },
                          (struct law){ LAW_EXPONENTIAL, 3, 0 });
}

static model_maker *const makers[] = { make_manhattan, make_waypoint };

static bool
same_array (const GArray *a, const GArray *b)
{
  return a->len == b->len
         && memcmp (a->data, b->data,
                    a->len * g_array_get_element_size ((GArray *)(uintptr_t)a))
                == 0;
}

static void
another_node_moves_nobody (void)
{
  for (unsigned k = 0; k < G_N_ELEMENTS (makers); k++)
    {
      struct moving few = makers[k](square_world (5, 0, 0, BLOCK, 3));
      struct moving more = makers[k](square_world (5, 0, 0, BLOCK, 5));
      struct seen a = run_for (&few, 300 * SIM_SECOND);
      struct seen b = run_for (&more, 300 * SIM_SECOND);

      for (unsigned i = 0; i < 3; i++)
        {
          g_assert_cmpuint (a.courses[i].at->len, >, 5);
          g_assert_true (same_array (a.courses[i].at, b.courses[i].at));
          g_assert_true (same_array (a.courses[i].router, b.courses[i].router));
        }
      seen_free (&a);
      seen_free (&b);
      moving_free (&few);
      moving_free (&more);
    }
}

static void
none_runs_without_cells (void)
{
  for (unsigned k = 0; k < G_N_ELEMENTS (makers); k++)
    {
      struct moving moving = makers[k](square_world (2, 0, 0, BLOCK, 1));
      g_autoptr (GError) error = NULL;

      g_array_set_size (moving.world->domain->cells, 0);
      g_assert_false (moving_start (&moving, &error));
      g_assert_error (error, MOTION_ERROR, MOTION_ERROR_INPUT);
      moving_free (&moving);
    }
}

/* ---- what it costs ------------------------------------------------- */

/* Events of the same ways at 1 / @slowness of the speed, in as much more time.
 */
static uint64_t
events_of_ways (const char *model, double slowness)
{
  struct moving moving = moving_new (model, square_world (5, 0, 0, BLOCK, 20));
  struct engine *engine = moving.world->sim->engine;
  uint64_t events;

  if (strcmp (model, "random-waypoint") == 0)
    set_position (&moving, "size", 4 * BLOCK, 4 * BLOCK);
  else if (strcmp (model, "manhattan") == 0)
    {
      SET (&moving, "block", double, BLOCK);
      SET (&moving, "columns", int64_t, 5);
      SET (&moving, "rows", int64_t, 5);
      SET (&moving, "straight", double, 0.5);
    }
  else if (strcmp (model, "highway") == 0)
    {
      SET (&moving, "length", double, 4 * BLOCK);
      SET (&moving, "at_end", int, 3); /* bounce */
    }
  SET (&moving, "speed", struct law,
       ((struct law){ LAW_CONSTANT, 0.01 / slowness, 0 }));
  g_assert_true (moving_start (&moving, NULL));
  moves_run (moving.world, sim_time_from_seconds (200500 * slowness));
  events = engine_events_run (engine);
  moving_free (&moving);
  return events;
}

/* Time itself costs nothing: who takes ten times as long for the same way makes
 * as many events. */
static void
time_costs_nothing (void)
{
  static const char *const models[]
      = { "highway", "manhattan", "random-waypoint" };

  for (unsigned i = 0; i < G_N_ELEMENTS (models); i++)
    {
      uint64_t fast = events_of_ways (models[i], 1);

      g_test_message ("%s: %" PRIu64 " events", models[i], fast);
      g_assert_cmpuint (fast, >, 20 * 15);
      g_assert_cmpuint (events_of_ways (models[i], 10), ==, fast);
    }
}

/* Straight across @cells in a row, then nothing for ten times as long. */
static uint64_t
events_of_a_drive (unsigned cells)
{
  struct domain_config config = moves_config ();
  struct moves *m = moves_new (cells, &config, 1);
  struct moving moving = moving_new ("highway", m);
  double way = (cells - 1) * CELL_SPACING;
  uint64_t events;

  moves_populate (m, 1);
  SET (&moving, "length", double, way);
  SET (&moving, "at_end", int, 1); /* stop */
  SET (&moving, "speed", struct law, ((struct law){ LAW_CONSTANT, 25, 0 }));
  g_assert_true (moving_start (&moving, NULL));
  moves_run (m, sim_time_from_seconds (way / 25 + 1));
  events = engine_events_run (m->sim->engine);
  moves_run (m, sim_time_from_seconds (10 * way));
  g_assert_cmpuint (engine_events_run (m->sim->engine), ==, events);
  moving_free (&moving);
  return events;
}

static void
cost_grows_with_cells_crossed (void)
{
  uint64_t ten = events_of_a_drive (10), twenty = events_of_a_drive (20);

  g_assert_cmpuint (events_of_a_drive (40) - twenty, ==, 2 * (twenty - ten));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/manhattan/crosses-at-v-over-s",
                   manhattan_crosses_at_v_over_s);
  g_test_add_func ("/manhattan/turns-by-its-probabilities",
                   manhattan_turns_by_its_probabilities);
  g_test_add_func ("/manhattan/a-block-at-a-time",
                   manhattan_takes_a_block_at_a_time);
  g_test_add_func ("/manhattan/refuses", manhattan_refuses_what_cannot_be);
  g_test_add_func ("/random-waypoint/begins-in-the-steady-state",
                   waypoint_begins_in_the_steady_state);
  g_test_add_func ("/random-waypoint/refuses-speeds-that-decay",
                   waypoint_refuses_speeds_that_decay);
  g_test_add_func ("/steady/means", steady_laws_have_their_means);
  g_test_add_func ("/steady/mean-distance", mean_distance_of_rectangles);
  g_test_add_func ("/straight/hexagons", hexagons_are_crossed_at_their_rate);
  g_test_add_func ("/motion/another-node-moves-nobody",
                   another_node_moves_nobody);
  g_test_add_func ("/motion/none-without-cells", none_runs_without_cells);
  g_test_add_func ("/motion/time-costs-nothing", time_costs_nothing);
  g_test_add_func ("/motion/cost-grows-with-cells-crossed",
                   cost_grows_with_cells_crossed);
  return g_test_run ();
}
