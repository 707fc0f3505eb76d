/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study's folder: what many runs of one scenario leave behind.
 *
 *   study.json           the scenario, the axes with their values, the points,
 *                        the digests of the runs that are expected
 *   runs/<digest>.json   one record per run that took place
 *   results.csv          one row per run and metric, axes as columns
 *   failed/<digest>.*    what a run that failed said, and its scenario
 *
 * A point is one value of each axis; a run is a point and a replication.  A
 * run's digest is the SHA-256 of its resolved scenario (without what cannot
 * change a run: title, replications, sweep, figures, expect) and its
 * replication.  A record holds nothing that changes from one execution to the
 * next - no times of day, no host - so that the same run gives the same octets
 * wherever and however often it is made.  It appears under its name when it is
 * whole.  Copying records between folders of one study is therefore all there
 * is to merging them.
 *
 * Canonical order: replications outermost, then points in order of study.json.
 * Records may be missing (not yet run, failed); records that study.json does
 * not expect are left alone and left out. */
#ifndef DMMSIM_ANALYSIS_STUDIES_STUDY_H
#define DMMSIM_ANALYSIS_STUDIES_STUDY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "analysis/metrics/metrics.h"

#define STUDY_ERROR study_error_quark ()
GQuark study_error_quark (void);
enum study_error
{
  STUDY_ERROR_FILE,  /* cannot be read */
  STUDY_ERROR_FORMAT /* is not what it should be */
};

/* ---- records ---------------------------------------------------------------
 */

/* What a point says of one axis. */
struct study_setting
{
  char *axis;  /* dotted path: "access.l2_handover" */
  char *value; /* JSON text on one line: "\"5 ms\"", "0.5", "{...}" */
};

typedef struct study_record study_record;
struct study_record
{
  char *digest;                   /* names the record, 64 hexadecimal digits */
  struct study_setting *settings; /* in order of the axes */
  unsigned n_settings;
  char *architecture; /* its name */
  uint64_t replication, seed;
  char *scenario_digest; /* of the scenario alone: that of its replications */
  char *run_digest;      /* of the course of the run (sim/digest.h) */
  char *version, *commit, *compiler; /* commit: NULL outside a checkout */
  double simulated_time;             /* s */
  uint64_t events;
  bool complete;
  struct metric_set *metrics; /* sorted */
  char **unknown_metrics;     /* names that this version does not know, whose
                                 values are not in metrics; ends with NULL */
  char *scenario; /* resolved, JSON text: loads wherever it lies.  Without
                     title, replications, sweep, figures and expect */
  char *folder;   /* with the tables of the run; NULL where there are none.  Not
                     part of the record */
};

study_record *study_record_new (void);
void study_record_free (study_record *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (study_record, study_record_free)

/* Writes FOLDER/runs/<digest>.json (the folder is made) under a temporary name
 * and renames it. */
bool study_record_write (const char *folder, const study_record *record,
                         GError **error);
/* Reads one record from a file.  (transfer full) */
study_record *study_record_read (const char *path, GError **error);
/* FOLDER/runs/DIGEST.json.  (transfer full) */
char *study_record_path (const char *folder, const char *digest);

/* ---- studies ---------------------------------------------------------------
 */

struct study_value
{
  char *text;    /* JSON text on one line */
  double number; /* in SI base units, of a number or a quantity; else NAN */
};

struct study_axis
{
  char *name; /* dotted path */
  struct study_value *values;
  unsigned n_values;
};

typedef struct study study;
struct study
{
  char *title;
  char *name;     /* of the scenario file, without folder and ending */
  char *scenario; /* resolved, with sweep, figures and expect: JSON text */
  struct study_axis *axes;
  unsigned n_axes;
  unsigned *points; /* n_points rows of n_axes: index into the axis' values */
  unsigned n_points;
  uint64_t replications;
  char **digests;         /* replications x n_points, canonical order */
  study_record **records; /* the same; NULL where there is none, the whole
                             array NULL until study_load_records() */
};

study *study_new (void);
void study_free (study *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (study, study_free)

static inline size_t
study_n_runs (const study *s)
{
  return (size_t)s->replications * s->n_points;
}

/* Value of axis @axis at point @point. */
static inline const struct study_value *
study_value_at (const study *s, unsigned point, unsigned axis)
{
  return &s->axes[axis].values[s->points[(size_t)point * s->n_axes + axis]];
}

/* Run of a point in a replication: index into digests and records. */
static inline size_t
study_run (const study *s, uint64_t replication, unsigned point)
{
  return (size_t)replication * s->n_points + point;
}

/* Is there a study.json in @folder? */
bool study_is_folder (const char *folder);
/* Reads study.json alone.  (transfer full) */
study *study_read (const char *folder, GError **error);
/* Writes study.json under a temporary name and renames it; @folder exists. */
bool study_write (const char *folder, const study *s, GError **error);
/* Fills s->records from @folder/runs.  A record that is missing is no error;
 * one that cannot be read or is not the run it is named for is. */
bool study_load_records (study *s, const char *folder, GError **error);
/* Both: study.json and the records.  (transfer full) */
study *study_load (const char *folder, GError **error);
/* Text of an axis' value for tables and legends: a string without its quotes,
 * anything else as it is.  (transfer full) */
char *study_value_label (const struct study_value *value);
/* A field: a quantity in its SI base unit, anything else as its label. */
struct csv;
void study_write_value (struct csv *csv, const struct study_value *value);
/* Writes results.csv out of @folder/runs, quantities of the axes in SI base
 * units.  One at a time in a folder. */
bool study_write_results (const char *folder, const study *s, GError **error);

#endif
