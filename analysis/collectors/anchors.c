/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anchors (doc/metrics.md 8): how concentrated the anchored octets are, and K,
 * the previous anchors with an active prefix of a node, averaged over the time
 * the node is in the area. */
#include <math.h>
#include <stdlib.h>

#include "analysis/collectors/parts.h"

/* ---- K ------------------------------------------------------------- */

static void
node_advance (struct collector *c, struct node_record *node, sim_time now)
{
  sim_time since = MAX (node->since, c->config.warmup);

  if (now > since && node->seen)
    {
      node->previous_ns += (double)node->previous * (double)(now - since);
      node->present += now - since;
    }
  node->since = now;
}

static void
previous_changed (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_count *at = record;
  struct node_record *node = collector_node (c, at->mn);

  node_advance (c, node, sim_now (sim));
  c->now.previous_anchors += at->count;
  c->now.previous_anchors -= node->previous;
  node->previous = at->count;
}

/* Back after it had left (number 0): the time away does not count. */
static void
node_attached (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct mobile_node *mn = record;
  struct node_record *node = collector_node (c, mn);

  node_advance (c, node, sim_now (sim));
  if (node->seen && mn->handover != NULL && mn->handover->number == 0)
    {
      node->previous_ns = node->previous_ns_left;
      node->present = node->present_left;
    }
  if (!node->attached)
    c->now.attached++;
  node->seen = true;
  node->attached = true;
}

static void
node_detached (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  struct node_record *node = collector_node (c, record);

  node_advance (c, node, sim_now (sim));
  if (node->attached)
    c->now.attached--;
  node->attached = false;
  node->previous_ns_left = node->previous_ns;
  node->present_left = node->present;
}

void
collector_anchors_listen (struct collector *c)
{
  struct trace *trace = c->sim->trace;

  trace_listen (trace, TRACE_PREVIOUS_ANCHORS, previous_changed, c);
  trace_listen (trace, TRACE_ATTACHED, node_attached, c);
  trace_listen (trace, TRACE_DETACHED, node_detached, c);
}

static bool
node_left (const struct collector *c, uint32_t index)
{
  const struct mobile_node *mn
      = g_ptr_array_index (c->domain->mobile_nodes, index);

  return !mn->present;
}

static void
put_previous (struct collector *c)
{
  struct distribution d;

  distribution_init (&d, G_MAXUINT16);
  for (uint32_t i = 0; i < c->nodes->len; i++)
    {
      struct node_record *node
          = &g_array_index (c->nodes, struct node_record, i);

      node_advance (c, node, c->finished);
      if (!node->attached && node_left (c, i))
        {
          node->previous_ns = node->previous_ns_left;
          node->present = node->present_left;
        }
      if (node->present > 0)
        distribution_add (&d, node->previous_ns / (double)node->present, 1);
    }
  metric_set_distribution (c->metrics, "anchors.previous", &d, 1);
  distribution_clear (&d);
}

/* ---- concentration ------------------------------------------------- */

void
collector_anchors_warmup (struct collector *c)
{
  for (uint32_t i = 0; i < network_nodes (c->sim->network); i++)
    record_at (c->loads, struct load_record, i)->forwarded_before
        = network_node (c->sim->network, i)->forwarded_bytes;
  for (uint32_t i = 0; i < c->domain->routers->len; i++)
    *record_at (c->served_before, uint64_t, i)
        = ((struct access_router *)g_ptr_array_index (c->domain->routers, i))
              ->served_bytes;
}

bool
role_anchors (enum entity_role role)
{
  return role == ROLE_LMA || role == ROLE_MAAR || role == ROLE_ACCESS_ROUTER
         || role == ROLE_HA || role == ROLE_SGW;
}

bool
role_serves (enum entity_role role)
{
  return role == ROLE_MAG || role == ROLE_MAAR || role == ROLE_ACCESS_ROUTER;
}

static struct load_record
load_of (const struct collector *c, const struct node *node)
{
  return node->id < c->loads->len
             ? g_array_index (c->loads, struct load_record, node->id)
             : (struct load_record){ 0 };
}

uint64_t
entity_anchored (const struct collector *c, const struct entity_record *entity)
{
  return load_of (c, entity->node).anchored;
}

uint64_t
entity_served (const struct collector *c, const struct entity_record *entity)
{
  const struct access_router *router
      = domain_router_at (c->domain, entity->node);

  if (router == NULL)
    return 0;
  return router->served_bytes
         - (router->index < c->served_before->len
                ? g_array_index (c->served_before, uint64_t, router->index)
                : 0);
}

uint64_t
entity_transit (const struct collector *c, const struct entity_record *entity)
{
  return entity->node->forwarded_bytes
         - load_of (c, entity->node).forwarded_before;
}

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Octets of each node with an entity that anchors, none included.  Several
 * entities there (an access router and a home agent) are one anchor. */
static GArray *
anchored_octets (struct collector *c)
{
  GArray *octets = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree bool *seen = g_new0 (bool, network_nodes (c->sim->network));

  for (uint32_t i = 0; i < c->entities->len; i++)
    {
      const struct entity_record *entity
          = &g_array_index (c->entities, struct entity_record, i);
      double x;

      if (!entity->stateful || !role_anchors (entity->role)
          || seen[entity->node->id])
        continue;
      seen[entity->node->id] = true;
      x = (double)entity_anchored (c, entity);
      /* It anchors nothing but what breaks out there. */
      if (entity->role == ROLE_SGW && x <= 0)
        continue;
      g_array_append_val (octets, x);
    }
  g_array_sort (octets, compare_numbers);
  return octets;
}

/* Share of the greatest, Jain's index (sum)^2 / (n sum of squares), Gini
 * coefficient 2 sum i x_i / (n sum) - (n + 1) / n over ascending x. */
static void
put_concentration (struct collector *c)
{
  GArray *octets = anchored_octets (c);
  double n = octets->len, sum = 0, squares = 0, ranked = 0;

  for (uint32_t i = 0; i < octets->len; i++)
    {
      double x = g_array_index (octets, double, i);

      sum += x;
      squares += x * x;
      ranked += (i + 1) * x;
    }
  if (sum > 0)
    {
      metric_set_value (c->metrics, "anchor.share",
                        g_array_index (octets, double, octets->len - 1) / sum);
      metric_set_value (c->metrics, "anchor.jain", sum * sum / (n * squares));
      metric_set_value (c->metrics, "anchor.gini",
                        2 * ranked / (n * sum) - (n + 1) / n);
    }
  g_array_free (octets, TRUE);
}

void
collector_anchors_finish (struct collector *c)
{
  put_previous (c);
  put_concentration (c);
  if (c->delivered_bytes > 0)
    metric_set_value (c->metrics, "anchor.remote",
                      (double)c->remote_bytes / (double)c->delivered_bytes);
}
