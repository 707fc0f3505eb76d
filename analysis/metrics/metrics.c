/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/metrics/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/metrics/distribution.h"

struct metric_set
{
  GHashTable *by_name; /* name -> struct metric; never iterated for output */
  GPtrArray *ordered;  /* struct metric *, owned */
  bool sorted;
};

/* The part of a name in front of its label. */
static size_t
base_length (const char *name)
{
  return strcspn (name, "{");
}

static const struct metric_definition *
metric_definition_find (const char *name)
{
  size_t length = base_length (name);

  for (const struct metric_definition *d = metric_definitions; d->name; d++)
    if (strlen (d->name) == length && memcmp (d->name, name, length) == 0)
      return d;
  return NULL;
}

/* Is "{key=value}" one of the labels this metric can carry? */
static bool
label_known (const struct metric_definition *definition, const char *label)
{
  size_t key = strcspn (label, "=");
  size_t length = strlen (label);

  if (definition->labels == NULL || label[key] != '=' || key < 2
      || length < key + 3 || label[length - 1] != '}')
    return false;
  for (const char *l = definition->labels; *l != '\0';)
    {
      size_t n = strcspn (l, ",");

      if (n == key - 1 && memcmp (l, label + 1, n) == 0)
        return true;
      l += n + (l[n] == ',');
    }
  return false;
}

bool
metric_known (const char *name)
{
  const struct metric_definition *definition = metric_definition_find (name);
  const char *label = name + base_length (name);

  return definition != NULL
         && (*label == '\0' || label_known (definition, label));
}

static void
metric_free (void *data)
{
  struct metric *metric = data;

  g_free (metric->name);
  g_free (metric);
}

/* Makes @metric one without observations. */
static void
metric_clear (struct metric *metric)
{
  metric->n = 0;
  metric->mean = metric->min = metric->max = NAN;
  metric->p50 = metric->p95 = metric->p99 = NAN;
  metric->ci95[0] = metric->ci95[1] = NAN;
}

static struct metric *
metric_set_get (struct metric_set *set, const char *name)
{
  struct metric *metric = g_hash_table_lookup (set->by_name, name);

  if (metric == NULL)
    {
      g_assert (metric_known (name));
      metric = g_new0 (struct metric, 1);
      metric->name = g_strdup (name);
      metric->definition = metric_definition_find (name);
      g_hash_table_insert (set->by_name, metric->name, metric);
      g_ptr_array_add (set->ordered, metric);
      set->sorted = false;
    }
  metric_clear (metric);
  return metric;
}

struct metric_set *
metric_set_new (void)
{
  struct metric_set *set = g_new0 (struct metric_set, 1);

  set->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  set->ordered = g_ptr_array_new_with_free_func (metric_free);
  for (const struct metric_definition *d = metric_definitions; d->name; d++)
    metric_set_get (set, d->name);
  return set;
}

void
metric_set_free (struct metric_set *set)
{
  if (set == NULL)
    return;
  g_hash_table_destroy (set->by_name);
  g_ptr_array_free (set->ordered, TRUE);
  g_free (set);
}

void
metric_set_put (struct metric_set *set, const struct metric *metric)
{
  struct metric *own = metric_set_get (set, metric->name);
  struct metric copy = *metric;

  copy.name = own->name;
  copy.definition = own->definition;
  *own = copy;
}

void
metric_set_value (struct metric_set *set, const char *name, double value)
{
  struct metric *metric = metric_set_get (set, name);

  if (isnan (value))
    return;
  metric->n = 1;
  metric->mean = metric->min = metric->max = value;
  metric->p50 = metric->p95 = metric->p99 = value;
}

void
metric_set_ratio (struct metric_set *set, const char *name, double part,
                  double whole)
{
  metric_set_value (set, name, whole > 0 ? part / whole : NAN);
  if (whole > 0)
    ((struct metric *)g_hash_table_lookup (set->by_name, name))->n
        = (uint64_t)whole;
}

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* The nearest-rank percentile of sorted values. */
static double
nearest_rank (const double *values, uint64_t n, double p)
{
  uint64_t rank = (uint64_t)ceil (p * (double)n);

  return values[rank > 0 ? rank - 1 : 0];
}

void
metric_set_samples (struct metric_set *set, const char *name, double *values,
                    uint64_t n)
{
  struct metric *metric = metric_set_get (set, name);
  double sum = 0;

  if (n == 0)
    return;
  qsort (values, n, sizeof *values, compare_numbers);
  for (uint64_t i = 0; i < n; i++)
    sum += values[i];
  metric->n = n;
  metric->mean = sum / (double)n;
  metric->min = values[0];
  metric->max = values[n - 1];
  metric->p50 = nearest_rank (values, n, 0.50);
  metric->p95 = nearest_rank (values, n, 0.95);
  metric->p99 = nearest_rank (values, n, 0.99);
}

void
metric_set_distribution (struct metric_set *set, const char *name,
                         const struct distribution *d, double divisor)
{
  struct metric *metric = metric_set_get (set, name);

  if (d->count == 0)
    return;
  metric->n = d->count;
  metric->mean = distribution_mean (d) / divisor;
  metric->min = d->min / divisor;
  metric->max = d->max / divisor;
  metric->p50 = distribution_percentile (d, 0.50) / divisor;
  metric->p95 = distribution_percentile (d, 0.95) / divisor;
  metric->p99 = distribution_percentile (d, 0.99) / divisor;
}

const struct metric *
metric_set_find (const struct metric_set *set, const char *name)
{
  return g_hash_table_lookup (set->by_name, name);
}

static int
compare_metrics (const void *a, const void *b)
{
  const struct metric *x = *(struct metric *const *)a;
  const struct metric *y = *(struct metric *const *)b;

  if (x->definition != y->definition)
    return x->definition < y->definition ? -1 : 1; /* rows of one table */
  return strcmp (x->name, y->name);
}

unsigned
metric_set_size (const struct metric_set *set)
{
  return set->ordered->len;
}

void
metric_set_sort (struct metric_set *set)
{
  if (!set->sorted)
    g_ptr_array_sort (set->ordered, compare_metrics);
  set->sorted = true;
}

const struct metric *
metric_set_at (const struct metric_set *set, unsigned i)
{
  return g_ptr_array_index (set->ordered, i);
}
