/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SUMO's floating car data: XML, plain or .gz, read as a stream one time step
 * at a time.  Elements and attributes other than those named here are passed
 * over.  No network, no entities: a document type declaration is refused.
 * Private to models/motion/. */
#ifndef DMMSIM_MODELS_MOTION_FCD_READER_H
#define DMMSIM_MODELS_MOTION_FCD_READER_H

#include <glib.h>
#include <stdbool.h>

#include "sim/time.h"

struct fcd_sample
{
  guint id; /* where in ids of the step its name begins */
  double x, y;
};

struct fcd_step
{
  sim_time time;
  GArray *samples; /* struct fcd_sample */
  GString *ids;    /* names, each ended by NUL */
};

static inline const char *
fcd_sample_id (const struct fcd_step *step, const struct fcd_sample *sample)
{
  return step->ids->str + sample->id;
}

struct fcd_step *fcd_step_new (void);
void fcd_step_free (struct fcd_step *step);

/* What is taken of a trace; the rest is passed over. */
struct fcd_filter
{
  bool vehicles, persons;
  sim_time from, until; /* times of steps, inclusive; SIM_TIME_NONE: any */
};

struct fcd_reader;

enum fcd_result
{
  FCD_STEP,
  FCD_END,
  FCD_ERROR
};

/* NULL with @error if @path cannot be read, or the filter passes nothing. */
struct fcd_reader *fcd_reader_new (const char *path,
                                   const struct fcd_filter *filter,
                                   GError **error);
void fcd_reader_free (struct fcd_reader *reader);
/* The next time step of those taken; the end is that of the trace or of the
 * filter.  Errors (MOTION_ERROR_INPUT, with file and line): XML
 * that is not well-formed, another root than fcd-export, attributes missing or
 * not numbers, times that do not increase. */
enum fcd_result fcd_reader_next (struct fcd_reader *reader,
                                 struct fcd_step *step, GError **error);
/* An error of the caller's at the place the reader stands. */
void fcd_reader_error (const struct fcd_reader *reader, GError **error,
                       const char *format, ...) G_GNUC_PRINTF (3, 4);

#endif
