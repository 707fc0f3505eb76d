/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a result folder, one row per record.  Columns and their order
 * are those users' scripts rely on; new ones go to the end. */
#include <math.h>
#include <string.h>

#include "analysis/collectors/parts.h"
#include "analysis/results/csv.h"
#include "analysis/results/result_tables.h"

static const char *
router_name (const struct access_router *router)
{
  return router == NULL ? NULL : router->node->name;
}

static const char *
node_name (const struct node *node)
{
  return node == NULL ? NULL : node->name;
}

static double
mean (double sum, uint64_t n)
{
  return n == 0 ? NAN : sum / (double)n;
}

static void
handover_row (struct csv *csv, const struct handover_record *record)
{
  const struct handover *h = &record->handover;

  csv_text (csv, h->mn->node->name);
  csv_count (csv, h->number);
  csv_text (csv, router_name (h->from));
  csv_text (csv, router_name (h->to));
  csv_count (csv, h->previous_anchors);
  csv_time (csv, h->t_dead);
  csv_time (csv, h->t_down);
  csv_time (csv, h->t_up);
  csv_time (csv, h->t_trigger);
  csv_time (csv, h->t_ready);
  csv_time (csv, h->t_ra);
  csv_interval (csv, h->t_pbu, h->t_pba);
  csv_interval (csv, h->t_trigger, h->t_ra_sent);
  csv_count (csv, record->signaling.messages);
  csv_count (csv, record->signaling.bytes);
  csv_count (csv, record->signaling.byte_hops);
  csv_text (csv, handover_outcome_name (h->outcome));
  csv_end (csv);
}

bool
result_write_handovers (const struct collector *c, const char *folder,
                        GError **error)
{
  g_autoptr (GArray) rows = collector_handover_rows (c);
  struct csv csv;

  if (!csv_open (&csv, folder, "handovers.csv",
                 "node,handover,from,to,previous_anchors,t_dead,t_down,t_up,"
                 "t_trigger,t_ready,t_ra,signaling,gateway,messages,bytes,"
                 "byte_hops,outcome",
                 error))
    return false;
  for (guint i = 0; i < rows->len; i++)
    handover_row (&csv,
                  handover_record_at (c, g_array_index (rows, uint32_t, i)));
  return csv_close (&csv, error);
}

static void
handover_flow_row (struct csv *csv, const struct collector *c,
                   const struct handover_flow_record *row)
{
  const struct handover *h = &handover_record_at (c, row->handover)->handover;
  const struct flow_record *flow
      = &g_array_index (c->flows, struct flow_record, row->flow);
  sim_time recovery = handover_flow_recovery (c, row);

  csv_text (csv, h->mn->node->name);
  csv_count (csv, h->number);
  csv_count (csv, flow->id);
  csv_text (csv, flow->name);
  csv_text (csv, node_name (row->anchor));
  csv_time (csv, row->t_last);
  csv_time (csv, row->t_first);
  csv_time (csv, row->t_switch);
  csv_time (csv, row->t_ready);
  csv_time (csv, recovery);
  csv_interval (csv, h->t_up, row->t_first);
  csv_interval (csv, row->t_last, row->t_first);
  csv_count (csv, handover_flow_lost (row));
  csv_text (csv, flow->ends[row->end].direction == FLOW_DOWN ? "down" : "up");
  for (unsigned place = 0; place < LOSS_PLACES_N; place++)
    csv_count (csv, row->lost[place]);
  csv_end (csv);
}

bool
result_write_handover_flows (const struct collector *c, const char *folder,
                             GError **error)
{
  g_autoptr (GArray) rows = collector_handover_flow_rows (c);
  struct csv csv;

#define X(name, text) "," text
  if (!csv_open (&csv, folder, "handover_flows.csv",
                 "node,handover,flow,name,anchor,t_last,t_first,t_switch,"
                 "t_ready,recovery,flow_recovery,interruption,lost,"
                 "direction" LOSS_PLACES (X),
                 error))
    return false;
#undef X
  for (guint i = 0; i < rows->len; i++)
    handover_flow_row (&csv, c,
                       &g_array_index (c->handover_flows,
                                       struct handover_flow_record,
                                       g_array_index (rows, uint32_t, i)));
  return csv_close (&csv, error);
}

static void
flow_row (struct csv *csv, const struct flow_record *flow)
{
  csv_count (csv, flow->id);
  csv_text (csv, flow->name);
  csv_text (csv, flow->mn->node->name);
  csv_text (csv, node_name (flow->peer));
  csv_text (csv, node_name (flow->anchor));
  csv_time (csv, flow->start);
  csv_time (csv, flow->end);
  csv_count (csv, flow->sent);
  csv_count (csv, flow->delivered);
  csv_count (csv, flow->lost);
  csv_count (csv, flow->sent - flow->delivered - flow->lost);
  csv_number (csv, distribution_mean (&flow->delay) / 1e9);
  csv_number (csv, distribution_percentile (&flow->delay, 0.95) / 1e9);
  csv_number (csv, flow->delivered < 2
                       ? NAN
                       : flow->jitter_sum / (flow->delivered - 1) / 1e9);
  csv_count (csv, flow->reordered);
  csv_number (csv, mean (flow->hops.ratio, flow->hops.n));
  csv_number (csv, mean (flow->delays.ratio, flow->delays.n));
  csv_count (csv, flow->tunnel_byte_hops);
  csv_text (csv, flow->direction == FLOW_DOWN ? "down" : "up");
  csv_count (csv, flow->tunnelled);
  csv_count (csv, flow->delivered_bytes);
  csv_count (csv, flow->order.longest_loss_run);
  csv_time (csv, flow->order.offered);
  csv_time (csv, flow->order.delivered);
  csv_count (csv, flow->duplicates);
  csv_end (csv);
}

bool
result_write_flows (const struct collector *c, const char *folder,
                    GError **error)
{
  struct csv csv;

  if (!csv_open (&csv, folder, "flows.csv",
                 "flow,name,node,correspondent,anchor,start,end,sent,"
                 "delivered,lost,inflight,delay_mean,delay_p95,jitter,"
                 "reordered,stretch_hops,stretch_delay,tunnel_byte_hops,"
                 "direction,tunnelled,delivered_bytes,longest_loss_run,"
                 "offered_time,delivered_time,duplicates",
                 error))
    return false;
  for (uint32_t i = 0; i < c->flows->len; i++)
    {
      const struct flow_record *flow
          = &g_array_index (c->flows, struct flow_record, i);

      if (flow->known
          && (flow->end == SIM_TIME_NONE || flow->end > c->config.warmup))
        flow_row (&csv, flow);
    }
  return csv_close (&csv, error);
}

static const struct entity_record *
entity_at (const struct collector *c, uint32_t entity)
{
  return &g_array_index (c->entities, struct entity_record, entity);
}

static void
csv_entity (struct csv *csv, const struct entity_record *entity)
{
  char *name = entity_name (entity);

  csv_text (csv, name);
  csv_text (csv, entity_role_name (entity->role));
  g_free (name);
}

/* Do two rows have the same key in the file?  Types can share a name
 * ("unknown"), and neighbour discovery is one class there. */
static bool
signaling_alike (const struct signaling_record *a,
                 const struct signaling_record *b)
{
  return a->entity == b->entity && a->nd == b->nd
         && (a->nd || a->class == b->class)
         && strcmp (a->message, b->message) == 0;
}

/* Adds @row to the first one with its key. */
static void
signaling_merge (GArray *rows, const struct signaling_record *row)
{
  for (uint32_t i = 0; i < rows->len; i++)
    {
      struct signaling_record *into
          = &g_array_index (rows, struct signaling_record, i);

      if (!signaling_alike (into, row))
        continue;
      into->sent += row->sent;
      into->received += row->received;
      into->origin.bytes += row->origin.bytes;
      into->origin.byte_hops += row->origin.byte_hops;
      return;
    }
  g_array_append_vals (rows, row, 1);
}

static void
signaling_row (struct csv *csv, const struct collector *c,
               const struct signaling_record *row)
{
  csv_entity (csv, entity_at (c, row->entity));
  csv_text (csv, row->nd ? "nd" : signaling_class_name (row->class));
  csv_text (csv, row->message);
  csv_count (csv, row->sent);
  csv_count (csv, row->received);
  csv_count (csv, row->origin.bytes);
  csv_count (csv, row->origin.byte_hops);
  csv_end (csv);
}

bool
result_write_signaling (const struct collector *c, const char *folder,
                        GError **error)
{
  struct csv csv;
  GArray *rows;

  if (!csv_open (&csv, folder, "signaling.csv",
                 "entity,role,class,message,sent,received,bytes,byte_hops",
                 error))
    return false;
  rows = g_array_new (FALSE, FALSE, sizeof (struct signaling_record));
  for (uint32_t i = 0; i < c->signaling->len; i++)
    signaling_merge (rows,
                     &g_array_index (c->signaling, struct signaling_record, i));
  for (uint32_t i = 0; i < rows->len; i++)
    signaling_row (&csv, c, &g_array_index (rows, struct signaling_record, i));
  g_array_free (rows, TRUE);
  return csv_close (&csv, error);
}

static void
path_row (struct csv *csv, const struct path_record *path)
{
  csv_count (csv, path->path.number);
  csv_text (csv, path->path.name);
  csv_text (csv, node_name (path->path.gateway));
  csv_count (csv, path->path.bid);
  csv_count (csv, path->path.label);
  csv_count (csv, path->path.technology);
  csv_count (csv, path->sent);
  csv_count (csv, path->sent_bytes);
  csv_count (csv, path->delivered);
  csv_count (csv, path->delivered_bytes);
  csv_count (csv, path->lost);
  csv_number (csv, distribution_mean (&path->delay) / 1e9);
  csv_end (csv);
}

bool
result_write_paths (const struct collector *c, const char *folder,
                    GError **error)
{
  struct csv csv;

  if (c->paths->len == 0)
    return true;
  if (!csv_open (&csv, folder, "paths.csv",
                 "path,name,gateway,bid,label,technology,sent,sent_bytes,"
                 "delivered,delivered_bytes,lost,delay_mean",
                 error))
    return false;
  for (uint32_t i = 1; i < c->paths->len; i++)
    path_row (&csv, &g_array_index (c->paths, struct path_record, i));
  return csv_close (&csv, error);
}

/* Empty where messages do not wait for each other. */
static void
entity_queue (struct csv *csv, const struct collector *c,
              const struct queue_record *queue)
{
  bool any = queue && queue->wait.count > 0;

  csv_number (csv, any ? distribution_mean (&queue->wait) / 1e9 : NAN);
  csv_number (csv,
              any ? distribution_percentile (&queue->wait, 0.95) / 1e9 : NAN);
  csv_number (csv, any ? queue->wait.max / 1e9 : NAN);
  csv_number (csv, queue ? (double)queue->peak : NAN);
  csv_number (csv, queue ? (double)queue->lost : NAN);
  csv_number (csv, queue ? queue_utilization (c, queue) : NAN);
}

static void
entity_row (struct csv *csv, const struct collector *c, uint32_t index)
{
  const struct entity_record *entity = entity_at (c, index);
  double span = (double)(c->finished - c->config.warmup);
  bool state = entity->stateful && span > 0;

  csv_entity (csv, entity);
  csv_text (csv, node_name (entity->node));
  csv_number (csv, state ? entity->entry_ns / span : NAN);
  csv_number (csv, state ? (double)entity->peak : NAN);
  csv_number (csv, role_anchors (entity->role)
                       ? (double)entity_anchored (c, entity)
                       : NAN);
  csv_number (csv, role_serves (entity->role)
                       ? (double)entity_served (c, entity)
                       : NAN);
  csv_number (csv,
              entity->node != NULL ? (double)entity_transit (c, entity) : NAN);
  csv_count (csv, entity->messages_in);
  csv_count (csv, entity->messages_out);
  csv_number (csv, state ? entity->stale_ns / span : NAN);
  for (unsigned i = 0; i < PEAK_WINDOWS; i++)
    csv_count (csv, entity->window_peak[i]);
  csv_count (csv, entity->forgiven);
  csv_count (csv, entity->node != NULL && node_is_diverted (entity->node));
  entity_queue (csv, c, collector_queue (c, index));
  csv_count (csv, entity->refused);
  csv_count (csv, entity->evicted);
  csv_end (csv);
}

bool
result_write_entities (const struct collector *c, const char *folder,
                       GError **error)
{
  struct csv csv;

  if (!csv_open (&csv, folder, "entities.csv",
                 "entity,role,site,state_mean,state_peak,anchored_bytes,"
                 "served_bytes,transit_bytes,messages_in,messages_out,"
                 "stale_mean,peak_10ms,peak_100ms,peak_1s,forgiven,outside,"
                 "queue_wait_mean,queue_wait_p95,queue_wait_max,queue_peak,"
                 "queue_lost,utilization,state_refused,state_evicted",
                 error))
    return false;
  for (uint32_t i = 0; i < c->entities->len; i++)
    {
      const struct entity_record *entity = entity_at (c, i);

      if (entity->stateful || entity->messages_in + entity->messages_out > 0)
        entity_row (&csv, c, i);
    }
  return csv_close (&csv, error);
}

static void
fault_row (struct csv *csv, const struct fault_record *fault)
{
  const uint32_t counts[] = { fault->nodes, fault->nodes_broken, fault->flows,
                              fault->flows_broken, fault->flows_recovered };

  csv_count (csv, fault->entry);
  csv_text (csv, fault_kind_name (fault->kind));
  csv_text (csv, fault->text);
  csv_time (csv, fault->begin);
  csv_time (csv, fault->unfinished ? SIM_TIME_NONE : fault->end);
  for (unsigned i = 0; i < G_N_ELEMENTS (counts); i++)
    csv_count (csv, counts[i]);
  csv_time (csv, fault->flows_recovered ? fault->recovery_max : SIM_TIME_NONE);
  csv_end (csv);
}

bool
result_write_faults (const struct collector *c, const char *folder,
                     GError **error)
{
  struct csv csv;

  if (c->faults->len == 0)
    return true;
  if (!csv_open (&csv, folder, "faults.csv",
                 "fault,kind,what,begin,end,nodes,nodes_broken,flows,"
                 "flows_broken,flows_recovered,recovery_max",
                 error))
    return false;
  for (guint i = 0; i < c->faults->len; i++)
    fault_row (&csv, &g_array_index (c->faults, struct fault_record, i));
  return csv_close (&csv, error);
}

bool
result_write_series (const struct collector *c, const char *folder,
                     GError **error)
{
  struct csv csv;

  if (!csv_open (&csv, folder, "series.csv",
                 "time,attached,live_flows,handovers,sent,delivered,lost,"
                 "delivered_bytes,signaling_messages,signaling_bytes,"
                 "signaling_byte_hops,state_entries,state_stale,"
                 "previous_anchors",
                 error))
    return false;
  for (uint32_t i = 0; i < c->series->len; i++)
    {
      const struct series_record *row
          = &g_array_index (c->series, struct series_record, i);
      const uint64_t counts[]
          = { row->attached,        row->live_flows,
              row->handovers,       row->sent,
              row->delivered,       row->lost,
              row->delivered_bytes, row->signaling.messages,
              row->signaling.bytes, row->signaling.byte_hops,
              row->state_entries,   row->state_stale,
              row->previous_anchors };

      csv_time (&csv, row->at);
      for (unsigned j = 0; j < G_N_ELEMENTS (counts); j++)
        csv_count (&csv, counts[j]);
      csv_end (&csv);
    }
  return csv_close (&csv, error);
}
