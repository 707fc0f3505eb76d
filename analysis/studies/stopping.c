/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/studies/stopping.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>

#include "analysis/results/csv.h"

struct stopping
{
  const struct stopping_rule *rules;
  unsigned n_rules, n_points;
  uint64_t replications; /* read */
  GArray **values;       /* double, those observed: n_points x n_rules */
  GArray *looks;         /* struct stopping_look */
  unsigned last;         /* where the last look begins in looks */
};

stopping *
stopping_new (const struct stopping_rule *rules, unsigned n_rules)
{
  stopping *stop = g_new0 (stopping, 1);

  g_assert (n_rules > 0);
  stop->rules = rules;
  stop->n_rules = n_rules;
  stop->looks = g_array_new (FALSE, FALSE, sizeof (struct stopping_look));
  return stop;
}

void
stopping_free (stopping *stop)
{
  if (stop == NULL)
    return;
  for (unsigned i = 0; i < stop->n_points * stop->n_rules; i++)
    g_array_unref (stop->values[i]);
  g_free (stop->values);
  g_array_unref (stop->looks);
  g_free (stop);
}

static uint64_t
whole_blocks (uint64_t n, uint64_t block)
{
  return (n + block - 1) / block * block;
}

uint64_t
stopping_first (const stopping *stop, uint64_t wished)
{
  const struct precision *p = &stop->rules[0].precision;

  return MIN (MAX (whole_blocks (wished, p->block), 2 * p->block), p->limit);
}

/* ---- reading ------------------------------------------------------------- */

static GArray *
values_of (const stopping *stop, unsigned point, unsigned rule)
{
  return stop->values[point * stop->n_rules + rule];
}

static void
take_record (stopping *stop, unsigned point, const study_record *record)
{
  for (unsigned i = 0; i < stop->n_rules; i++)
    {
      double value;

      if (quantity_observed (&stop->rules[i].quantity, record, &value))
        g_array_append_val (values_of (stop, point, i), value);
    }
}

static bool
read_record (stopping *stop, const study *s, size_t run, const char *folder,
             GError **error)
{
  g_autofree char *path = study_record_path (folder, s->digests[run]);
  g_autoptr (study_record) record = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return true; /* it failed */
  record = study_record_read (path, error);
  if (record == NULL)
    return false;
  take_record (stop, (unsigned)(run % s->n_points), record);
  return true;
}

static bool
read_records (stopping *stop, const study *s, const char *folder,
              GError **error)
{
  if (stop->values == NULL)
    {
      stop->n_points = s->n_points;
      stop->values = g_new (GArray *, s->n_points * stop->n_rules);
      for (unsigned i = 0; i < s->n_points * stop->n_rules; i++)
        stop->values[i] = g_array_new (FALSE, FALSE, sizeof (double));
    }
  for (size_t run = study_run (s, stop->replications, 0);
       run < study_n_runs (s); run++)
    if (!read_record (stop, s, run, folder, error))
      return false;
  stop->replications = s->replications;
  return true;
}

/* ---- looking ------------------------------------------------------------- */

/* The rule counts runs with observations; of those that had none there will be
 * more. */
static uint64_t
ask_for (const struct precision *p, const double *x, size_t n,
         uint64_t replications)
{
  size_t next = n > 0 ? precision_next (p, x, n) : 0;
  uint64_t more;

  if (n == 0 || precision_reached (p, x, n) || replications >= p->limit)
    return replications;
  more = whole_blocks (MAX (next, n + 1) - n, p->block);
  return MIN (replications + MIN (more, replications), p->limit);
}

static struct stopping_look
look_at (const stopping *stop, unsigned point, unsigned rule)
{
  const struct precision *p = &stop->rules[rule].precision;
  const GArray *values = values_of (stop, point, rule);
  const double *x = (const double *)(const void *)values->data;

  return (struct stopping_look){
    .replications = stop->replications,
    .point = point,
    .rule = rule,
    .n = values->len,
    .mean = interval_mean (x, values->len, p->confidence),
    .wanted
    = values->len > 0 ? precision_target (p, x, values->len) : (double)NAN,
    .reached = precision_reached (p, x, values->len),
    .next = ask_for (p, x, values->len, stop->replications),
  };
}

static const struct stopping_look *
look (const stopping *stop, unsigned i)
{
  return &g_array_index (stop->looks, struct stopping_look, i);
}

uint64_t
stopping_look (stopping *stop, const study *s, const char *folder,
               GError **error)
{
  uint64_t next = s->replications;

  if (!read_records (stop, s, folder, error))
    return 0;
  stop->last = stop->looks->len;
  for (unsigned point = 0; point < stop->n_points; point++)
    for (unsigned rule = 0; rule < stop->n_rules; rule++)
      {
        struct stopping_look at = look_at (stop, point, rule);

        next = MAX (next, at.next);
        g_array_append_val (stop->looks, at);
      }
  return next;
}

/* ---- telling ------------------------------------------------------------- */

/* Half-width as a part of the wanted one. */
static double
excess (const struct stopping_look *at)
{
  double half_width = interval_half_width (&at->mean);

  return half_width > 0 ? half_width / at->wanted : 0;
}

static bool
is_worse (const struct stopping_look *a, const struct stopping_look *b)
{
  return a->next != b->next ? a->next > b->next : excess (a) > excess (b);
}

const struct stopping_look *
stopping_worst (const stopping *stop)
{
  const struct stopping_look *worst = NULL;

  for (unsigned i = stop->last; i < stop->looks->len; i++)
    if (isfinite (look (stop, i)->mean.low)
        && (worst == NULL || is_worse (look (stop, i), worst)))
      worst = look (stop, i);
  return worst;
}

unsigned
stopping_open (const stopping *stop)
{
  unsigned open = 0;

  for (unsigned i = stop->last; i < stop->looks->len; i++)
    open += look (stop, i)->n > 0 && !look (stop, i)->reached;
  return open;
}

unsigned
stopping_empty (const stopping *stop)
{
  unsigned empty = 0;

  for (unsigned i = stop->last; i < stop->looks->len; i++)
    empty += look (stop, i)->n == 0;
  return empty;
}

static void
write_look (struct csv *csv, const stopping *stop, const study *s,
            const struct stopping_look *at)
{
  csv_count (csv, at->replications);
  for (unsigned a = 0; a < s->n_axes; a++)
    study_write_value (csv, study_value_at (s, at->point, a));
  csv_text (csv, stop->rules[at->rule].quantity.name);
  csv_count (csv, at->n);
  csv_number (csv, at->mean.estimate);
  csv_number (csv, interval_half_width (&at->mean));
  csv_number (csv, at->wanted);
  csv_count (csv, at->next);
  csv_end (csv);
}

static void
write_header (struct csv *csv, const study *s)
{
  static const char *const columns[]
      = { "metric", "n", "mean", "half_width", "wanted", "next" };

  csv_text (csv, "replications");
  for (unsigned a = 0; a < s->n_axes; a++)
    csv_text (csv, s->axes[a].name);
  for (unsigned i = 0; i < G_N_ELEMENTS (columns); i++)
    csv_text (csv, columns[i]);
  csv_end (csv);
}

#define LOOKS "stopping.csv"
#define LOOKS_PART ".stopping.csv.part"

bool
stopping_write (const stopping *stop, const study *s, const char *folder,
                GError **error)
{
  g_autofree char *part = g_build_filename (folder, LOOKS_PART, NULL);
  g_autofree char *path = g_build_filename (folder, LOOKS, NULL);
  struct csv csv;

  if (!csv_open (&csv, folder, LOOKS_PART, NULL, error))
    return false;
  write_header (&csv, s);
  for (unsigned i = 0; i < stop->looks->len; i++)
    write_look (&csv, stop, s, look (stop, i));
  if (!csv_close (&csv, error))
    {
      g_unlink (part);
      return false;
    }
  if (g_rename (part, path) == 0)
    return true;
  g_set_error (error, STUDY_ERROR, STUDY_ERROR_FILE,
               "%s: cannot be replaced: %s", path, g_strerror (errno));
  return false;
}
