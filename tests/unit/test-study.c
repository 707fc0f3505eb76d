/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study's folder: what is written is what is read, what is cut or spoilt is
 * refused, results.csv to the letter, and sequential stopping by printed
 * quantiles. */
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "analysis/studies/stopping.h"
#include "analysis/studies/study.h"

/* Two axes, two points, two replications. */
#define RUNS 4
static const char *const digests[RUNS + 1] = { "a0", "b0", "a1", "b1", NULL };

static study *
small_study (void)
{
  study *s = study_new ();

  s->title = g_strdup ("Two, \"three\"");
  s->name = g_strdup ("small");
  s->scenario = g_strdup ("{\n\t\"seed\":\t1\n}\n");
  s->n_axes = 2;
  s->axes = g_new0 (struct study_axis, 2);
  s->axes[0].name = g_strdup ("access.l2_handover");
  s->axes[0].n_values = 2;
  s->axes[0].values = g_new0 (struct study_value, 2);
  s->axes[0].values[0] = (struct study_value){ g_strdup ("\"5 ms\""), 0.005 };
  s->axes[0].values[1] = (struct study_value){ g_strdup ("\"1 s\""), 1 };
  s->axes[1].name = g_strdup ("architecture");
  s->axes[1].n_values = 1;
  s->axes[1].values = g_new0 (struct study_value, 1);
  s->axes[1].values[0]
      = (struct study_value){ g_strdup ("\"a, b\""), (double)NAN };
  s->n_points = 2;
  s->points = g_new0 (unsigned, 4);
  s->points[2] = 1;
  s->replications = 2;
  s->digests = g_strdupv ((char **)digests);
  return s;
}

static study_record *
small_record (const char *digest, uint64_t replication, double value)
{
  study_record *record = study_record_new ();
  double values[] = { value, value + 2 };

  record->digest = g_strdup (digest);
  record->settings = g_new0 (struct study_setting, 1);
  record->n_settings = 1;
  record->settings[0].axis = g_strdup ("access.l2_handover");
  record->settings[0].value = g_strdup ("{\"uniform\":[1,2]}");
  record->architecture = g_strdup ("dmm");
  record->replication = replication;
  record->seed = G_MAXUINT64;
  record->scenario_digest = g_strdup ("s");
  record->run_digest = g_strdup ("r");
  record->version = g_strdup ("1.2");
  record->compiler = g_strdup ("cc");
  record->simulated_time = 0.1;
  record->events = 123456789012345;
  record->complete = true;
  record->metrics = metric_set_new ();
  metric_set_samples (record->metrics, "handover.recovery", values, 2);
  metric_set_sort (record->metrics);
  record->scenario = g_strdup ("{\n\t\"seed\":\t1\n}\n");
  return record;
}

struct folder
{
  char *path;
};

static void
setup (struct folder *folder, gconstpointer data)
{
  GError *error = NULL;

  (void)data;
  folder->path = g_dir_make_tmp ("dmmsim-study-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
remove_all (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_all (child);
      else
        g_unlink (child);
    }
  if (dir != NULL)
    g_dir_close (dir);
  g_rmdir (path);
}

static void
teardown (struct folder *folder, gconstpointer data)
{
  (void)data;
  remove_all (folder->path);
  g_free (folder->path);
}

static void
write_record (const struct folder *folder, const char *digest,
              uint64_t replication, double value)
{
  g_autoptr (study_record) record = small_record (digest, replication, value);
  GError *error = NULL;

  study_record_write (folder->path, record, &error);
  g_assert_no_error (error);
}

static char *
read_text (const struct folder *folder, const char *name, gsize *length)
{
  g_autofree char *path = g_build_filename (folder->path, name, NULL);
  char *text;
  GError *error = NULL;

  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);
  return text;
}

/* ---- there and back ------------------------------------------------------ */

static void
test_record_and_back (struct folder *folder, gconstpointer data)
{
  g_autofree char *path = study_record_path (folder->path, "a0");
  g_autoptr (study_record) record = NULL;
  const struct metric *metric;

  (void)data;
  write_record (folder, "a0", 7, 3);
  record = study_record_read (path, NULL);
  g_assert_nonnull (record);
  g_assert_cmpstr (record->digest, ==, "a0");
  g_assert_cmpuint (record->n_settings, ==, 1);
  g_assert_cmpstr (record->settings[0].value, ==, "{\"uniform\":[1,2]}");
  g_assert_cmpuint (record->replication, ==, 7);
  g_assert_cmpuint (record->seed, ==, G_MAXUINT64);
  g_assert_cmpuint (record->events, ==, 123456789012345);
  g_assert_cmpfloat (record->simulated_time, ==, 0.1);
  g_assert_null (record->commit);
  g_assert_true (record->complete);
  g_assert_cmpstr (record->scenario, ==, "{\n\t\"seed\":\t1\n}\n");
  metric = metric_set_find (record->metrics, "handover.recovery");
  g_assert_cmpuint (metric->n, ==, 2);
  g_assert_cmpfloat (metric->mean, ==, 4);
  metric = metric_set_find (record->metrics, "handover.signaling");
  g_assert_cmpuint (metric->n, ==, 0);
  g_assert_true (isnan (metric->mean));
}

static void
test_study_and_back (struct folder *folder, gconstpointer data)
{
  g_autoptr (study) s = small_study (), back = NULL;
  g_autofree char *label = NULL;

  (void)data;
  g_assert_true (study_write (folder->path, s, NULL));
  g_assert_true (study_is_folder (folder->path));
  back = study_read (folder->path, NULL);
  g_assert_nonnull (back);
  g_assert_cmpstr (back->title, ==, s->title);
  g_assert_cmpuint (study_n_runs (back), ==, RUNS);
  g_assert_cmpfloat (study_value_at (back, 1, 0)->number, ==, 1);
  g_assert_true (isnan (study_value_at (back, 1, 1)->number));
  label = study_value_label (study_value_at (back, 0, 1));
  g_assert_cmpstr (label, ==, "a, b");
  for (unsigned i = 0; i < RUNS; i++)
    g_assert_cmpstr (back->digests[i], ==, digests[i]);
}

static void
test_results_to_the_letter (struct folder *folder, gconstpointer data)
{
  g_autoptr (study) s = small_study ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  unsigned found = 0;

  (void)data;
  write_record (folder, "a1", 1, 3);
  write_record (folder, "b0", 0, 8);
  g_assert_true (study_write_results (folder->path, s, NULL));
  text = read_text (folder, "results.csv", NULL);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpstr (lines[0], ==,
                   "access.l2_handover,architecture,replication,metric,unit,n,"
                   "mean,min,max,p50,p95,p99");
  for (char **line = lines; *line != NULL; line++)
    if (strstr (*line, ",handover.recovery,") != NULL)
      g_assert_cmpstr (*line, ==,
                       found++ == 0
                           ? "1,\"a, b\",0,handover.recovery,s,2,9,8,10,8,10,10"
                           : "0.005,\"a, b\",1,handover.recovery,s,2,4,3,5,3,5,"
                             "5");
  g_assert_cmpuint (found, ==, 2);
}

/* ---- spoilt -------------------------------------------------------------- */

static void
test_cut_record (struct folder *folder, gconstpointer data)
{
  g_autofree char *path = study_record_path (folder->path, "a0");
  g_autofree char *text = NULL;
  gsize length;

  (void)data;
  write_record (folder, "a0", 0, 3);
  text = read_text (folder, "runs/a0.json", &length);
  while (g_ascii_isspace (text[length - 1]))
    length--;
  for (gsize n = 0; n < length; n += 1 + n / 64)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, text, (gssize)n, NULL));
      g_assert_null (study_record_read (path, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, path));
    }
  g_assert_true (g_file_set_contents (path, text, (gssize)length, NULL));
  study_record_free (study_record_read (path, NULL));
}

static void
test_records_missing_and_misnamed (struct folder *folder, gconstpointer data)
{
  g_autoptr (study) s = small_study (), misled = small_study ();
  g_autoptr (GError) error = NULL;
  g_autofree char *from = study_record_path (folder->path, "b0");
  g_autofree char *to = study_record_path (folder->path, "a1");

  (void)data;
  write_record (folder, "b0", 0, 3);
  g_assert_true (study_load_records (s, folder->path, NULL));
  g_assert_null (s->records[0]);
  g_assert_nonnull (s->records[1]);
  g_assert_cmpint (g_rename (from, to), ==, 0);
  g_assert_false (study_load_records (misled, folder->path, &error));
  g_assert_nonnull (strstr (error->message, "another run, b0"));
}

static void
test_spoilt_study (struct folder *folder, gconstpointer data)
{
  static const struct
  {
    const char *from, *to;
  } table[] = {
    { "\"replications\":\t2", "\"replications\":\t3" },
    { "\"replications\":\t2", "\"replications\":\t-2" },
    { "\"replications\":\t2", "\"replications\":\t18446744073709551615" },
    { "[1, 0]", "[2, 0]" },
    { "[1, 0]", "[-1, 0]" },
    { "[1, 0]", "[1]" },
    { "\"b1\"", "7" },
    { "\"numbers\":\t[0.005, 1]", "\"numbers\":\t[1]" },
    { "\"axes\"", "\"axis\"" },
    { "\"scenario\"", "\"scene\"" },
  };
  g_autoptr (study) s = small_study ();
  g_autofree char *path = g_build_filename (folder->path, "study.json", NULL);
  g_autofree char *good = NULL;

  (void)data;
  g_assert_true (study_write (folder->path, s, NULL));
  good = read_text (folder, "study.json", NULL);
  for (unsigned i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GString) text = g_string_new (good);
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (g_string_replace (text, table[i].from, table[i].to, 1),
                        ==, 1);
      g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
      g_assert_null (study_read (folder->path, &error));
      g_assert_error (error, STUDY_ERROR, STUDY_ERROR_FORMAT);
    }
}

/* ---- stopping ------------------------------------------------------------ */

/* One point whose runs observe 10 - d, 10 + d, 10 - d, ...; the sample of n
 * has the deviation d sqrt (n / (n - 1)), so that its interval has the
 * half-width t d / sqrt (n - 1). */
static void
make_runs (const struct folder *folder, study *s, unsigned n, double d)
{
  g_strfreev (s->digests);
  s->digests = g_new0 (char *, n + 1);
  s->n_points = 1;
  s->replications = n;
  for (unsigned i = 0; i < n; i++)
    {
      s->digests[i] = g_strdup_printf ("x%u", i);
      write_record (folder, s->digests[i], i,
                    (i % 2 == 0 ? 10 - d : 10 + d) - 1);
    }
}

static void
test_stopping_by_table (struct folder *folder, gconstpointer data)
{
  struct stopping_rule rule = { .precision = { 0.05, true, 0.95, 4, 40 } };
  g_autoptr (study) s = small_study ();
  g_autoptr (stopping) stop = NULL;
  const struct stopping_look *look;

  (void)data;
  g_assert_true (quantity_parse ("handover.recovery", &rule.quantity));
  stop = stopping_new (&rule, 1);
  g_assert_cmpuint (stopping_first (stop, 1), ==, 8);
  g_assert_cmpuint (stopping_first (stop, 9), ==, 12);
  g_assert_cmpuint (stopping_first (stop, 99), ==, 40);
  /* t(0.975, 7) = 2.364624; the deviation 1.0690 asks for 20 runs: 2.093 *
   * 1.0690 / sqrt (20) = 0.5003 is too much, 21 do, 24 are whole blocks; but
   * twice 8 is all that it goes on to */
  make_runs (folder, s, 8, 1);
  g_assert_cmpuint (stopping_look (stop, s, folder->path, NULL), ==, 16);
  look = stopping_worst (stop);
  g_assert_cmpfloat_with_epsilon (look->mean.estimate, 10, 1e-12);
  g_assert_cmpfloat_with_epsilon (interval_half_width (&look->mean),
                                  2.364624 / sqrt (7), 1e-6);
  g_assert_cmpfloat_with_epsilon (look->wanted, 0.5, 1e-12);
  g_assert_cmpuint (stopping_open (stop), ==, 1);
  /* t(0.975, 15) = 2.131450 / sqrt (15) = 0.5503: 20 it takes by now, for
   * 1.0328 * 2.093024 / sqrt (20) = 0.4834 */
  make_runs (folder, s, 16, 1);
  g_assert_cmpuint (stopping_look (stop, s, folder->path, NULL), ==, 20);
  /* 2.093024 / sqrt (19) = 0.4802 */
  make_runs (folder, s, 20, 1);
  g_assert_cmpuint (stopping_look (stop, s, folder->path, NULL), ==, 20);
  g_assert_cmpuint (stopping_open (stop), ==, 0);
  quantity_clear (&rule.quantity);
}

static void
test_stopping_without_observations (struct folder *folder, gconstpointer data)
{
  struct stopping_rule rule = { .precision = { 0.05, true, 0.95, 4, 40 } };
  g_autoptr (study) s = small_study ();
  g_autoptr (stopping) stop = NULL;
  g_autofree char *text = NULL;

  (void)data;
  g_assert_true (quantity_parse ("handover.signaling", &rule.quantity));
  stop = stopping_new (&rule, 1);
  make_runs (folder, s, 8, 1);
  g_assert_cmpuint (stopping_look (stop, s, folder->path, NULL), ==, 8);
  g_assert_cmpuint (stopping_empty (stop), ==, 1);
  g_assert_null (stopping_worst (stop));
  g_assert_true (stopping_write (stop, s, folder->path, NULL));
  text = read_text (folder, "stopping.csv", NULL);
  g_assert_cmpstr (text, ==,
                   "replications,access.l2_handover,architecture,metric,n,mean,"
                   "half_width,wanted,next\n"
                   "8,0.005,\"a, b\",handover.signaling,0,,,,8\n");
  quantity_clear (&rule.quantity);
}

#define CASE(name, function) \
  g_test_add (name, struct folder, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("/study/record-and-back", test_record_and_back);
  CASE ("/study/study-and-back", test_study_and_back);
  CASE ("/study/results-to-the-letter", test_results_to_the_letter);
  CASE ("/study/cut-record-is-refused", test_cut_record);
  CASE ("/study/records-missing-and-misnamed",
        test_records_missing_and_misnamed);
  CASE ("/study/spoilt-study-is-refused", test_spoilt_study);
  CASE ("/stopping/by-printed-quantiles", test_stopping_by_table);
  CASE ("/stopping/without-observations", test_stopping_without_observations);
  return g_test_run ();
}
