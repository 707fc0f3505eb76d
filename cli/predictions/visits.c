/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes whose visits are stated, at rest included: each handover, flow and
 * stretch of packets one by one. */
#include <math.h>

#include "cli/predictions/input.h"

/* A flow that begins while a handover or the first attachment is under way
 * opens on the old address or the new one, by chance. */
#define SETTLED (SIM_SECOND / 10)

struct visit_flow
{
  const struct traffic_config *traffic;
  const struct node *anchor, *peer;
  sim_time begin, end;
  double rate; /* packets/s, of all flows of an entry where they are many */
};

struct visit_node
{
  struct prediction_case *of;
  uint32_t index;
  const struct motion_visit *visits;
  guint n;
  GArray *flows; /* struct visit_flow */
  bool known;    /* all flows have one anchor for sure */
};

/* ---- flows ----------------------------------------------------------------
 */

/* Index of the visit during which @at lies, -1 before the first. */
static int
visit_at (const struct visit_node *node, sim_time at)
{
  int i = -1;

  while (i + 1 < (int)node->n && node->visits[i + 1].at <= at)
    i++;
  return i;
}

static sim_time
trigger_after (const struct visit_node *node, guint visit)
{
  sim_time at = node->visits[visit].at;

  return visit == 0 ? at
                    : at + sim_time_from_seconds (node->of->input->trigger);
}

/* Does a flow that begins then open at once, at the router of that visit? */
static bool
is_settled (const struct visit_node *node, sim_time begin)
{
  int visit = visit_at (node, begin);

  return visit >= 0 && begin >= trigger_after (node, (guint)visit) + SETTLED;
}

/* One flow that is certain; or at rest all flows of the entry, which begin at
 * random. */
static void
add_visit_flow (struct visit_node *node, const struct traffic_config *traffic)
{
  const scenario *s = node->of->scenario;
  bool constant;
  struct visit_flow flow = {
    .traffic = traffic,
    .begin = sim_time_from_seconds (law_mean (&traffic->start)),
    .end = traffic->stop == SIM_TIME_NONE ? s->duration : traffic->stop,
    .rate = 1 / traffic_mean_interval (traffic, &constant),
  };
  int visit = visit_at (node, flow.begin);

  if (node->n == 1)
    visit = 0;
  else if (traffic->has_sessions || traffic->start.kind != LAW_CONSTANT
           || traffic->mobility != MOBILITY_REQUIRED
           || !is_settled (node, flow.begin))
    visit = -1;
  if (visit < 0)
    {
      node->known = false;
      return;
    }
  if (traffic->has_sessions)
    flow.rate *= law_mean (&traffic->sessions.duration)
                 / law_mean (&traffic->sessions.arrivals);
  flow.anchor = router_node (node->of, node->visits[visit].router);
  flow.peer = peer_of (node->of, traffic, node->index, flow.anchor);
  g_array_append_val (node->flows, flow);
}

/* ---- handovers ------------------------------------------------------------
 */

static bool
is_alive (const struct visit_flow *flow, sim_time at)
{
  return flow->begin <= at && flow->end > at;
}

/* Is the router of visit @i, left for another, still an anchor at @at? */
static bool
is_previous (const struct visit_node *node, guint i, sim_time at)
{
  const struct prediction_input *in = node->of->input;
  const struct node *router = router_node (node->of, node->visits[i].router);

  if (in->release == PREDICTION_RELEASE_REGISTERED)
    return true;
  if (in->release == PREDICTION_RELEASE_LIFETIME)
    return at - node->visits[i + 1].at
           < sim_time_from_seconds (in->prefix_lifetime);
  for (guint k = 0; k < node->flows->len; k++)
    {
      const struct visit_flow *flow
          = &g_array_index (node->flows, struct visit_flow, k);

      if (flow->anchor == router && is_alive (flow, at))
        return true;
    }
  return false;
}

/* Was the router of visit @i visited again before @now? */
static bool
is_revisited (const struct visit_node *node, guint i, guint now)
{
  for (guint k = i + 1; k <= now; k++)
    if (node->visits[k].router == node->visits[i].router)
      return true;
  return false;
}

/* Was the node at the router of @visit before? */
static bool
has_been (const struct visit_node *node, guint visit)
{
  for (guint i = 0; i < visit; i++)
    if (node->visits[i].router == node->visits[visit].router)
      return true;
  return false;
}

static struct prediction_handover
handover_at (const struct visit_node *node, guint visit)
{
  const struct node *serving
      = router_node (node->of, node->visits[visit].router);
  struct prediction_handover h = handover_to (node->of, 1, serving);

  if (!node->known)
    h.k = h.b_max = h.bc_max = NAN;
  for (guint i = 0; node->known && i < visit; i++)
    if (!is_revisited (node, i, visit)
        && is_previous (node, i, trigger_after (node, visit)))
      count_anchor (node->of, router_node (node->of, node->visits[i].router),
                    serving, &h);
  if (anchored_centrally (node->of))
    h.k = 0;
  if (node->of->input->scheme == PREDICTION_HOST && has_been (node, visit))
    h.k = NAN; /* it de-registers there as well */
  h.levels = levels_between (node->of, node->visits[visit - 1].router,
                             node->visits[visit].router);
  return h;
}

static void
add_handover (const struct visit_node *node, guint visit)
{
  struct prediction_handover h = handover_at (node, visit);
  const struct node *serving
      = router_node (node->of, node->visits[visit].router);
  const struct node *old
      = router_node (node->of, node->visits[visit - 1].router);

  g_array_append_val (node->of->input->handovers, h);
  for (guint i = 0; node->known && i < node->flows->len; i++)
    {
      const struct visit_flow *f
          = &g_array_index (node->flows, struct visit_flow, i);
      struct prediction_flow flow = flow_at (node->of, 1, f->anchor, serving);

      flow.b_max = h.b_max;
      flow.levels = h.levels;
      flow.before = flow_at (node->of, 1, f->anchor, old).after;
      if (is_alive (f, trigger_after (node, visit)))
        g_array_append_val (node->of->input->flows, flow);
    }
}

static void
add_handovers (const struct visit_node *node)
{
  const scenario *s = node->of->scenario;

  for (guint i = 1; i < node->n; i++)
    if (node->visits[i].router != node->visits[i - 1].router
        && node->visits[i].at >= s->warmup && node->visits[i].at <= s->duration)
      add_handover (node, i);
}

/* ---- packets --------------------------------------------------------------
 */

/* Of one flow, by where the node is. */
static void
add_flow_packets (const struct visit_node *node, const struct visit_flow *flow)
{
  const scenario *s = node->of->scenario;

  for (guint i = 0; i < node->n; i++)
    {
      sim_time end = i + 1 < node->n ? node->visits[i + 1].at : s->duration;
      sim_time from = MAX (trigger_after (node, i), s->warmup);
      sim_time time
          = MIN (MIN (end, flow->end), s->duration) - MAX (from, flow->begin);

      if (time > 0)
        add_packets (node->of, flow->rate * sim_time_to_seconds (time),
                     flow->peer, flow->anchor,
                     router_node (node->of, node->visits[i].router));
    }
}

/* Are the ways of all packets of the node known? */
static bool
ways_are_known (const struct visit_node *node)
{
  const struct prediction_input *in = node->of->input;

  if (!node->known || in->scheme == PREDICTION_OTHER
      || prediction_is_partial (in))
    return false;
  if (node->n > 1
      && (in->scheme == PREDICTION_PLAIN
          || (!anchored_centrally (node->of)
              && in->release == PREDICTION_RELEASE_LIFETIME)))
    return false;
  for (guint i = 0; i < node->flows->len; i++)
    if (!g_array_index (node->flows, struct visit_flow, i).peer)
      return false;
  return true;
}

/* ---- all ------------------------------------------------------------------
 */

/* Does each handover end before the next begins? */
static bool
visits_are_apart (const struct visit_node *node)
{
  for (guint i = 1; i < node->n; i++)
    if (i + 1 < node->n
        && trigger_after (node, i) + SETTLED > node->visits[i + 1].at)
      return false;
  return !isnan (node->of->input->trigger) || node->n == 1;
}

static bool
predict_node (struct visit_node *node)
{
  const scenario *s = node->of->scenario;
  const struct traffic_config *traffic = s->traffic.items;
  bool ways;

  if (!visits_are_apart (node))
    return false;
  for (size_t i = 0; i < s->traffic.n; i++)
    if (traffic_is_of (node->of, &traffic[i], node->index))
      add_visit_flow (node, &traffic[i]);
  add_handovers (node);
  ways = ways_are_known (node);
  for (guint i = 0; ways && i < node->flows->len; i++)
    add_flow_packets (node, &g_array_index (node->flows, struct visit_flow, i));
  return ways;
}

void
predict_visits (struct prediction_case *of)
{
  bool ways = true;

  of->input->stays = PREDICTION_STAYS_STATED;
  for (guint i = 0; i < of->laws->len; i++)
    {
      const struct motion_law *law = g_ptr_array_index (of->laws, i);
      struct visit_node node
          = { of,
              i,
              (const struct motion_visit *)(const void *)law->visits->data,
              law->visits->len,
              g_array_new (FALSE, FALSE, sizeof (struct visit_flow)),
              true };

      ways = predict_node (&node) && ways;
      g_array_unref (node.flows);
    }
  if (!ways)
    g_array_set_size (of->input->packets, 0);
}
