/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/collectors/collector.h"

#include "analysis/collectors/parts.h"

void *
array_at (GArray *array, uint32_t i, size_t size)
{
  if (i >= array->len)
    g_array_set_size (array, i + 1);
  return array->data + i * size;
}

struct node_record *
collector_node (struct collector *c, const struct mobile_node *mn)
{
  uint32_t known = c->nodes->len;
  struct node_record *node
      = record_at (c->nodes, struct node_record, mn->index);

  for (uint32_t i = known; i < c->nodes->len; i++)
    {
      struct node_record *fresh
          = &g_array_index (c->nodes, struct node_record, i);

      fresh->handover = RECORD_NONE;
      fresh->oldest = RECORD_NONE;
      fresh->live_flow = RECORD_NONE;
    }
  return node;
}

/* End of warm-up: before all other events of that instant. */
static void
collector_warmup (struct sim *sim, void *subject)
{
  struct collector *c = subject;

  (void)sim;
  traffic_tell (c->domain->traffic, NULL);
  collector_entities_warmup (c);
  collector_anchors_warmup (c);
  collector_queues_warmup (c);
}

static GArray *
records_new (size_t size)
{
  return g_array_new (FALSE, TRUE, (guint)size);
}

static void
collector_make_records (struct collector *c)
{
  c->handovers = records_new (sizeof (struct handover_record));
  c->by_transaction = records_new (sizeof (uint32_t));
  c->handover_flows = records_new (sizeof (struct handover_flow_record));
  c->flows = records_new (sizeof (struct flow_record));
  c->groups = records_new (sizeof (struct flow_group));
  c->nodes = records_new (sizeof (struct node_record));
  c->entities = records_new (sizeof (struct entity_record));
  c->entity_index = records_new (sizeof (uint32_t));
  c->queues = records_new (sizeof (struct queue_record));
  c->signaling = records_new (sizeof (struct signaling_record));
  c->loads = records_new (sizeof (struct load_record));
  c->served_before = records_new (sizeof (uint64_t));
  c->series = records_new (sizeof (struct series_record));
  c->paths = records_new (sizeof (struct path_record));
  c->failovers = records_new (sizeof (struct failover_record));
}

struct collector *
collector_new (struct sim *sim, struct domain *domain,
               const struct collector_config *config)
{
  struct collector *c = g_new0 (struct collector, 1);

  c->sim = sim;
  c->domain = domain;
  c->config = *config;
  c->finished = SIM_TIME_NONE;
  c->metrics = metric_set_new ();
  collector_make_records (c);
  collector_handovers_init (c);
  collector_handover_flows_init (c);
  collector_handovers_listen (c);
  collector_handover_flows_listen (c);
  collector_flows_listen (c);
  collector_signaling_listen (c);
  collector_entities_listen (c);
  collector_anchors_listen (c);
  collector_series_listen (c);
  collector_multipath_listen (c);
  collector_faults_listen (c);
  collector_security_listen (c);
  collector_queues_listen (c);
  collector_outages_listen (c);
  collector_attacks_listen (c);
  if (config->warmup > 0)
    engine_schedule (
        sim->engine, config->warmup, ORIGIN_WORLD,
        engine_kind (sim->engine, "collector warm-up", collector_warmup), c);
  return c;
}

void
collector_finish (struct collector *c)
{
  g_assert (c->finished == SIM_TIME_NONE);
  c->finished = sim_now (c->sim);
  collector_handovers_finish (c);
  collector_handover_flows_finish (c);
  collector_flows_finish (c);
  collector_flow_metrics (c);
  collector_signaling_finish (c);
  collector_entities_finish (c);
  collector_anchors_finish (c);
  collector_series_finish (c);
  collector_multipath_finish (c);
  collector_faults_finish (c);
  collector_security_finish (c);
  collector_queues_finish (c);
  collector_outages_finish (c);
  collector_attacks_finish (c);
  collector_packets_finish (c);
  metric_set_sort (c->metrics);
}

void
collector_free (struct collector *c)
{
  GArray *const arrays[]
      = { c->handovers, c->by_transaction, c->handover_flows, c->flows,
          c->groups,    c->nodes,          c->entities,       c->entity_index,
          c->signaling, c->loads,          c->served_before,  c->series,
          c->paths,     c->failovers,      c->queues };

  collector_handovers_free (c);
  collector_handover_flows_free (c);
  collector_flows_free (c);
  collector_multipath_free (c);
  collector_queues_free (c);
  collector_outages_free (c);
  collector_attacks_free (c);
  for (unsigned i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_array_free (arrays[i], TRUE);
  g_hash_table_destroy (c->rows);
  g_hash_table_destroy (c->entity_of);
  metric_set_free (c->metrics);
  g_free (c);
}

const struct metric_set *
collector_metrics (const struct collector *c)
{
  g_assert (c->finished != SIM_TIME_NONE);
  return c->metrics;
}
