/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New results held against older ones, metric by metric: what a regression
 * check decides.  doc/statistics.md tells the rules to users.
 *
 * Compared is the mean of a metric over the replications of a case.
 * - With a tolerance for the metric: |new - base| <= absolute +
 *   relative * |base|.
 * - Without, and with two or more replications on both sides: the interval of
 *   the difference, by pairs where both have the same seed and replication
 *   (common random numbers), else Welch's; it must not exclude 0.
 * - Without, and with one run: equality.
 * Differences that the order of summing explains (a part in 2^40) are none.
 * A value that is missing on either side fails, and so does one that is no
 * number, a run that is incomplete, a run or case that NEW lacks. */
#ifndef DMMSIM_ANALYSIS_STUDIES_COMPARISON_H
#define DMMSIM_ANALYSIS_STUDIES_COMPARISON_H

#include "analysis/statistics/interval.h"
#include "analysis/studies/cases.h"

struct tolerance
{
  char *metric; /* name or pattern with * and ?, as GPatternSpec */
  double relative, absolute;
};

struct comparison_rules
{
  const struct tolerance *tolerances; /* the last that matches counts */
  unsigned n_tolerances;
  const char *const *only;   /* patterns of metrics, NULL: all */
  const char *const *ignore; /* patterns of metrics, NULL: none */
  double confidence;
  bool allow_new; /* metrics that BASE has not do not fail */
  bool exact;     /* run digests that differ fail */
};

enum verdict
{
  VERDICT_EQUAL,  /* in every replication */
  VERDICT_WITHIN, /* tolerance, or interval with 0 in it */
  VERDICT_NEW,    /* BASE has not got it, and that is allowed */
  VERDICT_FAILS,  /* the first that is a failure */
  VERDICT_DIFFERS = VERDICT_FAILS,
  VERDICT_MISSING,  /* in NEW */
  VERDICT_APPEARED, /* not in BASE */
  VERDICT_NOT_A_NUMBER,
  VERDICT_UNKNOWN, /* no metric of this version */
  VERDICT_INCOMPLETE,
  VERDICT_DIGEST
};
/* "equal", "differs", ... */
const char *verdict_text (enum verdict verdict);

/* One subject of one case. */
struct compared
{
  const char *label; /* of the case; "" if there is but one */
  char *metric;      /* or "run", "runs", "digest" for what is no metric */
  enum verdict verdict;
  double base, value;         /* NAN where not known */
  struct interval difference; /* bounds NAN without interval */
  char *why;                  /* a phrase, for failures and what is within */
};

typedef struct comparison comparison;
struct comparison
{
  const cases *base, *new_results;
  GArray *items; /* struct compared, by case and metric */
  unsigned failed;
  unsigned digests_equal, digests_different; /* of runs on both sides */
};

/* (transfer full); refers to both until freed. */
comparison *comparison_new (const cases *base, const cases *new_results,
                            const struct comparison_rules *rules);
void comparison_free (comparison *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (comparison, comparison_free)

static inline const struct compared *
comparison_at (const comparison *c, unsigned i)
{
  return &g_array_index (c->items, struct compared, i);
}

/* "handover.recovery (architecture=dmm): 0.012 -> 0.014, ...".
 * (transfer full) */
char *compared_line (const struct compared *item);

/* Does @name match @pattern: the same, or as GPatternSpec does? */
bool metric_matches (const char *pattern, const char *name);

/* ---- reports (comparison_report.c)
 * ------------------------------------------- */

/* Failures, what is new, then the counts.  (transfer full), all of them */
char *comparison_text (const comparison *c);
char *comparison_json (const comparison *c);
char *comparison_junit (const comparison *c);
char *comparison_tap (const comparison *c);

#endif
