/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/trace.h"

#include <glib.h>

struct listening
{
  trace_listener *listener;
  void *data;
};

struct point
{
  uint32_t n;
  struct listening *listenings;
};

struct trace
{
  struct sim *sim;
  struct point points[TRACE_POINTS];
};

struct trace *
trace_new (struct sim *sim)
{
  struct trace *trace = g_new0 (struct trace, 1);

  trace->sim = sim;
  return trace;
}

void
trace_free (struct trace *trace)
{
  if (trace == NULL)
    return;
  for (unsigned point = 0; point < TRACE_POINTS; point++)
    g_free (trace->points[point].listenings);
  g_free (trace);
}

void
trace_listen (struct trace *trace, unsigned point, trace_listener *listener,
              void *data)
{
  struct point *p = &trace->points[point];

  g_assert (point < TRACE_POINTS);
  p->listenings = g_renew (struct listening, p->listenings, p->n + 1);
  p->listenings[p->n++] = (struct listening){ listener, data };
}

bool
trace_heard (const struct trace *trace, unsigned point)
{
  g_assert (point < TRACE_POINTS);
  return trace->points[point].n > 0;
}

void
trace_emit (struct trace *trace, unsigned point, const void *record)
{
  const struct point *p = &trace->points[point];

  g_assert (point < TRACE_POINTS);
  for (uint32_t i = 0; i < p->n; i++)
    p->listenings[i].listener (trace->sim, record, p->listenings[i].data);
}
