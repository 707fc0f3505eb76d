/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/table.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define LINE_WIDTH 80
#define NAME_WIDTH 31
#define VALUE_WIDTH 12
#define INTERVAL_WIDTH 11 /* " +- 0.00123", with replications */

enum scale
{
  PLAIN,
  MILLISECONDS, /* the metric is in s */
  PERCENT       /* the metric is a share */
};

static const struct row
{
  const char *name, *metric;
  size_t statistic;
  enum scale scale;
} rows[] = {
#define MEAN offsetof (struct metric, mean)
#define P95 offsetof (struct metric, p95)
#define MAX_ offsetof (struct metric, max)
  { "handovers", "handover.count", MEAN, PLAIN },
  { "  not completed", "handover.failed", MEAN, PLAIN },
  { "registration, ms", "handover.signaling", MEAN, MILLISECONDS },
  { "recovery per flow, ms", "handover.recovery", MEAN, MILLISECONDS },
  { "  95 %, ms", "handover.recovery", P95, MILLISECONDS },
  { "interruption per flow, ms", "handover.interruption", MEAN, MILLISECONDS },
  { "  95 %, ms", "handover.interruption", P95, MILLISECONDS },
  { "lost per handover and flow", "handover.loss", MEAN, PLAIN },
  { "packets lost, %", "loss.ratio", MEAN, PERCENT },
  { "availability, %", "availability", MEAN, PERCENT },
  { "one-way delay, ms", "delay.oneway", MEAN, MILLISECONDS },
  { "  95 %, ms", "delay.oneway", P95, MILLISECONDS },
  { "jitter, ms", "delay.jitter", MEAN, MILLISECONDS },
  { "hop stretch", "stretch.hops", MEAN, PLAIN },
  { "delay stretch", "stretch.delay", MEAN, PLAIN },
  { "packets tunnelled, %", "tunnel.share", MEAN, PERCENT },
  { "tunnel B.hop per packet", "tunnel.byte_hops", MEAN, PLAIN },
  { "previous anchors per node", "anchors.previous", MEAN, PLAIN },
  { "busiest anchor's share, %", "anchor.share", MEAN, PERCENT },
  { "messages per handover", "signaling.messages.per_handover", MEAN, PLAIN },
  { "signalling messages", "signaling.messages", MEAN, PLAIN },
  { "signalling B.hop", "signaling.byte_hops", MEAN, PLAIN },
  { "busiest entity, messages/100ms", "signaling.peak{window=100ms}", MAX_,
    PLAIN },
#undef MEAN
#undef P95
#undef MAX_
};

/* Half of the 95 % interval of the mean, if there is one. */
static void
print_half_width (const struct metric *metric, const struct row *row,
                  double factor)
{
  double half = (metric->ci95[1] - metric->ci95[0]) / 2 * factor;

  if (row->statistic != offsetof (struct metric, mean) || !isfinite (half))
    printf ("%*s", INTERVAL_WIDTH, "");
  else
    printf (" +- %-*.*f", INTERVAL_WIDTH - 4,
            half >= 100 ? 0
            : half >= 1 ? 2
                        : 5,
            half);
}

static void
print_value (const struct metric_set *metrics, const struct row *row,
             bool intervals)
{
  static const double factors[]
      = { [PLAIN] = 1, [MILLISECONDS] = 1e3, [PERCENT] = 100 };
  const struct metric *metric = metric_set_find (metrics, row->metric);
  double value;

  if (metric == NULL || metric->n == 0)
    {
      printf (" %*s%*s", VALUE_WIDTH, "-", intervals ? INTERVAL_WIDTH : 0, "");
      return;
    }
  value = *(const double *)(const void *)((const char *)metric + row->statistic)
          * factors[row->scale];
  if (value == floor (value) && fabs (value) < 1e9)
    printf (" %*.0f", VALUE_WIDTH, value);
  else if (fabs (value) < 0.1)
    printf (" %*.5f", VALUE_WIDTH, value);
  else if (fabs (value) < 1e9)
    printf (" %*.3f", VALUE_WIDTH, value);
  else
    printf (" %*.4g", VALUE_WIDTH, value);
  if (intervals)
    print_half_width (metric, row, factors[row->scale]);
}

/* Is any mean one over several runs? */
static bool
have_intervals (const struct table_column *columns, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
      {
        const struct metric *metric
            = metric_set_find (columns[i].metrics, rows[r].metric);

        if (metric != NULL && isfinite (metric->ci95[0]))
          return true;
      }
  return false;
}

static void
print_block (const struct table_column *columns, unsigned n, bool intervals)
{
  int gap = intervals ? INTERVAL_WIDTH : 0;

  printf ("%-*s", NAME_WIDTH, "");
  for (unsigned i = 0; i < n; i++)
    {
      size_t length = strlen (columns[i].heading);
      const char *tail = columns[i].heading;

      if (n > 1 && length > VALUE_WIDTH)
        tail += length - VALUE_WIDTH; /* the end tells runs apart */
      printf (" %*s%*s", VALUE_WIDTH, tail, gap, "");
    }
  putchar ('\n');
  for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
    {
      printf ("%-*s", NAME_WIDTH, rows[r].name);
      for (unsigned i = 0; i < n; i++)
        print_value (columns[i].metrics, &rows[r], intervals);
      putchar ('\n');
    }
}

void
table_print (const struct table_column *columns, unsigned n)
{
  bool intervals = have_intervals (columns, n);
  unsigned width = 1 + VALUE_WIDTH + (intervals ? INTERVAL_WIDTH : 0);
  unsigned abreast = (LINE_WIDTH - NAME_WIDTH) / width;

  for (unsigned i = 0; i < n; i += abreast)
    {
      if (i > 0)
        putchar ('\n');
      print_block (columns + i, MIN (n - i, abreast), intervals);
    }
}
