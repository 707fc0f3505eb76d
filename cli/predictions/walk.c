/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes that walk from router to router by one law: how often a flow that began
 * at one router is met at another, by enumeration of the walk (section 6 of
 * doc/closed-forms.md). */
#include <math.h>

#include "cli/predictions/input.h"

/* Enumeration costs routers x steps for each step of a walk. */
#define ROUTERS_MAX 256
#define TAIL 1e-10 /* of the walk's probability that is left out */
#define STEPS_MAX 100000

struct walk_law
{
  const struct motion_law *law;
  guint n;            /* routers */
  double *place;      /* n, stationary probability of being at a router */
  double *now, *next; /* n, where a walk is after some steps */
  double r;
};

/* next = now after one more step. */
static void
walk_on (struct walk_law *w)
{
  double *was = w->now;

  for (guint i = 0; i < w->n; i++)
    w->next[i] = 0;
  for (guint k = 0; k < w->law->steps->len; k++)
    {
      const struct motion_step *s
          = &g_array_index (w->law->steps, struct motion_step, k);

      w->next[s->to] += w->now[s->from] * s->probability;
    }
  w->now = w->next;
  w->next = was;
}

/* ---- where a node is ------------------------------------------------------
 */

/* From anywhere with equal probability, staying with probability 1/2 so that
 * walks of even and odd length mix.  Where the road ends, none is found. */
static bool
find_places (struct walk_law *w)
{
  double left = 1, sum = 0;

  for (guint i = 0; i < w->n; i++)
    w->place[i] = 1.0 / w->n;
  for (unsigned k = 0; left > 1e-13 && k < STEPS_MAX; k++)
    {
      left = 0;
      for (guint i = 0; i < w->n; i++)
        w->now[i] = w->place[i];
      walk_on (w);
      for (guint i = 0; i < w->n; i++)
        {
          double place = (w->place[i] + w->now[i]) / 2;

          left += fabs (place - w->place[i]);
          w->place[i] = place;
        }
    }
  for (guint i = 0; i < w->n; i++)
    sum += w->place[i];
  return left <= 1e-13 && fabs (sum - 1) < 1e-9;
}

/* ---- how far flows come ---------------------------------------------------
 */

/* Share of packets that are sent after @n handovers of their flow. */
static double
packet_share (const struct walk_law *w, unsigned n)
{
  double kept = exp (-1 / w->r), missed = -expm1 (-1 / w->r);

  if (w->law->stays == MOTION_STAYS_EXPONENTIAL)
    return pow (w->r / (1 + w->r), n) / (1 + w->r);
  if (n == 0)
    return 1 - w->r * missed;
  return w->r * missed * missed * pow (kept, n - 1);
}

/* Of the handovers that flows see, the share of @n-th ones. */
static double
flow_share (const struct walk_law *w, unsigned n)
{
  double kept = w->law->stays == MOTION_STAYS_EXPONENTIAL ? w->r / (1 + w->r)
                                                          : exp (-1 / w->r);

  return n == 0 ? 0 : (1 - kept) * pow (kept, n - 1);
}

typedef double share_function (const struct walk_law *w, unsigned n);

/* @at[j] = sum over n of share (n) P (at j after n - @lag steps from @from). */
static void
enumerate (struct walk_law *w, guint from, share_function *share, unsigned lag,
           double *at)
{
  double left = 1;

  for (guint j = 0; j < w->n; j++)
    {
      at[j] = 0;
      w->now[j] = j == from;
    }
  for (unsigned n = lag; left > TAIL && n < STEPS_MAX; n++)
    {
      double of = share (w, n);

      for (guint j = 0; j < w->n; j++)
        at[j] += of * w->now[j];
      left -= of;
      walk_on (w);
    }
}

/* ---- into the input -------------------------------------------------------
 */

static void
add_walk_packets (struct prediction_case *of, const struct walk_law *w,
                  guint from, const double *at)
{
  const scenario *s = of->scenario;
  const struct traffic_config *traffic = s->traffic.items;

  for (size_t t = 0; t < s->traffic.n; t++)
    {
      const struct node *anchor = router_node (of, from);
      bool constant;
      double rate = 1 / law_mean (&traffic[t].sessions.arrivals)
                    / traffic_mean_interval (&traffic[t], &constant);

      for (guint j = 0; j < w->n; j++)
        if (at[j] > 0)
          add_packets (of, rate * w->place[from] * at[j],
                       peer_of (of, &traffic[t], 0, anchor), anchor,
                       router_node (of, j));
    }
}

/* @at: routers that flows come to, @before: that they come from. */
static void
add_walk_flows (struct prediction_case *of, const struct walk_law *w,
                guint from, const double *at, const double *before)
{
  const struct node *anchor = router_node (of, from);
  double far = 0;

  for (guint j = 0; j < w->n; j++)
    far += before[j] * flow_at (of, 1, anchor, router_node (of, j)).after;
  for (guint j = 0; j < w->n; j++)
    {
      struct prediction_flow flow
          = flow_at (of, w->place[from] * at[j], anchor, router_node (of, j));

      flow.before = far;
      if (at[j] > 0)
        g_array_append_val (of->input->flows, flow);
    }
}

/* Does the node come to each router in turn, again and again, as it has before
 * the warm-up is over?  Then all others are previous anchors as long as none
 * gives its prefix up. */
static bool
keeps_all (const struct prediction_case *of, const struct walk_law *w)
{
  const struct prediction_input *in = of->input;
  bool in_turn = w->law->stays == MOTION_STAYS_CONSTANT
                 && w->law->steps->len == w->n
                 && in->warmup > w->n * w->law->mean;

  for (guint i = 0; i < w->law->steps->len; i++)
    in_turn
        = in_turn
          && g_array_index (w->law->steps, struct motion_step, i).probability
                 == 1;
  return in_turn && in->scheme >= PREDICTION_RELAY
         && in->release == PREDICTION_RELEASE_REGISTERED;
}

static struct prediction_handover
walk_handover (const struct prediction_case *of, const struct walk_law *w,
               guint to, bool all)
{
  const struct node *serving = router_node (of, to);
  struct prediction_handover h = handover_to (of, w->place[to], serving);

  if (anchored_centrally (of))
    return h;
  if (!all)
    h.k = h.b_max = h.bc_max = NAN;
  for (guint i = 0; all && i < w->n; i++)
    if (i != to)
      count_anchor (of, router_node (of, i), serving, &h);
  return h;
}

static void
add_walk_handovers (struct prediction_case *of, const struct walk_law *w)
{
  bool all = keeps_all (of, w);

  for (guint j = 0; j < w->n; j++)
    {
      struct prediction_handover h = walk_handover (of, w, j, all);

      g_array_append_val (of->input->handovers, h);
    }
}

/* Do all flows of the entries have a correspondent in the network, the same for
 * all nodes? */
static bool
peers_are_known (const struct prediction_case *of)
{
  const struct traffic_config *traffic = of->scenario->traffic.items;

  for (size_t t = 0; t < of->scenario->traffic.n; t++)
    if (traffic_peer_nodes (&traffic[t])
        || (!traffic[t].correspondent && !traffic_peer_is_server (&traffic[t])
            && of->domain->correspondents->len != 1))
      return false;
  return true;
}

/* Distributed anchors give a prefix up before its flows end only when its
 * lifetime says so. */
static bool
anchors_outlive_flows (const struct prediction_case *of)
{
  return of->input->scheme != PREDICTION_OTHER
         && of->input->scheme != PREDICTION_PLAIN
         && (anchored_centrally (of)
             || of->input->release != PREDICTION_RELEASE_LIFETIME);
}

static void
enumerate_all (struct prediction_case *of, struct walk_law *w)
{
  g_autofree double *at = g_new (double, w->n);
  g_autofree double *before = g_new (double, w->n);
  bool peers = peers_are_known (of);

  add_walk_handovers (of, w);
  for (guint from = 0; from < w->n; from++)
    {
      if (!of->input->sessions || !anchors_outlive_flows (of))
        return;
      enumerate (w, from, packet_share, 0, at);
      if (peers)
        add_walk_packets (of, w, from, at);
      enumerate (w, from, flow_share, 1, before);
      enumerate (w, from, flow_share, 0, at);
      add_walk_flows (of, w, from, at, before);
    }
}

/* Links that each step leads farther from where the walk began, NAN if that
 * differs: for steps in one line, in their order. */
static double
step_links (const struct prediction_case *of, const struct motion_law *law)
{
  double links = NAN;

  for (guint i = 0; i < law->steps->len; i++)
    {
      const struct motion_step *first
          = &g_array_index (law->steps, struct motion_step, 0);
      const struct motion_step *s
          = &g_array_index (law->steps, struct motion_step, i);
      double away = path_links (of, router_node (of, first->from),
                                router_node (of, s->to));

      if (i == 0)
        links = away;
      if (away != links * (i + 1)
          || path_links (of, router_node (of, s->from), router_node (of, s->to))
                 != links)
        return NAN;
    }
  return links;
}

/* Is there a router from which no step leads on? */
static bool
road_ends (const struct motion_law *law, guint n)
{
  g_autofree bool *leads_on = g_new0 (bool, n);
  bool ends = false;

  for (guint i = 0; i < law->steps->len; i++)
    leads_on[g_array_index (law->steps, struct motion_step, i).from] = true;
  for (guint i = 0; i < n; i++)
    ends = ends || !leads_on[i];
  return ends && law->steps->len > 0;
}

void
predict_walk (struct prediction_case *of)
{
  static const enum prediction_stays stays[]
      = { [MOTION_STAYS_UNKNOWN] = PREDICTION_STAYS_UNKNOWN,
          [MOTION_STAYS_STATED] = PREDICTION_STAYS_STATED,
          [MOTION_STAYS_CONSTANT] = PREDICTION_STAYS_CONSTANT,
          [MOTION_STAYS_EXPONENTIAL] = PREDICTION_STAYS_EXPONENTIAL };
  static const enum prediction_walk walks[]
      = { [MOTION_WALK_UNKNOWN] = PREDICTION_WALK_UNKNOWN,
          [MOTION_WALK_ONWARD] = PREDICTION_WALK_ONWARD,
          [MOTION_WALK_JUMPS] = PREDICTION_WALK_JUMPS,
          [MOTION_WALK_RETURNS] = PREDICTION_WALK_RETURNS };
  const struct motion_law *law = g_ptr_array_index (of->laws, 0);
  guint n = of->domain->routers->len;
  g_autofree double *room = g_new (double, 3 * (size_t)n);
  struct walk_law w = { law,
                        n,
                        room,
                        room + n,
                        room + 2 * (size_t)n,
                        of->input->lifetime / law->mean };

  of->input->stays = stays[law->stays];
  of->input->walk = walks[law->walk];
  of->input->stay = law->mean;
  if (law->walk == MOTION_WALK_ONWARD)
    of->input->step_links = step_links (of, law);
  if (law->together && law->stays == MOTION_STAYS_CONSTANT)
    of->input->changes = prediction_multiples (of->input, law->mean);
  if (road_ends (law, n))
    of->input->nodes = NAN;
  if (law->steps->len > 0 && n <= ROUTERS_MAX && find_places (&w))
    enumerate_all (of, &w);
}
