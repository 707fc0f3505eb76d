/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/studies/comparison.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "analysis/results/format.h"
#include "analysis/statistics/paired.h"

bool
metric_matches (const char *pattern, const char *name)
{
  return strcmp (pattern, name) == 0 || g_pattern_match_simple (pattern, name);
}

static bool
any_matches (const char *const *patterns, const char *name)
{
  for (; patterns != NULL && *patterns != NULL; patterns++)
    if (metric_matches (*patterns, name))
      return true;
  return false;
}

const char *
verdict_text (enum verdict verdict)
{
  static const char *const texts[] = {
    [VERDICT_EQUAL] = "equal",
    [VERDICT_WITHIN] = "within",
    [VERDICT_NEW] = "new",
    [VERDICT_DIFFERS] = "differs",
    [VERDICT_MISSING] = "missing",
    [VERDICT_APPEARED] = "appeared",
    [VERDICT_NOT_A_NUMBER] = "no number",
    [VERDICT_UNKNOWN] = "unknown",
    [VERDICT_INCOMPLETE] = "incomplete",
    [VERDICT_DIGEST] = "digest differs",
  };

  return texts[verdict];
}

/* ---- items
 * --------------------------------------------------------------------- */

static struct compared *
add_item (comparison *c, const char *label, const char *metric)
{
  const struct compared item
      = { .label = label,
          .metric = g_strdup (metric),
          .base = (double)NAN,
          .value = (double)NAN,
          .difference = { (double)NAN, (double)NAN, (double)NAN } };

  g_array_append_val (c->items, item);
  return &g_array_index (c->items, struct compared, c->items->len - 1);
}

/* @why: (transfer full) */
static void
judge (comparison *c, struct compared *item, enum verdict verdict, char *why)
{
  item->verdict = verdict;
  item->why = why;
  c->failed += verdict >= VERDICT_FAILS;
}

/* ---- one metric
 * ------------------------------------------------------------------ */

/* The runs' means of a metric on one side, with what is needed for pairing. */
struct side
{
  double *values;
  const study_record **runs; /* of the values */
  unsigned n;
  bool finite;
};

static void
side_init (struct side *side, const struct result_case *of, const char *metric)
{
  *side = (struct side){ .values = g_new (double, of->runs->len),
                         .runs = g_new (const study_record *, of->runs->len),
                         .finite = true };
  for (unsigned i = 0; i < of->runs->len; i++)
    {
      const struct metric *found
          = metric_set_find (case_run (of, i)->metrics, metric);

      if (found == NULL || found->n == 0)
        continue;
      side->runs[side->n] = case_run (of, i);
      side->values[side->n++] = found->mean;
      side->finite = side->finite && isfinite (found->mean);
    }
}

static void
side_clear (struct side *side)
{
  g_free (side->runs);
  g_free (side->values);
}

/* Were the runs made with common random numbers, one for one? */
static bool
sides_pair (const struct side *a, const struct side *b)
{
  if (a->n != b->n)
    return false;
  for (unsigned i = 0; i < a->n; i++)
    if (a->runs[i]->seed != b->runs[i]->seed
        || a->runs[i]->replication != b->runs[i]->replication)
      return false;
  return true;
}

static bool
sides_equal (const struct side *a, const struct side *b)
{
  return sides_pair (a, b)
         && memcmp (a->values, b->values, a->n * sizeof *a->values) == 0;
}

/* Do they differ by no more than the order in which sums are taken may change?
 * That of 2^13 terms, each rounded to 53 bits. */
static bool
sides_round_alike (const struct side *a, const struct side *b)
{
  if (!sides_pair (a, b))
    return false;
  for (unsigned i = 0; i < a->n; i++)
    if (fabs (a->values[i] - b->values[i])
        > ldexp (fmax (fabs (a->values[i]), fabs (b->values[i])), -40))
      return false;
  return true;
}

static const struct tolerance *
tolerance_of (const struct comparison_rules *rules, const char *metric)
{
  for (unsigned i = rules->n_tolerances; i-- > 0;)
    if (metric_matches (rules->tolerances[i].metric, metric))
      return &rules->tolerances[i];
  return NULL;
}

static void
judge_by_tolerance (comparison *c, struct compared *item,
                    const struct tolerance *tolerance)
{
  double allowed
      = tolerance->absolute + tolerance->relative * fabs (item->base);
  bool within = fabs (item->difference.estimate) <= allowed;
  char number[FORMAT_SIZE];

  judge (c, item, within ? VERDICT_WITHIN : VERDICT_DIFFERS,
         g_strdup_printf ("%s the tolerance of %s",
                          within ? "within" : "beyond",
                          format_number (allowed, number)));
}

static void
judge_by_interval (comparison *c, struct compared *item, bool paired,
                   double confidence)
{
  bool excluded = interval_excludes (&item->difference, 0);

  judge (
      c, item, excluded ? VERDICT_DIFFERS : VERDICT_WITHIN,
      g_strdup_printf ("%g %% interval of the %s difference, %.6g to %.6g, %s",
                       confidence * 100, paired ? "paired" : "unpaired",
                       item->difference.low, item->difference.high,
                       excluded ? "excludes 0" : "has 0 in it"));
}

static void
judge_values (comparison *c, struct compared *item, const struct side *base,
              const struct side *value, const struct comparison_rules *rules)
{
  const struct tolerance *tolerance = tolerance_of (rules, item->metric);
  bool paired = sides_pair (base, value);

  item->base = gsl_stats_mean (base->values, 1, base->n);
  item->value = gsl_stats_mean (value->values, 1, value->n);
  item->difference
      = paired ? paired_compare (base->values, value->values, base->n,
                                 rules->confidence)
                     .difference
               : interval_welch (value->values, value->n, base->values, base->n,
                                 rules->confidence);
  if (sides_equal (base, value))
    judge (c, item, VERDICT_EQUAL, NULL);
  else if (sides_round_alike (base, value))
    judge (c, item, VERDICT_WITHIN, g_strdup ("equal but for rounding"));
  else if (tolerance != NULL)
    judge_by_tolerance (c, item, tolerance);
  else if (isnan (item->difference.low) && item->base == item->value)
    judge (c, item, VERDICT_EQUAL, NULL);
  else if (isnan (item->difference.low))
    judge (c, item, VERDICT_DIFFERS, g_strdup ("single run, no tolerance"));
  else
    judge_by_interval (c, item, paired, rules->confidence);
}

static void
compare_metric (comparison *c, const struct result_case *base,
                const struct result_case *value, const char *metric,
                const struct comparison_rules *rules)
{
  struct compared *item = add_item (c, base->label, metric);
  struct side a, b;

  side_init (&a, base, metric);
  side_init (&b, value, metric);
  if (a.n > 0 && b.n == 0)
    {
      item->base = gsl_stats_mean (a.values, 1, a.n);
      judge (c, item, VERDICT_MISSING, g_strdup ("NEW has no value"));
    }
  else if (a.n == 0)
    {
      item->value = gsl_stats_mean (b.values, 1, b.n);
      judge (c, item, rules->allow_new ? VERDICT_NEW : VERDICT_APPEARED,
             g_strdup ("BASE has no value"));
    }
  else if (!a.finite || !b.finite)
    judge (c, item, VERDICT_NOT_A_NUMBER,
           g_strdup_printf ("%s has a value that is no number",
                            b.finite ? "BASE" : "NEW"));
  else
    judge_values (c, item, &a, &b, rules);
  side_clear (&a);
  side_clear (&b);
}

/* ---- runs and cases
 * ------------------------------------------------------------------ */

static void
compare_unknown (comparison *c, const struct result_case *of,
                 const struct comparison_rules *rules, const char *side)
{
  char **names = of->runs->len > 0 ? case_run (of, 0)->unknown_metrics : NULL;

  for (; names != NULL && *names != NULL; names++)
    if ((rules->only == NULL || any_matches (rules->only, *names))
        && !any_matches (rules->ignore, *names))
      judge (c, add_item (c, of->label, *names), VERDICT_UNKNOWN,
             g_strdup_printf ("%s has a metric that this version does not know",
                              side));
}

static void
compare_digest (comparison *c, const struct result_case *base,
                const study_record *run, const struct comparison_rules *rules)
{
  const study_record *old = case_find_run (base, run->replication);

  if (old == NULL || old->run_digest == NULL || run->run_digest == NULL)
    return;
  if (strcmp (old->run_digest, run->run_digest) == 0)
    {
      c->digests_equal++;
      return;
    }
  c->digests_different++;
  if (rules->exact)
    judge (c, add_item (c, base->label, "digest"), VERDICT_DIGEST,
           g_strdup_printf (
               "replication %" G_GUINT64_FORMAT ": run digest %s is now %s",
               run->replication, old->run_digest, run->run_digest));
}

static void
compare_runs (comparison *c, const struct result_case *base,
              const struct result_case *value,
              const struct comparison_rules *rules)
{
  for (unsigned i = 0; i < base->runs->len; i++)
    if (case_find_run (value, case_run (base, i)->replication) == NULL)
      judge (c, add_item (c, base->label, "runs"), VERDICT_MISSING,
             g_strdup_printf ("NEW lacks replication %" G_GUINT64_FORMAT,
                              case_run (base, i)->replication));
  for (unsigned i = 0; i < value->runs->len; i++)
    {
      if (!case_run (value, i)->complete)
        judge (c, add_item (c, base->label, "run"), VERDICT_INCOMPLETE,
               g_strdup_printf ("NEW: replication %" G_GUINT64_FORMAT
                                " was cut short",
                                case_run (value, i)->replication));
      compare_digest (c, base, case_run (value, i), rules);
    }
}

static void
compare_case (comparison *c, const struct result_case *base,
              const struct result_case *value, char *const *metrics,
              const struct comparison_rules *rules)
{
  compare_runs (c, base, value, rules);
  for (; *metrics != NULL; metrics++)
    if ((rules->only == NULL || any_matches (rules->only, *metrics))
        && !any_matches (rules->ignore, *metrics)
        && (case_has_metric (base, *metrics)
            || case_has_metric (value, *metrics)))
      compare_metric (c, base, value, *metrics, rules);
  compare_unknown (c, base, rules, "BASE");
  compare_unknown (c, value, rules, "NEW");
}

/* Results of one case each are compared whatever they are called: a run under
 * one architecture with a run under another. */
static const struct result_case *
counterpart (const cases *base, const cases *value, unsigned i)
{
  if (base->all->len == 1 && value->all->len == 1)
    return cases_at (value, 0);
  return cases_find (value, cases_at (base, i)->label);
}

comparison *
comparison_new (const cases *base, const cases *new_results,
                const struct comparison_rules *rules)
{
  const cases *const both[] = { base, new_results };
  comparison *c = g_new0 (comparison, 1);
  char **metrics = cases_metrics (both, 2);

  c->base = base;
  c->new_results = new_results;
  c->items = g_array_new (FALSE, FALSE, sizeof (struct compared));
  for (unsigned i = 0; i < base->all->len; i++)
    {
      const struct result_case *of = cases_at (base, i);
      const struct result_case *value = counterpart (base, new_results, i);

      if (value == NULL)
        judge (c, add_item (c, of->label, "runs"), VERDICT_MISSING,
               g_strdup ("NEW has no such case"));
      else
        compare_case (c, of, value, metrics, rules);
    }
  g_strfreev (metrics);
  return c;
}

void
comparison_free (comparison *c)
{
  if (c == NULL)
    return;
  for (unsigned i = 0; i < c->items->len; i++)
    {
      g_free (g_array_index (c->items, struct compared, i).metric);
      g_free (g_array_index (c->items, struct compared, i).why);
    }
  g_array_free (c->items, TRUE);
  g_free (c);
}
