/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motion models: where nodes are when. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "tests/scenario/moving.h"

/* ---- what is seen -------------------------------------------------- */

struct course
{
  unsigned n;
  sim_time at[512];
  uint32_t router[512];
};

static void
see_begun (struct sim *sim, const void *record, void *data)
{
  const struct handover *h = record;
  struct course *course = data;

  g_assert_cmpuint (course->n, <, 512);
  course->at[course->n] = sim_now (sim);
  course->router[course->n++] = h->to->index;
}

static struct course *
watch (struct moves *m)
{
  struct course *course = g_new0 (struct course, 1);

  trace_listen (m->sim->trace, TRACE_HANDOVER_BEGUN, see_begun, course);
  return course;
}

static struct moving
begin (const char *name, unsigned routers, unsigned nodes,
       struct course **course)
{
  struct domain_config config = moves_config ();
  struct moves *m = moves_new (routers, &config, 1);

  moves_populate (m, nodes);
  *course = watch (m);
  return moving_new (name, m);
}

/* ---- static, schedule ---------------------------------------------- */

static void
static_stays (void)
{
  struct course *course;
  struct moving moving = begin ("static", 3, 2, &course);

  set_position (&moving, "position", 1900, 3);
  g_assert_true (moving_start (&moving, NULL));
  moves_run (moving.world, 100 * SIM_SECOND);
  g_assert_cmpuint (course->n, ==, 2);
  g_assert_cmpuint (course->router[0], ==, 2);
  g_assert_cmpint (course->at[0], ==, 0);
  moving_free (&moving);
  g_free (course);
}

static void
unknown_routers_are_refused (void)
{
  struct course *course;
  struct moving moving = begin ("static", 3, 2, &course);
  g_autoptr (GError) error = NULL;

  set_position (&moving, "position", NAN, NAN);
  SET (&moving, "at", const char *, "ar9");
  g_assert_false (moving_start (&moving, &error));
  g_assert_error (error, MOTION_ERROR, MOTION_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "ar9"));
  moving_free (&moving);
  g_free (course);
}

static void
schedule_keeps_its_times (void)
{
  struct
  {
    sim_time at;
    const char *router;
  } attach[] = { { 5, "ar1" }, { SIM_SECOND, "ar0" }, { 7000000001, "ar2" } };
  struct course *course;
  struct moving moving = begin ("schedule", 3, 1, &course);
  struct parameter_list list = { 3, attach };

  SET (&moving, "attach", struct parameter_list, list);
  g_assert_true (moving_start (&moving, NULL));
  moves_run (moving.world, 100 * SIM_SECOND);
  g_assert_cmpuint (course->n, ==, 3);
  for (unsigned i = 0; i < 3; i++)
    g_assert_cmpint (course->at[i], ==, attach[i].at);
  g_assert_cmpuint (course->router[2], ==, 2);
  moving_free (&moving);
  g_free (course);
}

/* ---- highway ------------------------------------------------------- */

enum
{
  LEAVE,
  STOP,
  WRAP,
  BOUNCE
};

static struct moving
highway (unsigned routers, unsigned nodes, int at_end, double spacing,
         struct course **course)
{
  struct moving moving = begin ("highway", routers, nodes, course);
  struct law speed = { LAW_CONSTANT, 25, 0 };

  set_position (&moving, "start", 0, 10);
  SET (&moving, "speed", struct law, speed);
  SET (&moving, "length", double, NAN);
  SET (&moving, "at_end", int, at_end);
  SET (&moving, "spacing", double, spacing);
  g_assert_true (moving_start (&moving, NULL));
  return moving;
}

/* 500 m at 25 m/s, then every 1000 m; 4 routers: the end at 120 s. */
static void
assert_outward (const struct course *course)
{
  for (unsigned i = 1; i < 4; i++)
    {
      g_assert_cmpint (ABS (course->at[i] - (40 * i - 20) * SIM_SECOND), <=, 1);
      g_assert_cmpuint (course->router[i], ==, i);
    }
}

static void
highway_leaves (void)
{
  struct course *course;
  struct moving moving = highway (4, 1, LEAVE, 0, &course);

  moves_run (moving.world, 119 * SIM_SECOND);
  g_assert_nonnull (access_heading (moves_mn (moving.world, 0)));
  moves_run (moving.world, 500 * SIM_SECOND);
  g_assert_cmpuint (course->n, ==, 4);
  assert_outward (course);
  g_assert_null (access_heading (moves_mn (moving.world, 0)));
  moving_free (&moving);
  g_free (course);
}

static void
highway_stops (void)
{
  struct course *course;
  struct moving moving = highway (4, 1, STOP, 0, &course);

  moves_run (moving.world, 500 * SIM_SECOND);
  g_assert_cmpuint (course->n, ==, 4);
  assert_outward (course);
  g_assert_true (moves_mn (moving.world, 0)->router
                 == moves_router (moving.world, 3));
  moving_free (&moving);
  g_free (course);
}

static void
highway_wraps (void)
{
  struct course *course;
  struct moving moving = highway (4, 1, WRAP, 0, &course);

  moves_run (moving.world, 239 * SIM_SECOND);
  g_assert_cmpuint (course->n, ==, 8);
  assert_outward (course);
  g_assert_cmpuint (course->router[4], ==, 0);
  g_assert_cmpint (ABS (course->at[4] - 120 * SIM_SECOND), <=, 1);
  g_assert_cmpint (ABS (course->at[5] - 140 * SIM_SECOND), <=, 2);
  moving_free (&moving);
  g_free (course);
}

/* 100 m behind the start of a closed road is 100 m before its end. */
static void
highway_wraps_behind_its_start (void)
{
  struct course *course;
  struct moving moving = highway (4, 2, WRAP, -100, &course);
  struct mobile_node *second = moves_mn (moving.world, 1);

  moves_run (moving.world, 3 * SIM_SECOND);
  g_assert_true (access_heading (second) == moves_router (moving.world, 3));
  moves_run (moving.world, 5 * SIM_SECOND);
  g_assert_true (access_heading (second) == moves_router (moving.world, 0));
  moving_free (&moving);
  g_free (course);
}

static void
highway_bounces (void)
{
  struct course *course;
  struct moving moving = highway (4, 1, BOUNCE, 0, &course);

  moves_run (moving.world, 239 * SIM_SECOND);
  g_assert_cmpuint (course->n, ==, 7);
  assert_outward (course);
  g_assert_cmpuint (course->router[4], ==, 2);
  g_assert_cmpint (ABS (course->at[4] - 140 * SIM_SECOND), <=, 2);
  g_assert_cmpuint (course->router[6], ==, 0);
  moving_free (&moving);
  g_free (course);
}

static void
highway_spaces_its_nodes (void)
{
  struct course *course;
  struct moving moving = highway (2, 3, STOP, -100, &course);

  moves_run (moving.world, 500 * SIM_SECOND);
  g_assert_cmpuint (course->n, ==, 6);
  for (unsigned i = 0; i < 3; i++)
    g_assert_cmpint (ABS (course->at[3 + i] - (20 + 4 * i) * SIM_SECOND), <=,
                     1);
  moving_free (&moving);
  g_free (course);
}

/* A row of nodes that come 4 s after each other are where nodes 100 m behind
 * each other are, but enter one by one. */
static void
highway_lets_nodes_enter_one_by_one (void)
{
  struct course *course;
  struct moving moving = begin ("highway", 2, 3, &course);
  struct law speed = { LAW_CONSTANT, 25, 0 }, headway = { LAW_CONSTANT, 4, 0 };

  set_position (&moving, "start", 0, 10);
  SET (&moving, "speed", struct law, speed);
  SET (&moving, "headway", struct law, headway);
  SET (&moving, "length", double, NAN);
  g_assert_true (moving_start (&moving, NULL));
  moves_run (moving.world, 500 * SIM_SECOND);
  g_assert_cmpuint (course->n, ==, 6);
  for (unsigned i = 0; i < 3; i++)
    {
      g_assert_cmpint (course->at[i], ==, 4 * i * SIM_SECOND);
      g_assert_cmpint (ABS (course->at[3 + i] - (20 + 4 * i) * SIM_SECOND), <=,
                       1);
      g_assert_null (access_heading (moves_mn (moving.world, i)));
    }
  moving_free (&moving);
  g_free (course);
}

/* ---- markov -------------------------------------------------------- */

enum
{
  UNIFORM,
  NEIGHBOUR,
  LINE
};

static struct moving
markov (unsigned nodes, int next, struct law residence, struct course **course)
{
  struct moving moving = begin ("markov", 5, nodes, course);

  SET (&moving, "residence", struct law, residence);
  SET (&moving, "next", int, next);
  SET (&moving, "start", const char *, "ar0");
  g_assert_true (moving_start (&moving, NULL));
  return moving;
}

static void
markov_walks_the_line (void)
{
  static const uint32_t expected[] = { 0, 1, 2, 3, 4, 3, 2, 1, 0, 1 };
  struct course *course;
  struct moving moving
      = markov (1, LINE, (struct law){ LAW_CONSTANT, 10, 0 }, &course);

  moves_run (moving.world, 95 * SIM_SECOND);
  g_assert_cmpuint (course->n, ==, G_N_ELEMENTS (expected));
  for (unsigned i = 0; i < course->n; i++)
    {
      g_assert_cmpuint (course->router[i], ==, expected[i]);
      g_assert_cmpint (course->at[i], ==, i * 10 * SIM_SECOND);
    }
  moving_free (&moving);
  g_free (course);
}

static void
markov_neighbours_are_one_hop_away (void)
{
  struct course *course;
  struct moving moving
      = markov (1, NEIGHBOUR, (struct law){ LAW_CONSTANT, 10, 0 }, &course);
  unsigned back = 0;

  moves_run (moving.world, 4000 * SIM_SECOND);
  for (unsigned i = 1; i < course->n; i++)
    {
      g_assert_cmpint (
          ABS ((int)course->router[i] - (int)course->router[i - 1]), ==, 1);
      back += course->router[i] < course->router[i - 1];
    }
  g_assert_cmpuint (back, >, 100);
  moving_free (&moving);
  g_free (course);
}

/* 400 moves: each of 20 pairs 20 times, standard deviation 4.4. */
static void
markov_uniform_is_uniform (void)
{
  struct course *course;
  struct moving moving
      = markov (1, UNIFORM, (struct law){ LAW_EXPONENTIAL, 10, 0 }, &course);
  unsigned pairs[5][5] = { 0 };
  double n;

  while (course->n < 401)
    engine_step (moving.world->sim->engine);
  for (unsigned i = 1; i < 401; i++)
    pairs[course->router[i - 1]][course->router[i]]++;
  for (unsigned i = 0; i < 25; i++)
    g_assert_cmpuint (pairs[i / 5][i % 5], <=, i / 5 == i % 5 ? 0 : 20 + 5 * 5);
  /* Mean of 400 exponential residences. */
  n = sim_time_to_seconds (course->at[400]) / 400;
  g_assert_cmpfloat (fabs (n - 10), <, 5 * 10 / sqrt (400));
  moving_free (&moving);
  g_free (course);
}

/* ---- common random numbers ----------------------------------------- */

struct diary
{
  GString *motion, *sent;
};

static void
write_motion (struct sim *sim, const void *record, void *data)
{
  const struct handover *h = record;

  g_string_append_printf (((struct diary *)data)->motion, "%" PRId64 " %s %u\n",
                          sim_now (sim), h->mn->node->name, h->to->index);
}

static void
write_sent (struct sim *sim, const void *record, void *data)
{
  const struct trace_flow_packet *at = record;

  /* Before that, one of the two may have no address yet. */
  if (sim_now (sim) > SIM_SECOND)
    g_string_append_printf (((struct diary *)data)->sent, "%" PRId64 " %s %u\n",
                            sim_now (sim), at->flow->mn->node->name,
                            at->flow->id);
}

/* Two stand-ins that answer in different ways and times. */
static struct diary
live_under (bool keep, sim_time delay)
{
  struct pattern
  {
    sim_time interval;
    int64_t size;
  } every_second = { SIM_SECOND, 100 };
  struct traffic_config traffic = {
    .name = (char *)"talk",
    .direction = TRAFFIC_BOTH,
    .pattern = { traffic_pattern_variants[1], &every_second },
    .start = { LAW_UNIFORM, 0, 5 },
    .stop = SIM_TIME_NONE,
    .has_sessions = true,
    .sessions = { { LAW_EXPONENTIAL, 10, 0 }, { LAW_PARETO, 15, 1.5 } },
  };
  struct course *course;
  struct moving moving = begin ("markov", 5, 4, &course);
  struct moves *m = moving.world;
  struct law residence = { LAW_LOGNORMAL, 60, 20 };
  struct diary diary = { g_string_new (NULL), g_string_new (NULL) };

  m->stand_in.keep = keep;
  m->stand_in.delay = delay;
  SET (&moving, "residence", struct law, residence);
  trace_listen (m->sim->trace, TRACE_HANDOVER_BEGUN, write_motion, &diary);
  trace_listen (m->sim->trace, TRACE_FLOW_SENT, write_sent, &diary);
  g_assert_true (moving_start (&moving, NULL));
  traffic_add (traffic_new (m->domain), &traffic,
               (struct mobile_node *const *)m->domain->mobile_nodes->pdata, 4,
               NULL);
  moves_run (m, 500 * SIM_SECOND);
  moving_free (&moving);
  g_free (course);
  return diary;
}

static void
architectures_see_the_same (void)
{
  struct diary a = live_under (false, 0);
  struct diary b = live_under (true, 700 * SIM_MILLISECOND);

  g_assert_cmpuint (strlen (a.motion->str), >, 100);
  g_assert_cmpuint (strlen (a.sent->str), >, 10000);
  g_assert_cmpstr (a.motion->str, ==, b.motion->str);
  g_assert_cmpstr (a.sent->str, ==, b.sent->str);
  g_string_free (a.motion, TRUE);
  g_string_free (a.sent, TRUE);
  g_string_free (b.motion, TRUE);
  g_string_free (b.sent, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/motion/static/stays", static_stays);
  g_test_add_func ("/motion/static/unknown-router",
                   unknown_routers_are_refused);
  g_test_add_func ("/motion/schedule/times", schedule_keeps_its_times);
  g_test_add_func ("/motion/highway/leaves", highway_leaves);
  g_test_add_func ("/motion/highway/stops", highway_stops);
  g_test_add_func ("/motion/highway/wraps", highway_wraps);
  g_test_add_func ("/motion/highway/wraps-behind-its-start",
                   highway_wraps_behind_its_start);
  g_test_add_func ("/motion/highway/bounces", highway_bounces);
  g_test_add_func ("/motion/highway/spacing", highway_spaces_its_nodes);
  g_test_add_func ("/motion/highway/headway",
                   highway_lets_nodes_enter_one_by_one);
  g_test_add_func ("/motion/markov/line", markov_walks_the_line);
  g_test_add_func ("/motion/markov/neighbour",
                   markov_neighbours_are_one_hop_away);
  g_test_add_func ("/motion/markov/uniform", markov_uniform_is_uniform);
  g_test_add_func ("/motion/architectures-see-the-same",
                   architectures_see_the_same);
  return g_test_run ();
}
