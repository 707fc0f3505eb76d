/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metrics of flows: over all, by name of the traffic entry, by direction. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "analysis/collectors/parts.h"

/* Of a data packet as it is delivered. */
#define DATA_HEADERS_SIZE (IPV6_HEADER_SIZE + UDP_HEADER_SIZE)

/* Which groups a metric is made of. */
struct selection
{
  const char *name; /* of the traffic entry, NULL: any */
  int direction;    /* enum flow_direction, -1: any */
};

static bool
selection_has (const struct selection *s, const struct flow_group *group)
{
  return (s->name == NULL || strcmp (s->name, group->name) == 0)
         && (s->direction < 0 || s->direction == (int)group->direction);
}

static char *
selection_metric (const struct selection *s, const char *base)
{
  if (s->name != NULL)
    return g_strdup_printf ("%s{flow=%s}", base, s->name);
  if (s->direction >= 0)
    return g_strdup_printf ("%s{direction=%s}", base,
                            s->direction == FLOW_DOWN ? "down" : "up");
  return g_strdup (base);
}

static const struct
{
  const char *metric;
  size_t offset;
  double divisor; /* of the group's unit, ns or 1 */
} flow_distributions[] = {
  { "delay.oneway", offsetof (struct flow_group, delay), 1e9 },
  { "delay.jitter", offsetof (struct flow_group, jitter), 1e9 },
  { "delay.ipdv", offsetof (struct flow_group, ipdv), 1e9 },
  { "delay.inorder", offsetof (struct flow_group, inorder), 1e9 },
  { "reorder.extent", offsetof (struct flow_group, extent), 1 },
  { "stretch.hops", offsetof (struct flow_group, stretch_hops), 1 },
  { "stretch.hops.e2e", offsetof (struct flow_group, stretch_hops_e2e), 1 },
  { "stretch.delay", offsetof (struct flow_group, stretch_delay), 1 },
  { "stretch.delay.e2e", offsetof (struct flow_group, stretch_delay_e2e), 1 },
  { "detour.hops", offsetof (struct flow_group, detour_hops), 1 },
  { "detour.delay", offsetof (struct flow_group, detour_delay), 1e9 },
};

static const struct
{
  const char *metric;
  size_t offset;
} flow_sums[] = {
  { "stretch.hops.sum", offsetof (struct flow_group, hops) },
  { "stretch.hops.e2e.sum", offsetof (struct flow_group, hops_e2e) },
  { "stretch.delay.sum", offsetof (struct flow_group, delays) },
  { "stretch.delay.e2e.sum", offsetof (struct flow_group, delays_e2e) },
};

static void
put_value (struct collector *c, const struct selection *s, const char *base,
           double value)
{
  char *name = selection_metric (s, base);

  metric_set_value (c->metrics, name, value);
  g_free (name);
}

static double
ratio (double part, double whole)
{
  return whole > 0 ? part / whole : NAN;
}

static void
put_ratio (struct collector *c, const struct selection *s, const char *base,
           double part, double whole)
{
  char *name = selection_metric (s, base);

  metric_set_ratio (c->metrics, name, part, whole);
  g_free (name);
}

static void
put_distributions (struct collector *c, const struct selection *s)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (flow_distributions); i++)
    {
      char *name = selection_metric (s, flow_distributions[i].metric);
      struct distribution sum;

      distribution_init (&sum, G_MAXUINT16);
      for (uint32_t j = 0; j < c->groups->len; j++)
        {
          char *group
              = (char *)&g_array_index (c->groups, struct flow_group, j);

          if (selection_has (s, (struct flow_group *)(void *)group))
            distribution_merge (
                &sum, (struct distribution
                           *)(void *)(group + flow_distributions[i].offset));
        }
      metric_set_distribution (c->metrics, name, &sum,
                               flow_distributions[i].divisor);
      distribution_clear (&sum);
      g_free (name);
    }
}

static void
put_sums (struct collector *c, const struct selection *s)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (flow_sums); i++)
    {
      double taken = 0, shortest = 0;

      for (uint32_t j = 0; j < c->groups->len; j++)
        {
          char *group
              = (char *)&g_array_index (c->groups, struct flow_group, j);
          const struct path_sums *sums
              = (struct path_sums *)(void *)(group + flow_sums[i].offset);

          if (!selection_has (s, (struct flow_group *)(void *)group))
            continue;
          taken += sums->taken;
          shortest += sums->shortest;
        }
      put_value (c, s, flow_sums[i].metric, ratio (taken, shortest));
    }
}

static void
put_counts (struct collector *c, const struct selection *s)
{
  double measured = (double)(c->finished - c->config.warmup) / 1e9;
  double delivered = 0, payload = 0, lost = 0, reordered = 0, tunnelled = 0,
         byte_hops = 0, byte_hops_radio = 0, offered_time = 0,
         delivered_time = 0, duplicates = 0;

  for (uint32_t j = 0; j < c->groups->len; j++)
    {
      const struct flow_group *g
          = &g_array_index (c->groups, struct flow_group, j);

      if (!selection_has (s, g))
        continue;
      delivered += (double)g->delivered;
      payload += (double)g->delivered_bytes
                 - (double)g->delivered * DATA_HEADERS_SIZE;
      lost += (double)g->lost;
      reordered += (double)g->reordered;
      tunnelled += (double)g->tunnelled;
      byte_hops += (double)g->tunnel_byte_hops;
      byte_hops_radio += (double)g->tunnel_byte_hops_radio;
      offered_time += (double)g->offered_time;
      delivered_time += (double)g->delivered_time;
      duplicates += (double)g->duplicates;
    }
  put_value (c, s, "goodput", ratio (8 * payload, measured));
  put_ratio (c, s, "loss.ratio", lost, delivered + lost);
  put_ratio (c, s, "reorder.ratio", reordered, delivered);
  put_value (c, s, "duplicate.packets", duplicates);
  put_ratio (c, s, "tunnel.byte_hops", byte_hops, delivered);
  put_ratio (c, s, "tunnel.byte_hops.radio", byte_hops_radio, delivered);
  put_ratio (c, s, "tunnel.share", tunnelled, delivered);
  put_value (c, s, "availability", ratio (delivered_time, offered_time));
}

static void
put_selection (struct collector *c, const struct selection *s)
{
  put_distributions (c, s);
  put_sums (c, s);
  put_counts (c, s);
}

void
collector_flow_metrics (struct collector *c)
{
  put_selection (c, &(struct selection){ NULL, -1 });
  for (uint32_t i = 0; i < c->groups->len; i++)
    {
      const struct flow_group *g
          = &g_array_index (c->groups, struct flow_group, i);

      put_selection (c, &(struct selection){ g->name, -1 });
      put_selection (c, &(struct selection){ NULL, (int)g->direction });
    }
}
