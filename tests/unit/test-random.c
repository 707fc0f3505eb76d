/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generator against its published vectors, the streams' independence, and
 * the laws against their distribution functions.  Seeds are fixed: a test that
 * passes passes always. */
#include <glib.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>

#include "sim/philox.h"
#include "sim/random.h"

#define DRAWS 20000

/* ---- generator ----------------------------------------------------- */

/* Known answers for philox4x64, 10 rounds, from the Random123 distribution
 * (kat_vectors); the third counter and key are digits of pi. */
static const struct
{
  uint64_t counter[4], key[2], answer[4];
} known_answers[] = {
  { { 0 },
    { 0 },
    { 0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b,
      0x7e68b68aec7ba23b } },
  { { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX },
    { UINT64_MAX, UINT64_MAX },
    { 0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6,
      0xa09caebf594f0ba0 } },
  { { 0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0,
      0x082efa98ec4e6c89 },
    { 0x452821e638d01377, 0xbe5466cf34e90c6c },
    { 0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5,
      0x57bd43b5e52b7fe6 } },
};

static void
test_known_answers (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (known_answers); i++)
    {
      const struct philox_block block
          = philox (known_answers[i].counter, known_answers[i].key);

      for (int word = 0; word < 4; word++)
        g_assert_cmphex (block.word[word], ==, known_answers[i].answer[word]);
    }
}

/* Seed 0 is key 0; the stream begins with the first vector. */
static void
test_gsl_sees_the_same_words (void)
{
  gsl_rng *rng = gsl_rng_alloc (rng_philox);

  gsl_rng_set (rng, 0);
  for (int word = 0; word < 4; word++)
    g_assert_cmphex (gsl_rng_get (rng), ==,
                     known_answers[0].answer[word] >> 32);
  gsl_rng_set (rng, 0);
  for (int word = 0; word < 4; word++)
    g_assert_true (
        gsl_rng_uniform (rng)
        == ldexp ((double)(known_answers[0].answer[word] >> 11), -53));
  gsl_rng_free (rng);
}

static void
test_ranges (void)
{
  gsl_rng *rng = gsl_rng_alloc (rng_philox);
  unsigned long all = 0;

  g_assert_cmpuint (gsl_rng_min (rng), ==, 0);
  g_assert_cmpuint (gsl_rng_max (rng), ==, UINT32_MAX);
  for (int i = 0; i < DRAWS; i++)
    {
      const unsigned long x = gsl_rng_get (rng);
      const double u = gsl_rng_uniform (rng);

      g_assert_cmpuint (x, <=, UINT32_MAX);
      g_assert_cmpfloat (u, >=, 0);
      g_assert_cmpfloat (u, <, 1);
      all |= x;
    }
  g_assert_cmphex (all, ==, UINT32_MAX);
  g_assert_cmpfloat (philox_to_unit (UINT64_MAX), <, 1);
  g_assert_cmpfloat (philox_to_unit (0), ==, 0);
  gsl_rng_free (rng);
}

/* ---- streams ------------------------------------------------------- */

/* The first draw of a stream tells it from others. */
static double
first_draw (uint64_t seed, uint64_t replication, const char *entity,
            const char *purpose)
{
  const struct random_source source = { seed, replication };
  gsl_rng *stream = random_stream_new (&source, entity, purpose);
  const double draw = gsl_rng_uniform (stream);

  gsl_rng_free (stream);
  return draw;
}

static void
test_streams_differ (void)
{
  const double draws[] = {
    first_draw (1, 0, "mn", "motion"),
    first_draw ((UINT64_C (1) << 32) + 1, 0, "mn", "motion"),
    first_draw (0, 0, "mn", "motion"),
    first_draw (UINT64_MAX, 0, "mn", "motion"),
    first_draw (0, 1, "mn", "motion"),
    first_draw (1, 1, "mn", "motion"),
    first_draw (1, 0, "mn", "traffic"),
    first_draw (1, 0, "mn1", "motion"),
    /* The same letters, parted elsewhere. */
    first_draw (1, 0, "m", "nmotion"),
    first_draw (1, 0, "mnm", "otion"),
    first_draw (1, 0, "", "mnmotion"),
    first_draw (1, 0, "mnmotion", ""),
  };

  for (size_t i = 0; i < G_N_ELEMENTS (draws); i++)
    for (size_t j = 0; j < i; j++)
      g_assert_cmpfloat (draws[i], !=, draws[j]);
}

/* What one entity draws does not depend on who else draws, or when. */
static void
test_streams_do_not_disturb_each_other (void)
{
  const struct random_source source = { 42, 3 };
  gsl_rng *alone = random_stream_new (&source, "a", "loss");
  gsl_rng *other = random_stream_new (&source, "b", "loss");
  gsl_rng *among = random_stream_new (&source, "a", "loss");

  for (int i = 0; i < 1000; i++)
    {
      for (int j = 0; j < i % 7; j++)
        gsl_rng_get (other);
      g_assert_true (gsl_rng_uniform (alone) == gsl_rng_uniform (among));
    }
  gsl_rng_free (alone);
  gsl_rng_free (other);
  gsl_rng_free (among);
}

static void
test_keyed_draws_belong_to_their_numbers (void)
{
  const struct random_source source = { 42, 3 };
  const struct random_key key = random_key (&source, "link", "loss");
  const struct random_key other = random_key (&source, "link2", "loss");
  const double draw = random_at (&key, 5, 9);

  g_assert_cmpfloat (random_at (&key, 9, 5), !=, draw);
  g_assert_cmpfloat (random_at (&key, 5, 10), !=, draw);
  g_assert_cmpfloat (random_at (&other, 5, 9), !=, draw);
  g_assert_true (random_at (&key, 5, 9) == draw);
  /* Not the stream's first draw of the same key. */
  g_assert_cmpfloat (random_at (&key, 0, 0), !=,
                     first_draw (42, 3, "link", "loss"));
}

/* ---- laws ---------------------------------------------------------- */

/* Largest distance between the draws and the distribution function. */
static double
ks_distance (double *draws, double (*cdf) (const struct law *law, double x),
             const struct law *law)
{
  double distance = 0;

  gsl_sort (draws, 1, DRAWS);
  for (int i = 0; i < DRAWS; i++)
    {
      const double p = cdf (law, draws[i]);

      distance = fmax (distance, fabs (p - (double)i / DRAWS));
      distance = fmax (distance, fabs (p - (double)(i + 1) / DRAWS));
    }
  return distance;
}

static double
cdf_exponential (const struct law *law, double x)
{
  return gsl_cdf_exponential_P (x, law->a);
}

static double
cdf_uniform (const struct law *law, double x)
{
  return gsl_cdf_flat_P (x, law->a, law->b);
}

static double
cdf_normal (const struct law *law, double x)
{
  return gsl_cdf_gaussian_P (x - law->a, law->b);
}

static double
cdf_pareto (const struct law *law, double x)
{
  return gsl_cdf_pareto_P (x, law->b, law->a * (law->b - 1) / law->b);
}

static double
cdf_lognormal (const struct law *law, double x)
{
  const double s2 = log (1 + law->b * law->b / (law->a * law->a));

  return gsl_cdf_lognormal_P (x, log (law->a) - s2 / 2, sqrt (s2));
}

static const struct
{
  const char *name;
  struct law law;
  double (*cdf) (const struct law *law, double x);
  double deviation; /* of one draw */
} laws[] = {
  { "exponential", { LAW_EXPONENTIAL, 3, 0 }, cdf_exponential, 3 },
  { "uniform", { LAW_UNIFORM, -2, 5 }, cdf_uniform, 7 / 3.4641016 },
  /* Far enough from zero that nothing is cut off. */
  { "normal", { LAW_NORMAL, 20, 2 }, cdf_normal, 2 },
  { "pareto", { LAW_PARETO, 10, 3.5 }, cdf_pareto, 4.364358 },
  { "lognormal", { LAW_LOGNORMAL, 10, 4 }, cdf_lognormal, 4 },
};

static void
test_law (gconstpointer data)
{
  const size_t i = GPOINTER_TO_SIZE (data);
  const struct random_source source = { 2026, 0 };
  gsl_rng *stream = random_stream_new (&source, laws[i].name, "test");
  double *draws = g_new (double, DRAWS);
  double sum = 0;

  for (int j = 0; j < DRAWS; j++)
    sum += draws[j] = law_draw (&laws[i].law, stream);
  g_test_message ("%s: mean %g", laws[i].name, sum / DRAWS);
  /* 99.9 % quantiles of the mean's error and of Kolmogorov's statistic. */
  g_assert_cmpfloat (fabs (sum / DRAWS - law_mean (&laws[i].law)), <,
                     3.2905 * laws[i].deviation / sqrt (DRAWS));
  g_assert_cmpfloat (ks_distance (draws, laws[i].cdf, &laws[i].law), <,
                     1.9495 / sqrt (DRAWS));
  g_free (draws);
  gsl_rng_free (stream);
}

static void
test_constant (void)
{
  const struct law law = { LAW_CONSTANT, 0.25, 0 };

  g_assert_true (law_draw (&law, NULL) == 0.25);
  g_assert_true (law_mean (&law) == 0.25);
  g_assert_cmpint (law_draw_time (&law, NULL), ==, 250 * SIM_MILLISECOND);
}

/* Half of the mass is cut off at zero: the mean of what is drawn is
 * sigma / sqrt (2 pi). */
static void
test_normal_is_cut_at_zero (void)
{
  const struct random_source source = { 7, 0 };
  const struct law law = { LAW_NORMAL, 0, 2 };
  gsl_rng *stream = random_stream_new (&source, "cut", "test");
  int zeros = 0;

  g_assert_cmpfloat_with_epsilon (law_mean (&law), 0.797884560802865, 1e-12);
  for (int i = 0; i < DRAWS; i++)
    {
      const double draw = law_draw (&law, stream);

      g_assert_cmpfloat (draw, >=, 0);
      zeros += draw == 0;
    }
  g_assert_cmpfloat (fabs (zeros - DRAWS / 2.0), <, 3.2905 * sqrt (DRAWS) / 2);
  gsl_rng_free (stream);
}

static void
test_time_is_never_negative (void)
{
  const struct random_source source = { 7, 0 };
  const struct law law = { LAW_UNIFORM, -1, 1 };
  gsl_rng *stream = random_stream_new (&source, "time", "test");

  for (int i = 0; i < 1000; i++)
    g_assert_cmpint (law_draw_time (&law, stream), >=, 0);
  gsl_rng_free (stream);
}

/* ---- seconds to time ----------------------------------------------- */

static void
test_seconds_to_time (void)
{
  static const struct
  {
    double seconds;
    sim_time time;
  } cases[] = {
    { 0, 0 },
    { 1, SIM_SECOND },
    { 0.02, 20 * SIM_MILLISECOND },
    { 1e-9, 1 },
    { 0.4e-9, 0 },
    { 0.5e-9, 1 },
    { 2.5e-9, 3 },
    { -0.5e-9, -1 },
    { -2.5e-9, -3 },
    { -1.25, -1250000000 },
    { 86400.123456789, 86400123456789 },
    { 9.2e9, INT64_C (9200000000000000000) },
    { 9.3e9, SIM_TIME_MAX },
    { 1e300, SIM_TIME_MAX },
    { INFINITY, SIM_TIME_MAX },
    { -INFINITY, -SIM_TIME_MAX },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (sim_time_from_seconds (cases[i].seconds), ==,
                     cases[i].time);
}

static void
test_nan_is_no_time (void)
{
  if (g_test_subprocess ())
    {
      sim_time_from_seconds (NAN);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

/* Two streams that take turns on one seat, with as many draws at a time as
 * comes, go on as if each had its own. */
static void
test_parked_streams_go_on (void)
{
  const struct random_source source = { 3, 1 };
  const char *names[] = { "a", "b" };
  struct random_parked parked[2];
  gsl_rng *own[2], *seat = random_stream_seat ();

  for (int i = 0; i < 2; i++)
    {
      parked[i] = random_stream_parked (&source, names[i], "test");
      own[i] = random_stream_new (&source, names[i], "test");
    }
  for (int turn = 0; turn < 40; turn++)
    {
      const int i = turn % 2;

      random_stream_resume (seat, &parked[i]);
      for (int draw = 0; draw < turn % 7; draw++)
        g_assert_cmphex (gsl_rng_get (seat), ==, gsl_rng_get (own[i]));
      random_stream_park (seat, &parked[i]);
    }
  for (int i = 0; i < 2; i++)
    gsl_rng_free (own[i]);
  gsl_rng_free (seat);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, name) g_test_add_func (path, test_##name)
  TEST ("/philox/known-answers", known_answers);
  TEST ("/philox/gsl-sees-the-same-words", gsl_sees_the_same_words);
  TEST ("/philox/ranges", ranges);
  TEST ("/stream/differ", streams_differ);
  TEST ("/stream/do-not-disturb-each-other", streams_do_not_disturb_each_other);
  TEST ("/stream/keyed-draws-belong-to-their-numbers",
        keyed_draws_belong_to_their_numbers);
  TEST ("/stream/parked-ones-go-on", parked_streams_go_on);
  for (size_t i = 0; i < G_N_ELEMENTS (laws); i++)
    {
      char *path = g_strdup_printf ("/law/distribution/%s", laws[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_law);
      g_free (path);
    }
  TEST ("/law/constant", constant);
  TEST ("/law/normal-is-cut-at-zero", normal_is_cut_at_zero);
  TEST ("/law/time-is-never-negative", time_is_never_negative);
  TEST ("/time/from-seconds", seconds_to_time);
  TEST ("/time/nan-is-refused", nan_is_no_time);
#undef TEST
  return g_test_run ();
}
