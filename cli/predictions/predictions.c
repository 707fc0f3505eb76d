/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/predictions/predictions.h"

#include <math.h>
#include <string.h>

#include "cli/predictions/input.h"
#include "models/attack/attack.h"
#include "models/fault/fault.h"
#include "models/mobility/mobility.h"
#include "scenarios/topology.h"

/* ---- ways -----------------------------------------------------------------
 */

const struct node *
router_node (const struct prediction_case *of, uint32_t i)
{
  const struct access_router *router
      = g_ptr_array_index (of->domain->routers, i);

  return router->node;
}

double
path_seconds (const struct prediction_case *of, const struct node *from,
              const struct node *to)
{
  return sim_time_to_seconds (
      network_path_delay (of->simulation->sim->network, from, to));
}

double
path_links (const struct prediction_case *of, const struct node *from,
            const struct node *to)
{
  return network_path_hops (of->simulation->sim->network, from, to);
}

/* Probability that a message and its answer cross between them. */
static double
pair_arrives (const struct prediction_case *of, const struct node *a,
              const struct node *b)
{
  struct network *network = of->simulation->sim->network;

  return network_path_success (network, a, b)
         * network_path_success (network, b, a);
}

bool
anchored_centrally (const struct prediction_case *of)
{
  return of->input->scheme == PREDICTION_PMIPV6
         || of->input->scheme == PREDICTION_MIPV6;
}

void
add_packets (struct prediction_case *of, double weight, const struct node *peer,
             const struct node *anchor, const struct node *serving)
{
  struct prediction_packet p = { .weight = weight };

  if (anchored_centrally (of))
    anchor = of->domain->anchor;
  p.tunnel_hops = path_links (of, anchor, serving);
  p.hops = path_links (of, peer, anchor) + p.tunnel_hops;
  p.delay
      = path_seconds (of, peer, anchor) + path_seconds (of, anchor, serving);
  if (of->input->scheme == PREDICTION_MIPV6)
    p.tunnel_hops++; /* the radio link */
  p.shortest_hops = path_links (of, peer, serving);
  p.shortest_delay = path_seconds (of, peer, serving);
  g_array_append_val (of->input->packets, p);
}

struct prediction_flow
flow_at (const struct prediction_case *of, double weight,
         const struct node *anchor, const struct node *serving)
{
  const struct domain *domain = of->domain;

  if (anchored_centrally (of))
    return (struct prediction_flow){
      .weight = weight,
      .a = path_seconds (of, serving, domain->anchor),
      .after = path_seconds (of, domain->anchor, serving),
    };
  return (struct prediction_flow){
    .weight = weight,
    .a = path_seconds (of, serving, domain->controller),
    .b = path_seconds (of, domain->controller, anchor),
    .c = path_seconds (of, anchor, serving),
    .b_max = NAN,
    .after = path_seconds (of, anchor, serving),
    .home = anchor == serving,
  };
}

struct prediction_handover
handover_to (const struct prediction_case *of, double weight,
             const struct node *serving)
{
  const struct node *centre
      = anchored_centrally (of) ? of->domain->anchor : of->domain->controller;

  return (struct prediction_handover){
    .weight = weight,
    .a = path_seconds (of, serving, centre),
    .arrives = pair_arrives (of, serving, centre),
  };
}

void
count_anchor (const struct prediction_case *of, const struct node *anchor,
              const struct node *serving, struct prediction_handover *h)
{
  struct prediction_flow way = flow_at (of, 1, anchor, serving);

  h->k++;
  h->b_max = fmax (h->b_max, way.b);
  h->bc_max = fmax (h->bc_max, way.b + way.c);
  if (of->input->scheme == PREDICTION_RELAY)
    h->arrives *= pair_arrives (of, of->domain->controller, anchor);
}

/* ---- traffic --------------------------------------------------------------
 */

bool
traffic_is_of (const struct prediction_case *of,
               const struct traffic_config *traffic, uint32_t mobile_node)
{
  const struct mobile_nodes_config *entries = of->scenario->mobile_nodes.items;
  size_t entry = g_array_index (of->entry_of, size_t, mobile_node);

  return !traffic->nodes || strcmp (traffic->nodes, entries[entry].name) == 0;
}

const struct node *
peer_of (const struct prediction_case *of, const struct traffic_config *traffic,
         uint32_t mobile_node, const struct node *at)
{
  const GPtrArray *all = of->domain->correspondents;

  if (traffic_peer_nodes (traffic))
    return NULL;
  if (traffic_peer_is_server (traffic))
    return at;
  if (traffic->correspondent)
    return network_find_node (of->simulation->sim->network,
                              traffic->correspondent);
  return all->len == 0 ? NULL : g_ptr_array_index (all, mobile_node % all->len);
}

/* Interval of packets, if it is the same of all. */
static void
read_intervals (const struct scenario *s, struct prediction_input *in)
{
  const struct traffic_config *traffic = s->traffic.items;

  in->constant = s->traffic.n > 0;
  for (size_t i = 0; i < s->traffic.n; i++)
    {
      bool constant;
      double interval = traffic_mean_interval (&traffic[i], &constant);

      if (i > 0 && interval != in->interval)
        interval = NAN;
      in->interval = interval;
      in->constant = in->constant && constant;
      in->uplink = in->uplink || traffic[i].direction != TRAFFIC_DOWN;
    }
}

/* Arrivals add up; durations have to be of one law. */
static void
read_sessions (const struct scenario *s, struct prediction_input *in)
{
  const struct traffic_config *traffic = s->traffic.items;

  in->sessions = s->traffic.n > 0;
  in->arrivals = 0;
  for (size_t i = 0; i < s->traffic.n; i++)
    {
      const struct traffic_config *t = &traffic[i];

      if (!t->has_sessions || t->stop != SIM_TIME_NONE
          || t->sessions.arrivals.kind != LAW_EXPONENTIAL
          || t->sessions.duration.kind != LAW_EXPONENTIAL
          || (i > 0 && t->sessions.duration.a != in->lifetime))
        in->sessions = false;
      in->arrivals += 1 / law_mean (&t->sessions.arrivals);
      in->lifetime = law_mean (&t->sessions.duration);
    }
}

/* ---- the rest -------------------------------------------------------------
 */

/* Losses that depend on each other, or on the length. */
static bool
channel_has_odd_losses (const struct channel_config *channel)
{
  return channel->has_bursts || channel->corruption > 0;
}

static bool
channel_is_lossy (const struct channel_config *channel)
{
  return channel->loss > 0 || channel_has_odd_losses (channel);
}

static bool
channel_is_limited (const struct channel_config *c)
{
  return isfinite (c->rate) || c->jitter > 0;
}

static void
read_links (const struct scenario *s, struct prediction_input *in)
{
  const GArray *links = s->topology->links;
  const struct radio_config *radio = &s->domain.access.radio;

  in->lossy = radio->loss > 0 || radio->has_bursts || radio->corruption > 0;
  in->lossy_otherwise = in->lossy;
  in->limited = isfinite (radio->rate);
  in->failing = s->faults.n > 0;
  for (guint i = 0; i < links->len; i++)
    {
      const struct topology_link *link
          = &g_array_index (links, struct topology_link, i);

      in->lossy = in->lossy || channel_is_lossy (&link->ab)
                  || channel_is_lossy (&link->ba);
      in->lossy_otherwise = in->lossy_otherwise
                            || channel_has_odd_losses (&link->ab)
                            || channel_has_odd_losses (&link->ba);
      in->limited = in->limited || channel_is_limited (&link->ab)
                    || channel_is_limited (&link->ba);
    }
}

/* Registrations that move traffic, sent from where any source address may be
 * claimed. */
static void
read_attacks (const struct scenario *s, struct prediction_input *in)
{
  const struct attack_config *attacks = s->attacks.items;

  for (size_t i = 0; i < s->attacks.n; i++)
    if (strcmp (attacks[i].kind.chosen->name, "forge") == 0
        && !attacks[i].ingress_filtering)
      in->forged = true;
}

/* One outage of the node of LMA, HA or CMD, its state kept. */
static void
read_outage (const struct prediction_case *of)
{
  const struct fault_config *fault = of->scenario->faults.items;
  const struct domain *domain = of->domain;
  bool dmm = of->input->scheme >= PREDICTION_RELAY;
  const char *site = dmm ? "controller" : "anchor";
  const struct node *centre = dmm ? domain->controller : domain->anchor;

  if (of->scenario->faults.n != 1 || !fault->has_fail || !fault->fail.node
      || fault->at == SIM_TIME_NONE || fault->duration.kind != LAW_CONSTANT
      || !centre)
    return;
  if (strcmp (fault->fail.node, site) == 0
      || strcmp (fault->fail.node, centre->name) == 0)
    of->input->outage = law_mean (&fault->duration);
}

static void
read_access (const struct prediction_case *of)
{
  const struct access_config *access = &of->scenario->domain.access;
  struct prediction_input *in = of->input;

  in->radio = sim_time_to_seconds (access->radio.delay);
  in->trigger
      = law_mean (&access->loss_detection) + law_mean (&access->l2_handover);
  if (access->detection == DETECTION_RS)
    in->trigger = NAN;
  for (guint i = 0; i < of->domain->cells->len; i++)
    if (g_array_index (of->domain->cells, struct cell, i).technology != 0)
      in->radio = in->trigger = NAN;
}

/* Does protection do more than make messages longer? */
static bool
security_interferes (const struct security_config *security)
{
  if (security->has_rate_limit)
    return true;
  return security->signaling != SECURITY_NONE
         && (security->verification > 0 || security->setup == SETUP_IKEV2
             || security->associations == ASSOCIATIONS_CENTRAL);
}

static void
read_protocol (const struct scenario *s, struct prediction_input *in)
{
  const struct processing_config *processing = &s->domain.processing;
  const struct protocol_config *protocol = &s->domain.protocol;

  in->processing_serving = sim_time_to_seconds (processing->gateway);
  in->processing_central = sim_time_to_seconds (processing->central);
  in->processing_previous = sim_time_to_seconds (processing->previous);
  in->first_timeout = sim_time_to_seconds (protocol->retransmit.initial);
  in->longest_timeout = sim_time_to_seconds (protocol->retransmit.max);
  in->copies = (double)protocol->retransmit.limit;
  in->warmup = sim_time_to_seconds (s->warmup);
  in->measured = sim_time_to_seconds (s->duration - s->warmup);
  in->queues = processing->model == PROCESSING_QUEUE;
  in->guarded = security_interferes (&s->domain.security);
  in->bounded = processing->queue != INT64_MAX || processing->sending;
  read_attacks (s, in);
  if (protocol->refresh)
    in->refresh = sim_time_to_seconds (mobility_refresh_delay (
        protocol->binding_lifetime / (4 * SIM_SECOND) * (4 * SIM_SECOND)));
}

/* Nodes that come one after the other, each with one binding, which nobody
 * refreshes or ends: the architecture's entities do not. */
static void
read_arrivals (const struct prediction_case *of)
{
  const struct scenario *s = of->scenario;
  const char *name = s->architecture.chosen->name;
  const struct motion_law *first;

  if (s->mobile_nodes.n != 1 || of->laws->len == 0 || s->domain.protocol.refresh
      || s->domain.access.detach_notice
      || (strcmp (name, "dmm") != 0 && strcmp (name, "pmipv6") != 0))
    return;
  first = g_ptr_array_index (of->laws, 0);
  if (first->gap <= 0)
    return;
  of->input->gap = first->gap;
  of->input->binding
      = sim_time_to_seconds (s->domain.protocol.binding_lifetime
                             / (4 * SIM_SECOND) * (4 * SIM_SECOND));
}

/* ---- motion ---------------------------------------------------------------
 */

static void
motion_law_free (void *pointer)
{
  struct motion_law *law = pointer;

  g_array_unref (law->visits);
  g_array_unref (law->steps);
  g_free (law);
}

static struct motion_law *
motion_law_new (const struct prediction_case *of, size_t entry, uint32_t node)
{
  const struct mobile_nodes_config *config
      = (const struct mobile_nodes_config *)of->scenario->mobile_nodes.items
        + entry;
  const struct motion_model *model = config->motion.chosen->implementation;
  struct motion_law *law = g_new0 (struct motion_law, 1);

  law->visits = g_array_new (FALSE, FALSE, sizeof (struct motion_visit));
  law->steps = g_array_new (FALSE, FALSE, sizeof (struct motion_step));
  if (model->law)
    model->law (of->domain, config->motion.config,
                g_ptr_array_index (of->domain->mobile_nodes, node), law);
  return law;
}

/* Nodes of an entry that a trace makes are as many as it has vehicles: they
 * are not counted here, and have no law. */
static bool
read_motion (struct prediction_case *of)
{
  const struct mobile_nodes_config *entries = of->scenario->mobile_nodes.items;

  for (size_t i = 0; i < of->scenario->mobile_nodes.n; i++)
    {
      const struct motion_model *model
          = entries[i].motion.chosen->implementation;

      if (!model->law)
        return false;
      for (int64_t k = 0; k < MAX (1, entries[i].count); k++)
        {
          g_ptr_array_add (of->laws, motion_law_new (of, i, of->laws->len));
          g_array_append_val (of->entry_of, i);
        }
    }
  return of->laws->len > 0;
}

static bool
all_stated (const struct prediction_case *of)
{
  for (guint i = 0; i < of->laws->len; i++)
    {
      const struct motion_law *law = g_ptr_array_index (of->laws, i);

      if (law->stays != MOTION_STAYS_STATED)
        return false;
    }
  return true;
}

static void
predict_motion (struct prediction_case *of)
{
  if (!read_motion (of))
    return;
  if (all_stated (of))
    {
      predict_visits (of);
      return;
    }
  if (prediction_is_partial (of->input))
    of->input->scheme = PREDICTION_OTHER;
  if (of->scenario->mobile_nodes.n == 1)
    predict_walk (of);
}

static void
read_all (struct prediction_case *of)
{
  struct prediction_input *in = of->input;

  in->nodes = of->domain->mobile_nodes->len;
  in->routers = of->domain->routers->len;
  read_links (of->scenario, in);
  read_access (of);
  read_protocol (of->scenario, in);
  read_scheme (of);
  read_outage (of);
  read_intervals (of->scenario, in);
  read_sessions (of->scenario, in);
  predict_motion (of);
  read_arrivals (of);
  predict_paths (of);
}

GArray *
predictions_of_scenario (const scenario *s, GError **error)
{
  struct simulation *simulation = simulation_new (s, 0, NULL, NULL, error);
  struct prediction_input input;
  struct prediction_case of
      = { .simulation = simulation, .scenario = s, .input = &input };
  GArray *predictions;

  if (!simulation)
    return NULL;
  of.domain = simulation->domain;
  of.laws = g_ptr_array_new_with_free_func (motion_law_free);
  of.entry_of = g_array_new (FALSE, FALSE, sizeof (size_t));
  prediction_input_init (&input);
  read_all (&of);
  predictions = predictions_new (&input);
  prediction_input_clear (&input);
  g_ptr_array_unref (of.laws);
  g_array_unref (of.entry_of);
  simulation_free (simulation);
  return predictions;
}
