/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ns-2 movement files: what is taken and refused, what the nodes then do, and
 * the distance to SUMO's own record of the same run. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "models/motion/fcd_reader.h"
#include "models/motion/ns2_trace.h"
#include "tests/scenario/moving.h"

/* ---- small traces -------------------------------------------------- */

static char *
write_trace (const char *content)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("ns2-XXXXXX.tcl", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  return path;
}

static void
remove_trace (char *path)
{
  g_unlink (path);
  g_free (path);
}

static void
refuses_bad_traces (void)
{
  static const struct
  {
    const char *content, *line, *says;
  } bad[] = {
    { "$node_(0) set X_ 1\n\n$ns_ at 1.0 \"$node_(0) setdest 1 2 3\"",
      ":1:", "begins nowhere" },
    { "# no start\n$ns_ at 1.0 \"$node_(3) setdest 1 2 3\"", ":2:", "node 3" },
    { "$node_(0) set X_ here", ":1:", "a coordinate, found \"here\"" },
    { "$node_(0) set X_", ":1:", "a coordinate, found \"\"" },
    { "$node_(0) set X_ nan", ":1:", "a coordinate" },
    { "$node_(0) set W_ 1", ":1:", "expected \"set X_\"" },
    { "$node_(0) setdest 1 2 3", ":1:", "at a time" },
    { "\n$ns_ at 1.0 \"$node_(0) setdset 1 2 3\"", ":2:", "setdest" },
    { "$ns_ at 1.0 \"$node_(0) setdest 1 2\"", ":1:", "a speed" },
    { "$ns_ at 1.0 \"$node_(0) setdest 1 2 -3\"", ":1:", "negative" },
    { "$ns_ at -1 \"$node_(0) setdest 1 2 3\"", ":1:", "negative" },
    { "$ns_ at soon \"$node_(0) setdest 1 2 3\"", ":1:", "a time" },
    { "$ns_ am 1 \"$node_(0) setdest 1 2 3\"", ":1:", "expected \"at\"" },
    { "$ns_ at 1.0 \"$node_($i) setdest 1 2 3\"", ":1:", "$node_($i)" },
    { "$node_(-1) set X_ 1", ":1:", "expected" },
    { "$node_(99999999999) set X_ 1", ":1:", "expected" },
    { "for {set i 0} {$i < 3} {incr i} {", ":1:", "\"for\"" },
    { "<fcd-export>", ":1:", "found \"<fcd-export>\"" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      char *path = write_trace (bad[i].content);
      g_autoptr (GError) error = NULL;

      g_assert_null (ns2_trace_new (path, NULL, &error));
      g_assert_error (error, MOTION_ERROR, MOTION_ERROR_INPUT);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, path));
      g_assert_true (
          g_str_has_prefix (error->message + strlen (path), bad[i].line));
      g_assert_nonnull (strstr (error->message, bad[i].says));
      remove_trace (path);
    }
}

static void
refuses_what_is_no_text (void)
{
  char *path = write_trace ("");
  g_autoptr (GError) error = NULL, missing = NULL;

  g_assert_true (g_file_set_contents (path, "# a\0 b", 6, NULL));
  g_assert_null (ns2_trace_new (path, NULL, &error));
  g_assert_error (error, MOTION_ERROR, MOTION_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "NUL at octet 3"));
  g_assert_null (ns2_trace_new ("no/such/trace.tcl", NULL, &missing));
  g_assert_error (missing, MOTION_ERROR, MOTION_ERROR_INPUT);
  remove_trace (path);
}

static void
refuses_activity_of_nobody (void)
{
  char *path = write_trace ("$node_(0) set X_ 1\n$node_(0) set Y_ 1\n");
  char *activity = write_trace ("\n$ns_ at 1.0 \"$g(1) start\"; # SUMO-ID: a");
  g_autoptr (GError) error = NULL;

  g_assert_null (ns2_trace_new (path, activity, &error));
  g_assert_error (error, MOTION_ERROR, MOTION_ERROR_INPUT);
  g_assert_true (g_str_has_prefix (error->message, activity));
  g_assert_nonnull (strstr (error->message, ":2: node 1 is not in"));
  remove_trace (path);
  remove_trace (activity);
}

static void
passes_over_what_moves_nobody (void)
{
  char *path = write_trace ("# nodes: 1\r\n"
                            "set god_ [God instance]\r\n"
                            "$god_ set-dist 0 1 1\r\n"
                            "\t $node_(4) set X_ 1.5 ;# here\r\n"
                            "$node_(4) set Y_ -2e1\r\n"
                            "$node_(4) set Z_ 0.0\r\n"
                            "$ns_ at 2 \"$god_ set-dist 0 1 2\"\r\n"
                            "#$ns_ at 1 \"$node_(4) setdest 9 9 9\"\r\n");
  struct ns2_trace *trace = ns2_trace_new (path, NULL, NULL);
  const struct ns2_node *node;

  g_assert_nonnull (trace);
  g_assert_cmpuint (trace->nodes->len, ==, 1);
  node = g_ptr_array_index (trace->nodes, 0);
  g_assert_cmpuint (node->number, ==, 4);
  g_assert_cmpuint (node->commands->len, ==, 0);
  g_assert_cmpfloat (node->x, ==, 1.5);
  g_assert_cmpfloat (node->y, ==, -20);
  ns2_trace_free (trace);
  remove_trace (path);
}

/* ---- the nodes ----------------------------------------------------- */

/* What the nodes of the files do among cells at x = 0, 1000, 2000, held to
 * @expected. */
static void
check_life (const char *content, const char *activity_content, sim_time offset,
            const char *expected)
{
  struct domain_config domain = moves_config ();
  struct moving run = moving_new ("ns2", moves_new (3, &domain, 1));
  char *path = write_trace (content);
  char *activity = activity_content ? write_trace (activity_content) : NULL;

  SET (&run, "file", const char *, path);
  SET (&run, "activity", const char *, activity);
  SET (&run, "scale", double, 1);
  SET (&run, "time_offset", sim_time, offset);
  moving_start_named (&run);
  moves_run (run.world, 100 * SIM_SECOND);
  g_assert_cmpstr (run.world->log->str, ==, expected);
  moving_free (&run);
  remove_trace (path);
  if (activity)
    remove_trace (activity);
}

#define BEGIN "$node_(0) set X_ 100\n$node_(0) set Y_ 0\n"

/* 400 m to the border at 100 m/s; it arrives at 1900 m and stays. */
static void
goes_and_arrives (void)
{
  check_life (BEGIN "$ns_ at 1 \"$node_(0) setdest 1900 0 100\"\n", NULL, 0,
              "0.000 node-0 ar0; 5.000 node-0 off; 5.000 node-0 ar1; "
              "15.000 node-0 off; 15.000 node-0 ar2; ");
}

/* Where a node begins holds before everything, and the commands of the file
 * need not be in order; of one instant the last one counts. */
static void
order_of_lines (void)
{
  check_life ("$ns_ at 6 \"$node_(0) setdest 9000 0 1\"\n"
              "$ns_ at 6 \"$node_(0) setdest 100 0 100\"\n"
              "$ns_ at 1 {$node_(0) setdest 1900 0 100}\n" BEGIN,
              NULL, 0,
              "0.000 node-0 ar0; 5.000 node-0 off; 5.000 node-0 ar1; "
              "7.000 node-0 off; 7.000 node-0 ar0; ");
}

/* Called back before the border it never crosses it. */
static void
what_is_left_of_a_leg_is_given_up (void)
{
  check_life (BEGIN "$ns_ at 1 \"$node_(0) setdest 1900 0 100\"\n"
                    "$ns_ at 4.5 \"$node_(0) setdest 100 0 100\"\n",
              NULL, 0, "0.000 node-0 ar0; ");
}

static void
speed_zero_stops (void)
{
  check_life (BEGIN "$ns_ at 1 \"$node_(0) setdest 1900 0 100\"\n"
                    "$ns_ at 4 \"$node_(0) setdest 1900 0 0\"\n"
                    "$ns_ at 10 \"$node_(0) setdest 1900 0 50\"\n",
              NULL, 0,
              "0.000 node-0 ar0; 12.000 node-0 off; "
              "12.000 node-0 ar1; 32.000 node-0 off; 32.000 node-0 ar2; ");
}

static void
set_at_a_time_puts_it_there (void)
{
  check_life (BEGIN "$ns_ at 1 \"$node_(0) setdest 1900 0 100\"\n"
                    "$ns_ at 2 \"$node_(0) set X_ 2000\"\n",
              NULL, 0,
              "0.000 node-0 ar0; 2.000 node-0 off; 2.000 node-0 ar2; ");
}

static void
switches_let_in_and_out (void)
{
  check_life (BEGIN "$ns_ at 0.0 \"$node_(0) switch OFF\" ;# set_X,Y,Z\n"
                    "$ns_ at 0.0 \"$node_(0) setdest 700 0 1000000000\"\n"
                    "$ns_ at 2 \"$node_(0) switch ON\"\n"
                    "$ns_ at 2 \"$node_(0) setdest 0 0 100\"\n"
                    "$ns_ at 5 \"$node_(0) switch OFF\"\n"
                    "$ns_ at 6 \"$node_(0) setdest 1500 0 1000\"\n"
                    "$ns_ at 8 \"$node_(0) switch ON\"\n",
              NULL, 0,
              "2.000 node-0 ar1; 4.000 node-0 off; 4.000 node-0 ar0; "
              "5.000 node-0 off; 8.000 node-0 ar1; ");
}

static void
activity_names_lets_in_and_out (void)
{
  check_life (BEGIN "$ns_ at 1 \"$node_(0) setdest 1900 0 100\"\n",
              "$ns_ at 6.0 \"$g(0) start\"; # SUMO-ID: east.0\n"
              "$ns_ at 9.0 \"$g(0) stop\"; # SUMO-ID: east.0\n",
              0, "6.000 east.0 ar1; 9.000 east.0 off; ");
}

static void
time_offset_shifts (void)
{
  static const char trace[]
      = BEGIN "$ns_ at 1 \"$node_(0) setdest 1900 0 100\"\n";

  check_life (trace, NULL, -3 * SIM_SECOND,
              "0.000 node-0 ar0; 2.000 node-0 off; 2.000 node-0 ar1; "
              "12.000 node-0 off; 12.000 node-0 ar2; ");
  check_life (trace, NULL, -6 * SIM_SECOND,
              "0.000 node-0 ar1; 9.000 node-0 off; 9.000 node-0 ar2; ");
  check_life (trace, NULL, 3 * SIM_SECOND,
              "3.000 node-0 ar0; 8.000 node-0 off; "
              "8.000 node-0 ar1; 18.000 node-0 off; 18.000 node-0 ar2; ");
}

/* Places of nodes that are away do not count. */
static void
box_is_of_who_is_there (void)
{
  char *path = write_trace (
      BEGIN "$ns_ at 0.0 \"$node_(0) switch OFF\"\n"
            "$ns_ at 0.0 \"$node_(0) setdest 700 5 1000000000\"\n"
            "$ns_ at 2 \"$node_(0) switch ON\"\n"
            "$ns_ at 2 \"$node_(0) setdest 900 -7 100\"\n"
            "$ns_ at 5 \"$node_(0) switch OFF\"\n"
            "$ns_ at 6 \"$node_(0) setdest -9 -9 1000\"\n");
  struct ns2_trace *trace = ns2_trace_new (path, NULL, NULL);

  g_assert_cmpfloat (trace->box.least[0], ==, 700);
  g_assert_cmpfloat (trace->box.greatest[0], ==, 900);
  g_assert_cmpfloat (trace->box.least[1], ==, -7);
  g_assert_cmpfloat (trace->box.greatest[1], ==, 5);
  ns2_trace_free (trace);
  remove_trace (path);
}

/* ---- SUMO's record of the same run --------------------------------- */

struct follower
{
  struct ns2_state state;
  guint next;
};

static void
follow_until (struct follower *f, const struct ns2_node *node, sim_time at)
{
  for (; f->next < node->commands->len; f->next++)
    {
      const struct ns2_command *c
          = &g_array_index (node->commands, struct ns2_command, f->next);

      if (c->at > at)
        return;
      ns2_state_apply (&f->state, c);
    }
}

/* Mean distance of each sample to where the movement file has its vehicle
 * @later. */
static double
mean_distance (const struct ns2_trace *trace, const char *path, sim_time later)
{
  const struct fcd_filter all = { true, false, SIM_TIME_NONE, SIM_TIME_NONE };
  struct fcd_reader *reader = fcd_reader_new (path, &all, NULL);
  struct fcd_step *step = fcd_step_new ();
  GHashTable *by_name = g_hash_table_new (g_str_hash, g_str_equal);
  struct follower *followers = g_new0 (struct follower, trace->nodes->len);
  double sum = 0;
  unsigned n = 0;

  for (guint i = 0; i < trace->nodes->len; i++)
    {
      struct ns2_node *node = g_ptr_array_index (trace->nodes, i);

      followers[i].state = ns2_state_begin (node);
      g_hash_table_insert (by_name, node->name, GUINT_TO_POINTER (i + 1));
    }
  while (fcd_reader_next (reader, step, NULL) == FCD_STEP)
    for (guint k = 0; k < step->samples->len; k++, n++)
      {
        const struct fcd_sample *s
            = &g_array_index (step->samples, struct fcd_sample, k);
        guint i = GPOINTER_TO_UINT (
                      g_hash_table_lookup (by_name, fcd_sample_id (step, s)))
                  - 1;
        double x, y;

        g_assert_cmpuint (i, <, trace->nodes->len);
        follow_until (&followers[i], g_ptr_array_index (trace->nodes, i),
                      step->time + later);
        ns2_state_position (&followers[i].state, step->time + later, &x, &y);
        sum += hypot (x - s->x, y - s->y);
      }
  g_free (followers);
  g_hash_table_unref (by_name);
  fcd_step_free (step);
  fcd_reader_free (reader);
  return sum / n;
}

static char *
shared_trace (const char *name, const char *suffix)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_build_filename (top ? top : ".", "..", "shared", "data", "traces",
                           file, NULL);
}

/* SUMO's exporter says at each second "go to where you are now", so that the
 * file trails by a second.  Mean distances as found by another program, in
 * metres. */
static void
trails_fcd_by_a_sample (void)
{
  static const struct
  {
    const char *name;
    double same_time, a_second_later;
  } runs[] = { { "highway", 34.4, 1.0 }, { "manhattan", 9.2, 1.8 } };

  for (unsigned i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autofree char *path = shared_trace (runs[i].name, ".ns2.tcl");
      g_autofree char *activity
          = shared_trace (runs[i].name, ".ns2activity.tcl");
      g_autofree char *fcd = shared_trace (runs[i].name, ".fcd.xml.gz");
      struct ns2_trace *trace;

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        {
          g_test_skip ("no traces beside the source tree");
          return;
        }
      trace = ns2_trace_new (path, activity, NULL);
      g_test_message ("%s: %g m, %g m", runs[i].name,
                      mean_distance (trace, fcd, 0),
                      mean_distance (trace, fcd, SIM_SECOND));
      g_assert_cmpfloat_with_epsilon (mean_distance (trace, fcd, 0),
                                      runs[i].same_time, 0.05);
      g_assert_cmpfloat_with_epsilon (mean_distance (trace, fcd, SIM_SECOND),
                                      runs[i].a_second_later, 0.05);
      ns2_trace_free (trace);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ns2/refuses/bad-traces", refuses_bad_traces);
  g_test_add_func ("/ns2/refuses/what-is-no-text", refuses_what_is_no_text);
  g_test_add_func ("/ns2/refuses/activity-of-nobody",
                   refuses_activity_of_nobody);
  g_test_add_func ("/ns2/passes-over-what-moves-nobody",
                   passes_over_what_moves_nobody);
  g_test_add_func ("/ns2/goes-and-arrives", goes_and_arrives);
  g_test_add_func ("/ns2/order-of-lines", order_of_lines);
  g_test_add_func ("/ns2/rest-of-a-leg-is-given-up",
                   what_is_left_of_a_leg_is_given_up);
  g_test_add_func ("/ns2/speed-zero-stops", speed_zero_stops);
  g_test_add_func ("/ns2/set-at-a-time", set_at_a_time_puts_it_there);
  g_test_add_func ("/ns2/switches", switches_let_in_and_out);
  g_test_add_func ("/ns2/activity", activity_names_lets_in_and_out);
  g_test_add_func ("/ns2/time-offset", time_offset_shifts);
  g_test_add_func ("/ns2/box", box_is_of_who_is_there);
  g_test_add_func ("/ns2/trails-fcd-by-a-sample", trails_fcd_by_a_sample);
  return g_test_run ();
}
