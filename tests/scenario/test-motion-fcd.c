/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SUMO traces: what the reader takes and refuses, what the vehicles then do,
 * and the traces of other people with numbers found independently
 * (facts.json). */
#include <cjson/cJSON.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "models/geo.h"
#include "models/motion/fcd_survey.h"
#include "tests/scenario/moving.h"

static const struct fcd_filter vehicles_only
    = { true, false, SIM_TIME_NONE, SIM_TIME_NONE };
static const struct fcd_filter with_persons
    = { true, true, SIM_TIME_NONE, SIM_TIME_NONE };

/* ---- small traces -------------------------------------------------- */

static char *
write_trace (const char *content)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("fcd-XXXXXX.xml", &path, NULL);

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

struct bad_trace
{
  const char *content, *line, *says;
};

static void
refuses_bad_traces (void)
{
  static const struct bad_trace bad[] = {
    { "<fcd-export>\n<timestep time=\"0\">\n</fcd-export>", ":2:", "timestep" },
    { "<fcd-export>\n<timestep>\n</timestep></fcd-export>", ":2:", "\"time\"" },
    { "<fcd-export>\n<timestep time=\"soon\"/>\n</fcd-export>",
      ":2:", "not a number" },
    { "<fcd-export><timestep time=\"1\"/>\n<timestep time=\"1\"/>\n"
      "</fcd-export>",
      ":2:", "not after" },
    { "<fcd-export><timestep time=\"2\"/>\n\n<timestep time=\"1\"/>\n"
      "</fcd-export>",
      ":3:", "not after" },
    { "<fcd-export><timestep time=\"0\">\n<vehicle x=\"1\" y=\"1\"/>\n"
      "</timestep></fcd-export>",
      ":2:", "\"id\"" },
    { "<fcd-export><timestep time=\"0\">\n<vehicle id=\"a\" y=\"1\"/>\n"
      "</timestep></fcd-export>",
      ":2:", "\"x\"" },
    { "<fcd-export><timestep time=\"0\">\n<vehicle id=\"a\" x=\"1\" "
      "y=\"nan\"/>\n</timestep></fcd-export>",
      ":2:", "not a number" },
    { "<fcd-export><timestep time=\"0\">\n<vehicle id=\"a\" x=\"1\" "
      "y=\"1m\"/>\n</timestep></fcd-export>",
      ":2:", "not a number" },
    { "<fcd-export><timestep time=\"0\">\n<vehicle id=\"a\" x=\"1\" y=\"1\"/>"
      "\n<vehicle id=\"a\" x=\"1\" y=\"1\"/>\n</timestep></fcd-export>",
      ":", "twice" },
    { "<routes>\n</routes>", ":1:", "fcd-export" },
    { "<!DOCTYPE fcd-export [<!ENTITY a \"b\">]>\n<fcd-export/>", ":",
      "document type" },
    { "", ":", "" },
    { "no XML at all", ":1:", "" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      char *path = write_trace (bad[i].content);
      g_autoptr (GError) error = NULL;

      g_assert_null (fcd_survey_new (path, &vehicles_only, &error));
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
refuses_what_is_no_file (void)
{
  static const char *const paths[] = { "no/such/trace.xml", "." };

  for (unsigned i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (fcd_survey_new (paths[i], &vehicles_only, &error));
      g_assert_error (error, MOTION_ERROR, MOTION_ERROR_INPUT);
    }
}

/* ---- the vehicles -------------------------------------------------- */

static struct moving
run_new (const char *path)
{
  struct domain_config domain = moves_config ();
  struct moving run = moving_new ("fcd", moves_new (3, &domain, 1));

  SET (&run, "file", const char *, path);
  SET (&run, "vehicles", bool, true);
  SET (&run, "scale", double, 1);
  set_position (&run, "reference", NAN, NAN);
  SET (&run, "from", sim_time, SIM_TIME_NONE);
  SET (&run, "until", sim_time, SIM_TIME_NONE);
  SET (&run, "time_offset", sim_time, SIM_TIME_NONE);
  return run;
}

/* The period is the least time between samples of one vehicle, in whatever
 * order long and short ones come. */
static void
surveys_the_period (void)
{
  char *path = write_trace (
      "<fcd-export><timestep time=\"7\"><vehicle id=\"a\" x=\"1\" y=\"2\"/>"
      "</timestep>\n<timestep time=\"11\"><vehicle id=\"a\" x=\"5\" y=\"2\"/>"
      "</timestep>\n<timestep time=\"12\"><vehicle id=\"a\" x=\"3\" y=\"9\"/>"
      "<vehicle id=\"b\" x=\"3\" y=\"-1\"/></timestep>\n"
      "<timestep time=\"15\"><vehicle id=\"a\" x=\"3\" y=\"2\"/></timestep>\n"
      "</fcd-export>");
  struct fcd_survey *survey = fcd_survey_new (path, &vehicles_only, NULL);

  g_assert_cmpint (survey->period, ==, SIM_SECOND);
  g_assert_cmpint (survey->first, ==, 7 * SIM_SECOND);
  g_assert_cmpfloat (survey->box.least[0], ==, 1);
  g_assert_cmpfloat (survey->box.least[1], ==, -1);
  g_assert_cmpfloat (survey->box.greatest[0], ==, 5);
  g_assert_cmpfloat (survey->box.greatest[1], ==, 9);
  fcd_survey_free (survey);
  remove_trace (path);
}

/* Cells at x = 0, 1000, 2000.  a: 400 -> 600 in 1 s, crosses at 500 m after
 * 0.5 s, is away from 2 s to 5 s, last seen at 6 s.  b: one sample. */
#define TRACE                                                                 \
  "<?xml version=\"1.0\"?><!-- /nowhere -->\n"                                \
  "<fcd-export xmlns:xsi=\"x\"><unknown/>\n"                                  \
  "<timestep time=\"100\"><vehicle id=\"a\" x=\"200\" y=\"0\" lane=\"l\"/>"   \
  "<person id=\"p\" x=\"0\" y=\"0\"/></timestep>\n"                           \
  "<timestep time=\"101\"><vehicle id=\"a\" x=\"400\" y=\"0\"><u/></vehicle>" \
  "</timestep>\n"                                                             \
  "<timestep time=\"102\"><vehicle id=\"a\" x=\"600\" y=\"0\"/></timestep>\n" \
  "<timestep time=\"103\"/>\n"                                                \
  "<timestep time=\"105\"><vehicle id=\"a\" x=\"1400\" y=\"0\"/>"             \
  "<vehicle id=\"b\" x=\"0\" y=\"0\"/></timestep>\n"                          \
  "<timestep time=\"106.5\"><vehicle id=\"a\" x=\"1700\" y=\"0\"/>"           \
  "</timestep>\n"                                                             \
  "</fcd-export>\n"

static void
vehicles_enter_cross_and_leave (void)
{
  char *path = write_trace (TRACE);
  struct moving run = run_new (path);

  moving_start_named (&run);
  moves_run (run.world, 100 * SIM_SECOND);
  g_assert_cmpstr (run.world->log->str, ==,
                   "0.000 a ar0; 1.500 a off; 1.500 a ar1; 2.000 a off; "
                   "5.000 a ar1; 5.000 b ar0; 5.000 b off; "
                   "5.500 a off; 5.500 a ar2; 6.500 a off; ");
  moving_free (&run);
  remove_trace (path);
}

static void
persons_if_asked_for (void)
{
  char *path = write_trace (TRACE);
  struct moving run = run_new (path);

  SET (&run, "persons", bool, true);
  moving_start_named (&run);
  moves_run (run.world, SIM_SECOND / 2);
  g_assert_cmpstr (run.world->log->str, ==,
                   "0.000 a ar0; 0.000 p ar0; 0.000 p off; ");
  moving_free (&run);
  remove_trace (path);
}

static void
persons_alone_if_asked_for (void)
{
  char *path = write_trace (TRACE);
  struct moving run = run_new (path);

  SET (&run, "persons", bool, true);
  SET (&run, "vehicles", bool, false);
  moving_start_named (&run);
  moves_run (run.world, 100 * SIM_SECOND);
  g_assert_cmpstr (run.world->log->str, ==, "0.000 p ar0; 0.000 p off; ");
  moving_free (&run);
  remove_trace (path);
}

/* From 101 s to 105 s of the trace: the run starts with the first step taken,
 * and who is seen outside the window alone is no node. */
static void
window_is_all_there_is (void)
{
  char *path = write_trace (TRACE);
  struct moving run = run_new (path);

  SET (&run, "persons", bool, true);
  SET (&run, "from", sim_time, 101 * SIM_SECOND);
  SET (&run, "until", sim_time, 105 * SIM_SECOND);
  moving_start_named (&run);
  g_assert_cmpuint (run.world->domain->mobile_nodes->len, ==, 2);
  moves_run (run.world, 100 * SIM_SECOND);
  g_assert_cmpstr (run.world->log->str, ==,
                   "0.000 a ar0; 0.500 a off; 0.500 a ar1; 1.000 a off; "
                   "4.000 a ar1; 4.000 a off; 4.000 b ar0; 4.000 b off; ");
  moving_free (&run);
  remove_trace (path);
}

static void
refuses_to_take_nothing (void)
{
  static const struct fcd_filter filters[]
      = { { false, false, SIM_TIME_NONE, SIM_TIME_NONE },
          { true, true, 2 * SIM_SECOND, SIM_SECOND } };
  char *path = write_trace (TRACE);

  for (unsigned i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (fcd_survey_new (path, &filters[i], &error));
      g_assert_error (error, MOTION_ERROR, MOTION_ERROR_INPUT);
    }
  remove_trace (path);
}

/* ---- degrees ------------------------------------------------------- */

/* Lengths of a degree of longitude and latitude on the WGS 84 ellipsoid, m, as
 * published tables have them. */
static void
degrees_have_their_lengths (void)
{
  static const struct
  {
    double latitude, longitude_m, latitude_m;
  } table[] = {
    { 0, 111319.5, 110574.3 },
    { 45, 78846.8, 111131.8 },
    { -60, 55800.0, 111412.3 },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (table); i++)
    {
      double metres[2];

      geo_metres_per_degree (table[i].latitude, metres);
      g_assert_cmpfloat_with_epsilon (metres[0], table[i].longitude_m, 0.1);
      g_assert_cmpfloat_with_epsilon (metres[1], table[i].latitude_m, 0.1);
    }
}

#define GEO_TRACE                                                   \
  "<fcd-export><timestep time=\"0\"><vehicle id=\"a\" x=\"11.12\" " \
  "y=\"46.07\"/></timestep><timestep time=\"1\"><vehicle id=\"a\" " \
  "x=\"11.13\" y=\"46.07\"/></timestep></fcd-export>"

/* 0.01 degrees of longitude are 773.66 m at 46.07 degrees (6389238.9 m times
 * the cosine): the border at 500 m is reached after 0.6463 s. */
static void
degrees_become_metres (void)
{
  char *path = write_trace (GEO_TRACE);
  struct moving run = run_new (path);

  set_position (&run, "reference", 11.12, 46.07);
  moving_start_named (&run);
  moves_run (run.world, 10 * SIM_SECOND);
  g_assert_cmpstr (run.world->log->str, ==,
                   "0.000 a ar0; 0.646 a off; 0.646 a ar1; 1.000 a off; ");
  moving_free (&run);
  remove_trace (path);
}

static void
metres_are_no_degrees (void)
{
  const struct placement_config config = { .scale = 1 };
  const double reference[] = { 11.12, 46.07 };
  struct domain_config domain = moves_config ();
  struct moves *m = moves_new (3, &domain, 1);
  struct trace_box box = { { 0, 0 }, { 1700, 10 } };
  g_autoptr (GError) error = NULL;
  struct placement placement;

  g_assert_false (
      placement_make (&placement, &config, reference, m->domain, &box, &error));
  g_assert_error (error, MOTION_ERROR, MOTION_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "degrees"));
  moves_free (m);
}

/* Where squares of distances overflow no cell is nearer than another. */
static void
places_are_within_reach (void)
{
  static const struct
  {
    double scale, greatest;
  } far[] = { { 1, 1e308 }, { 1e300, 1e10 }, { 1e12, 11 } };
  struct domain_config domain = moves_config ();
  struct moves *m = moves_new (3, &domain, 1);

  for (unsigned i = 0; i < G_N_ELEMENTS (far); i++)
    {
      struct placement_config config = { .scale = far[i].scale };
      struct trace_box box = { { 0, 0 }, { 5, far[i].greatest } };
      g_autoptr (GError) error = NULL;
      struct placement placement;

      g_assert_false (
          placement_make (&placement, &config, NULL, m->domain, &box, &error));
      g_assert_error (error, MOTION_ERROR, MOTION_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, "scale"));
    }
  moves_free (m);
}

/* Steps before time 0 are passed over; x and y are mapped. */
static void
offset_and_scale_apply (void)
{
  char *path = write_trace (TRACE);
  struct moving run = run_new (path);

  SET (&run, "time_offset", sim_time, -101 * SIM_SECOND);
  SET (&run, "scale", double, 2);
  moving_start_named (&run);
  moves_run (run.world, 2 * SIM_SECOND);
  g_assert_cmpstr (run.world->log->str, ==, "0.000 a ar1; 1.000 a off; ");
  moving_free (&run);
  remove_trace (path);
}

/* 0 .. 1700 m onto 0 .. 2000 m: 500 m are at x = 425 in the trace. */
static void
fit_covers_the_cells (void)
{
  char *path = write_trace (TRACE);
  struct moving run = run_new (path);

  SET (&run, "fit", int, 1);
  moving_start_named (&run);
  moves_run (run.world, 2 * SIM_SECOND);
  g_assert_cmpstr (run.world->log->str, ==,
                   "0.000 a ar0; 1.125 a off; 1.125 a ar1; 2.000 a off; ");
  moving_free (&run);
  remove_trace (path);
}

/* ---- real traces --------------------------------------------------- */

static char *
shared_file (const char *name)
{
  const char *top = g_getenv ("top_srcdir");

  return g_build_filename (top ? top : ".", "..", "shared", "data", name, NULL);
}

static double
number_of (const cJSON *object, const char *key)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (object, key);

  g_assert_true (cJSON_IsNumber (item));
  return item->valuedouble;
}

/* Counts of the whole trace, by the reader with or without persons. */
static void
check_counts (const char *path, const cJSON *fact)
{
  double vehicles = number_of (fact, "vehicles");
  struct fcd_survey *only = fcd_survey_new (path, &vehicles_only, NULL);
  struct fcd_survey *all = fcd_survey_new (path, &with_persons, NULL);
  struct fcd_reader *reader = fcd_reader_new (path, &with_persons, NULL);
  struct fcd_step *step = fcd_step_new ();
  unsigned steps = 0, records = 0;

  g_assert_cmpfloat (only->names->len, ==, vehicles);
  g_assert_cmpfloat (all->names->len, ==,
                     vehicles + number_of (fact, "persons"));
  g_assert_cmpfloat (sim_time_to_seconds (all->first), ==,
                     number_of (fact, "t_first"));
  while (fcd_reader_next (reader, step, NULL) == FCD_STEP)
    {
      steps++;
      records += step->samples->len;
    }
  g_assert_cmpfloat (steps, ==, number_of (fact, "timesteps"));
  g_assert_cmpfloat (records, ==, number_of (fact, "records"));
  g_assert_cmpfloat (sim_time_to_seconds (step->time), ==,
                     number_of (fact, "t_last"));
  fcd_step_free (step);
  fcd_reader_free (reader);
  fcd_survey_free (only);
  fcd_survey_free (all);
}

/* One vehicle: first and last sample, and where it is at a time. */
static void
check_sample (const char *path, const cJSON *sample)
{
  const char *id = cJSON_GetObjectItemCaseSensitive (sample, "id")->valuestring;
  struct fcd_reader *reader = fcd_reader_new (path, &with_persons, NULL);
  struct fcd_step *step = fcd_step_new ();
  double first = NAN, last = NAN;
  unsigned seen = 0;

  while (fcd_reader_next (reader, step, NULL) == FCD_STEP)
    for (guint i = 0; i < step->samples->len; i++)
      {
        const struct fcd_sample *s
            = &g_array_index (step->samples, struct fcd_sample, i);

        if (strcmp (fcd_sample_id (step, s), id) != 0)
          continue;
        last = sim_time_to_seconds (step->time);
        if (isnan (first))
          first = last;
        if (last != number_of (sample, "t"))
          continue;
        seen++;
        g_assert_cmpfloat (s->x, ==, number_of (sample, "x"));
        g_assert_cmpfloat (s->y, ==, number_of (sample, "y"));
      }
  g_assert_cmpuint (seen, ==, 1);
  g_assert_cmpfloat (first, ==, number_of (sample, "first_t"));
  g_assert_cmpfloat (last, ==, number_of (sample, "last_t"));
  fcd_step_free (step);
  fcd_reader_free (reader);
}

/* Every vehicle enters once, and is gone when the trace is over. */
static void
check_run (const char *path, const cJSON *fact)
{
  struct moving run = run_new (path);
  double span = number_of (fact, "t_last") - number_of (fact, "t_first");

  SET (&run, "fit", int, 1);
  moving_start_named (&run);
  moves_run (run.world, sim_time_from_seconds (span) + SIM_SECOND);
  for (guint i = 0; i < run.world->domain->mobile_nodes->len; i++)
    {
      g_assert_null (access_heading (moves_mn (run.world, i)));
      g_assert_nonnull (moves_mn (run.world, i)->handover);
    }
  moving_free (&run);
}

static void
agrees_with_facts (void)
{
  g_autofree char *facts = shared_file ("facts.json"), *text = NULL;
  const cJSON *fact, *sample;
  cJSON *all;
  unsigned traces = 0;

  if (!g_file_get_contents (facts, &text, NULL, NULL))
    {
      g_test_skip ("no facts.json beside the source tree");
      return;
    }
  all = cJSON_Parse (text);
  g_assert_nonnull (all);
  cJSON_ArrayForEach (fact, all)
  {
    const cJSON *kind = cJSON_GetObjectItemCaseSensitive (fact, "kind");
    g_autofree char *path = shared_file (fact->string);

    if (!cJSON_IsString (kind) || strcmp (kind->valuestring, "fcd") != 0)
      continue;
    traces++;
    check_counts (path, fact);
    cJSON_ArrayForEach (sample,
                        cJSON_GetObjectItemCaseSensitive (fact, "samples"))
        check_sample (path, sample);
    check_run (path, fact);
  }
  g_assert_cmpuint (traces, >, 0);
  cJSON_Delete (all);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/motion/fcd/survey/least-period", surveys_the_period);
  g_test_add_func ("/fcd/refuses/bad-traces", refuses_bad_traces);
  g_test_add_func ("/fcd/refuses/no-file", refuses_what_is_no_file);
  g_test_add_func ("/fcd/vehicles-enter-cross-and-leave",
                   vehicles_enter_cross_and_leave);
  g_test_add_func ("/fcd/persons-if-asked-for", persons_if_asked_for);
  g_test_add_func ("/fcd/persons-alone", persons_alone_if_asked_for);
  g_test_add_func ("/fcd/window", window_is_all_there_is);
  g_test_add_func ("/fcd/refuses/to-take-nothing", refuses_to_take_nothing);
  g_test_add_func ("/fcd/degrees/lengths", degrees_have_their_lengths);
  g_test_add_func ("/fcd/degrees/become-metres", degrees_become_metres);
  g_test_add_func ("/fcd/degrees/not-metres", metres_are_no_degrees);
  g_test_add_func ("/fcd/far-away", places_are_within_reach);
  g_test_add_func ("/fcd/offset-and-scale", offset_and_scale_apply);
  g_test_add_func ("/fcd/fit-covers-the-cells", fit_covers_the_cells);
  g_test_add_func ("/fcd/agrees-with-facts", agrees_with_facts);
  return g_test_run ();
}
