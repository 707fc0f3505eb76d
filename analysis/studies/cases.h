/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results as statistics and comparison want them, wherever they lie: cases
 * with their replications.
 *
 * A case is what differs by its settings alone: a point of a study, a
 * sub-folder of a group of runs, or the one scenario of a run's folder.  Its
 * runs are its replications.  A run that is read from a folder of "dmmsim run"
 * is a study_record like those of studies. */
#ifndef DMMSIM_ANALYSIS_STUDIES_CASES_H
#define DMMSIM_ANALYSIS_STUDIES_CASES_H

#include "analysis/studies/study.h"

struct result_case
{
  char *label; /* "architecture=dmm access.l2_handover=5 ms", or "" */
  struct study_setting *settings; /* values as labels, without quotes */
  double *numbers; /* of the settings, in SI base units; NAN for words */
  unsigned n_settings;
  GPtrArray *runs; /* study_record *, ascending by replication; owned */
};

typedef struct cases cases;
struct cases
{
  char *path;
  char *title;    /* of the scenario; NULL without */
  char *scenario; /* resolved, with sweep and figures, JSON text: the study's,
                     or that of the first run; NULL for a record */
  char **axes;    /* names of the settings, ended by NULL */
  GPtrArray *all; /* struct result_case *, in order of the study or folder */
  unsigned n_missing; /* runs that the study expects and that are not there */
};

/* Reads the folder of a study, of a run, of replications or of a group of
 * them, or a record of a study.  (transfer full) */
cases *cases_load (const char *path, GError **error);
void cases_free (cases *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cases, cases_free)

static inline struct result_case *
cases_at (const cases *c, unsigned i)
{
  return (struct result_case *)g_ptr_array_index (c->all, i);
}
static inline study_record *
case_run (const struct result_case *of, unsigned i)
{
  return (study_record *)g_ptr_array_index (of->runs, i);
}

/* The case with the same settings, or NULL. */
const struct result_case *cases_find (const cases *c, const char *label);
/* The case's value of an axis, NULL if it has none. */
const char *case_value (const struct result_case *of, const char *axis);
/* A value of an axis for readers: an object by its name and what else it says,
 * {"name":"dmm","mode":"proxy","aggregate":true} as "dmm, proxy, aggregate";
 * anything else as it is.  (transfer full) */
char *case_value_words (const char *value);
/* Its run of that replication, or NULL. */
const study_record *case_find_run (const struct result_case *of,
                                   uint64_t replication);
/* Its number, NAN if it has none or a word. */
double case_number (const struct result_case *of, const char *axis);
/* Does any run have this metric with observations? */
bool case_has_metric (const struct result_case *of, const char *metric);
/* Names of the metrics that any run of any case has with observations, in order
 * of definition, then of label; ended by NULL.  (transfer full) */
char **cases_metrics (const cases *const *of, unsigned n);

#endif
