/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control entities that serve one message at a time (doc/metrics.md 7):
 * messages that wait, for how long, and those that find no room. */
#include <math.h>

#include "analysis/collectors/parts.h"

/* Different waiting times remembered per entity. */
#define WAITS_MAX 4096

static struct queue_record *
queue_get (struct collector *c, const struct trace_queue *at)
{
  uint32_t entity = collector_entity (c, at->node, at->role);
  struct queue_record *queue
      = record_at (c->queues, struct queue_record, entity);

  if (!queue->known)
    distribution_init (&queue->wait, WAITS_MAX);
  queue->known = true;
  return queue;
}

/* Served from now on; what is left of it at the end is taken off there. */
static void
queue_begun (struct collector *c, struct queue_record *queue,
             const struct trace_queue *at)
{
  sim_time now = sim_now (c->sim), end = now + at->time;

  queue->busy_until = end;
  if (end > c->config.warmup)
    queue->busy += end - MAX (now, c->config.warmup);
  if (collector_counts (c, now))
    distribution_add (&queue->wait, (double)at->waited, 1);
}

static void
queue_changed (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_queue *at = record;
  struct queue_record *queue = queue_get (c, at);

  queue->waiting = at->waiting;
  if (at->event == QUEUE_BEGUN)
    queue_begun (c, queue, at);
  if (!collector_counts (c, sim_now (sim)))
    return;
  queue->peak = MAX (queue->peak, at->waiting);
  if (at->event == QUEUE_LOST)
    queue->lost++;
}

void
collector_queues_listen (struct collector *c)
{
  trace_listen (c->sim->trace, TRACE_QUEUE, queue_changed, c);
}

void
collector_queues_warmup (struct collector *c)
{
  for (uint32_t i = 0; i < c->queues->len; i++)
    {
      struct queue_record *queue
          = &g_array_index (c->queues, struct queue_record, i);

      queue->peak = queue->waiting;
    }
}

const struct queue_record *
collector_queue (const struct collector *c, uint32_t entity)
{
  const struct queue_record *queue = NULL;

  if (entity < c->queues->len)
    queue = &g_array_index (c->queues, struct queue_record, entity);
  return queue && queue->known ? queue : NULL;
}

double
queue_utilization (const struct collector *c, const struct queue_record *queue)
{
  sim_time rest = MAX (0, queue->busy_until - c->finished);
  sim_time span = c->finished - c->config.warmup;

  return span > 0 ? (double)(queue->busy - rest) / (double)span : NAN;
}

/* What becomes metrics, of entities of one role or of all. */
struct queue_sums
{
  struct distribution wait, peak, utilization;
  uint64_t lost;
  unsigned n;
};

static void
queue_add (const struct collector *c, struct queue_sums *sums,
           const struct queue_record *queue)
{
  distribution_merge (&sums->wait, &queue->wait);
  distribution_add (&sums->peak, queue->peak, 1);
  distribution_add (&sums->utilization, queue_utilization (c, queue), 1);
  sums->lost += queue->lost;
  sums->n++;
}

static void
put_sums (struct collector *c, const struct queue_sums *sums, const char *label)
{
  g_autofree char *wait = g_strconcat ("queue.wait", label, NULL);
  g_autofree char *peak = g_strconcat ("queue.peak", label, NULL);
  g_autofree char *lost = g_strconcat ("queue.lost", label, NULL);
  g_autofree char *busy = g_strconcat ("queue.utilization", label, NULL);

  metric_set_distribution (c->metrics, wait, &sums->wait, 1e9);
  metric_set_distribution (c->metrics, peak, &sums->peak, 1);
  metric_set_value (c->metrics, lost, (double)sums->lost);
  metric_set_distribution (c->metrics, busy, &sums->utilization, 1);
}

/* @role below 0: all. */
static void
put_queues (struct collector *c, int role)
{
  g_autofree char *label
      = role < 0 ? g_strdup ("")
                 : g_strdup_printf ("{role=%s}",
                                    entity_role_name ((enum entity_role)role));
  struct queue_sums sums = { .n = 0 };

  distribution_init (&sums.wait, G_MAXUINT16);
  distribution_init (&sums.peak, G_MAXUINT16);
  distribution_init (&sums.utilization, G_MAXUINT16);
  for (uint32_t i = 0; i < c->entities->len; i++)
    {
      const struct queue_record *queue = collector_queue (c, i);
      const struct entity_record *entity
          = &g_array_index (c->entities, struct entity_record, i);

      if (queue && (role < 0 || role == (int)entity->role))
        queue_add (c, &sums, queue);
    }
  if (role < 0 || sums.n > 0)
    put_sums (c, &sums, label);
  distribution_clear (&sums.wait);
  distribution_clear (&sums.peak);
  distribution_clear (&sums.utilization);
}

void
collector_queues_finish (struct collector *c)
{
  for (int role = -1; role < ENTITY_ROLES_N; role++)
    put_queues (c, role);
}

void
collector_queues_free (struct collector *c)
{
  for (uint32_t i = 0; i < c->queues->len; i++)
    {
      struct queue_record *queue
          = &g_array_index (c->queues, struct queue_record, i);

      if (queue->known)
        distribution_clear (&queue->wait);
    }
}
