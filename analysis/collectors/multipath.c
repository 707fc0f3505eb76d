/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several paths between a gateway and its anchor: what each carried, and how
 * flows came through outages of links (doc/metrics.md 11). */
#include <math.h>
#include <string.h>

#include "analysis/collectors/parts.h"

#define PATH_VALUES 8192

/* ---- paths --------------------------------------------------------- */

static void
path_added (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_path *path = record;
  struct path_record *own;

  (void)sim;
  own = record_at (c->paths, struct path_record, path->number);
  own->path = *path;
  distribution_init (&own->delay, PATH_VALUES);
}

/* The record of the path that @p took, or NULL: it took none that counts. */
static struct path_record *
packet_path (struct collector *c, const struct packet *p)
{
  if (p->meter.path == 0 || p->meter.flow == FLOW_NONE
      || !collector_counts (c, p->meter.sent_at))
    return NULL;
  return record_at (c->paths, struct path_record, p->meter.path);
}

static void
path_taken (struct sim *sim, const void *record, void *data)
{
  const struct trace_packet *at = record;
  struct path_record *path = packet_path (data, at->packet);

  (void)sim;
  if (path == NULL)
    return;
  path->sent++;
  path->sent_bytes += packet_length (at->packet);
}

static void
path_received (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_flow_packet *at = record;
  struct path_record *path = packet_path (c, at->packet);

  if (path == NULL)
    return;
  path->delivered++;
  path->delivered_bytes += packet_length (at->packet);
  distribution_add (
      &path->delay,
      (double)(trace_flow_time (sim, at) - at->packet->meter.sent_at), 1);
}

/* ---- outages ------------------------------------------------------- */

static void
link_state (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_link *link = record;

  if (link->up)
    return;
  c->outages++;
  c->outage_at = sim_now (sim);
}

/* The flow's row of the latest outage, made when it loses a packet to it. */
static struct failover_record *
failover_row (struct collector *c, struct flow_record *flow)
{
  struct failover_record fresh = { .outage = c->outages,
                                   .flow = flow->id,
                                   .began = c->outage_at,
                                   .recovered = SIM_TIME_NONE };

  if (flow->failover != RECORD_NONE)
    {
      struct failover_record *row = &g_array_index (
          c->failovers, struct failover_record, flow->failover);

      if (row->outage == c->outages)
        return row;
    }
  flow->failover = c->failovers->len;
  g_array_append_val (c->failovers, fresh);
  return &g_array_index (c->failovers, struct failover_record, flow->failover);
}

static void
packet_dropped (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_packet *at = record;
  const struct packet_meter *meter = &at->packet->meter;
  struct path_record *path = packet_path (c, at->packet);
  struct failover_record *row;
  struct flow_record *flow;

  (void)sim;
  if (path != NULL)
    path->lost++;
  if ((at->reason != DROP_LINK_DOWN && at->reason != DROP_NO_PATH)
      || meter->flow == FLOW_NONE || c->outages == 0
      || !collector_counts (c, c->outage_at))
    return;
  flow = record_at (c->flows, struct flow_record, meter->flow);
  if (!flow->known)
    return;
  row = failover_row (c, flow);
  row->lost++;
  if (row->lost == 1 || meter->sequence > row->last_lost)
    {
      row->last_lost = meter->sequence;
      row->recovered = SIM_TIME_NONE;
    }
}

static void
flow_received (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_flow_packet *at = record;
  const struct flow_record *flow
      = record_at (c->flows, struct flow_record, at->flow->id);
  struct failover_record *row;

  path_received (sim, record, data);
  if (!flow->known || flow->failover == RECORD_NONE)
    return;
  row = &g_array_index (c->failovers, struct failover_record, flow->failover);
  if (row->recovered == SIM_TIME_NONE
      && at->packet->meter.sequence > row->last_lost)
    row->recovered = trace_flow_time (sim, at);
}

/* ---- all ----------------------------------------------------------- */

void
collector_multipath_listen (struct collector *c)
{
  struct trace *trace = c->sim->trace;

  trace_listen (trace, TRACE_PATH_ADDED, path_added, c);
  trace_listen (trace, TRACE_PATH_TAKEN, path_taken, c);
  trace_listen (trace, TRACE_LINK_STATE, link_state, c);
  trace_listen (trace, TRACE_PACKET_DROPPED, packet_dropped, c);
  trace_listen (trace, TRACE_FLOW_RECEIVED, flow_received, c);
}

static void
put_path (struct collector *c, const char *base, const char *name, double value)
{
  g_autofree char *metric = g_strdup_printf ("%s{path=%s}", base, name);

  metric_set_value (c->metrics, metric, value);
}

/* All paths of one name, at whichever gateway. */
static void
put_paths (struct collector *c, const char *name, double delivered_all)
{
  g_autofree char *delay = g_strdup_printf ("path.delay{path=%s}", name);
  double packets = 0, bytes = 0, lost = 0, delivered = 0;
  struct distribution delays;

  distribution_init (&delays, G_MAXUINT16);
  for (uint32_t i = 1; i < c->paths->len; i++)
    {
      const struct path_record *path
          = &g_array_index (c->paths, struct path_record, i);

      if (strcmp (path->path.name, name) != 0)
        continue;
      packets += (double)path->sent;
      bytes += (double)path->sent_bytes;
      lost += (double)path->lost;
      delivered += (double)path->delivered;
      distribution_merge (&delays, &path->delay);
    }
  put_path (c, "path.packets", name, packets);
  put_path (c, "path.bytes", name, bytes);
  put_path (c, "path.lost", name, lost);
  put_path (c, "path.share", name,
            delivered_all > 0 ? delivered / delivered_all : NAN);
  metric_set_distribution (c->metrics, delay, &delays, 1e9);
  distribution_clear (&delays);
}

static void
put_failovers (struct collector *c)
{
  struct distribution time, loss;

  distribution_init (&time, G_MAXUINT16);
  distribution_init (&loss, G_MAXUINT16);
  for (uint32_t i = 0; i < c->failovers->len; i++)
    {
      const struct failover_record *row
          = &g_array_index (c->failovers, struct failover_record, i);

      distribution_add (&loss, row->lost, 1);
      if (row->recovered != SIM_TIME_NONE)
        distribution_add (&time, (double)(row->recovered - row->began), 1);
    }
  metric_set_distribution (c->metrics, "failover.time", &time, 1e9);
  metric_set_distribution (c->metrics, "failover.loss", &loss, 1);
  distribution_clear (&time);
  distribution_clear (&loss);
}

void
collector_multipath_finish (struct collector *c)
{
  double delivered = 0;

  for (uint32_t i = 1; i < c->paths->len; i++)
    delivered
        += (double)g_array_index (c->paths, struct path_record, i).delivered;
  for (uint32_t i = 1; i < c->paths->len; i++)
    put_paths (c, g_array_index (c->paths, struct path_record, i).path.name,
               delivered);
  put_failovers (c);
}

void
collector_multipath_free (struct collector *c)
{
  for (uint32_t i = 1; i < c->paths->len; i++)
    distribution_clear (&g_array_index (c->paths, struct path_record, i).delay);
}
