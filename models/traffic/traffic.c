/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traffic entries: their parameters, and sessions that arrive, wait for an
 * address, live and end. */
#include "models/traffic/traffic.h"

#include "models/access/access.h"
#include "models/traffic/state.h"

/* ---- parameters ---------------------------------------------------- */

static const struct parameter sessions_parameters[]
    = { { .key = "arrivals",
          .type = PARAMETER_LAW_TIME,
          .offset = offsetof (struct sessions_config, arrivals),
          .help
          = "between arrivals of flows at one node; the first one comes after "
            "the start",
          .flags = PARAMETER_POSITIVE },
        { .key = "duration",
          .type = PARAMETER_LAW_TIME,
          .offset = offsetof (struct sessions_config, duration),
          .help = "of a flow, from its arrival" },
        { 0 } };

static const char *const direction_names[] = { "down", "up", "both", NULL };
static const char *const mobility_names[] = { "required", "none", NULL };
static const char *const fidelity_names[] = { "packet", "fluid", NULL };

const struct parameter traffic_parameters[]
    = { { .key = "name",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct traffic_config, name),
          .help = "of the flows, in results and for random streams",
          .reference = REFERENCE_DECLARES },
        { .key = "nodes",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct traffic_config, nodes),
          .help = "entry of mobile_nodes the flows belong to; all if absent",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_MOBILE_NODES },
        { .key = "correspondent",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct traffic_config, correspondent),
          .help = "the peer; if absent the nodes are spread over all "
                  "correspondents",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_CORRESPONDENT },
        { .key = "peer",
          .type = PARAMETER_VARIANT,
          .offset = offsetof (struct traffic_config, peer),
          .help = "who the peer is in place of a correspondent",
          .variants = traffic_peer_variants,
          .style = VARIANT_KEY,
          .flags = PARAMETER_OPTIONAL },
        { .key = "direction",
          .type = PARAMETER_ENUM,
          .offset = offsetof (struct traffic_config, direction),
          .fallback = "\"down\"",
          .help = "to the mobile node, from it, or one flow each way",
          .choices = direction_names },
        { .key = "pattern",
          .type = PARAMETER_VARIANT,
          .offset = offsetof (struct traffic_config, pattern),
          .help = "when packets are sent and how large they are",
          .variants = traffic_pattern_variants,
          .style = VARIANT_KEY },
        { .key = "start",
          .type = PARAMETER_LAW_TIME,
          .offset = offsetof (struct traffic_config, start),
          .fallback = "\"0 s\"",
          .help = "of the flow, or of the wait for the first session" },
        { .key = "stop",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct traffic_config, stop),
          .help = "end of all flows; if absent the end of the run",
          .flags = PARAMETER_OPTIONAL },
        { .key = "sessions",
          .type = PARAMETER_OBJECT,
          .offset = offsetof (struct traffic_config, sessions),
          .help = "many flows that come and go, instead of one",
          .of = sessions_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct traffic_config, has_sessions) },
        { .key = "mobility",
          .type = PARAMETER_ENUM,
          .offset = offsetof (struct traffic_config, mobility),
          .fallback = "\"required\"",
          .help = "required: the flow keeps its address; none: the application "
                  "takes a new one and tells its peer",
          .choices = mobility_names },
        { .key = "fidelity",
          .type = PARAMETER_ENUM,
          .offset = offsetof (struct traffic_config, fidelity),
          .fallback = "\"packet\"",
          .help = "packet: each packet is sent from link to link; fluid: those "
                  "that fare as the one before did are only counted",
          .choices = fidelity_names },
        { 0 } };

/* ---- sessions ------------------------------------------------------ */

static sim_time
entry_stop (const struct traffic_config *config)
{
  return config->stop == SIM_TIME_NONE ? SIM_TIME_MAX : config->stop;
}

struct node_traffic *
traffic_find_node (const struct traffic *traffic, const struct mobile_node *mn)
{
  return mn->index < traffic->nodes->len
             ? g_ptr_array_index (traffic->nodes, mn->index)
             : NULL;
}

struct node_traffic *
traffic_of_node (struct traffic *traffic, const struct mobile_node *mn)
{
  struct node_traffic *node;

  if (traffic->nodes->len <= mn->index)
    g_ptr_array_set_size (traffic->nodes, (gint)mn->index + 1);
  node = g_ptr_array_index (traffic->nodes, mn->index);
  if (!node)
    {
      node = g_new (struct node_traffic, 1);
      node->sessions = g_ptr_array_new ();
      node->counts = g_array_new (FALSE, FALSE, sizeof (struct address_count));
      g_ptr_array_index (traffic->nodes, mn->index) = node;
    }
  return node;
}

static struct session *
session_take (struct traffic *traffic)
{
  struct session *session;

  if (traffic->idle_sessions->len > 0)
    return g_ptr_array_steal_index_fast (traffic->idle_sessions,
                                         traffic->idle_sessions->len - 1);
  session = g_new0 (struct session, 1);
  g_ptr_array_add (traffic->sessions, session);
  return session;
}

/* Opens the session's flows if there are addresses for them. */
static void
session_try (struct session *session)
{
  struct flow_ends ends;

  if (!session->flows[0] && peers_find_ends (session->source, &ends))
    flows_open (session, &ends);
}

static void
session_file (const struct session *session)
{
  const struct traffic_source *source = session->source;
  struct traffic *traffic = source->traffic;

  g_ptr_array_add (traffic_of_node (traffic, source->mn)->sessions,
                   (void *)session);
  if (source->peer_mn)
    g_ptr_array_add (traffic_of_node (traffic, source->peer_mn)->sessions,
                     (void *)session);
}

static void
session_unfile (const struct session *session)
{
  const struct traffic_source *source = session->source;
  struct traffic *traffic = source->traffic;

  g_ptr_array_remove (traffic_of_node (traffic, source->mn)->sessions,
                      (void *)session);
  if (source->peer_mn)
    g_ptr_array_remove (traffic_of_node (traffic, source->peer_mn)->sessions,
                        (void *)session);
}

static void
session_begin (struct traffic_source *source, sim_time end)
{
  struct traffic *traffic = source->traffic;
  struct session *session = session_take (traffic);

  session->source = source;
  session->number = source->sessions++;
  session->first_flow = traffic->next_flow;
  session->start = sim_now (traffic_sim (traffic));
  session->end = end;
  session->flows[0] = session->flows[1] = NULL;
  session->opened = false;
  traffic->next_flow += source_flows (source);
  session_file (session);
  if (end != SIM_TIME_MAX)
    timer_set (traffic_sim (traffic)->engine, &session->timer, end,
               node_origin (source->mn->node), traffic->end, session);
  session_try (session);
}

static void
session_end (struct session *session, bool run_over)
{
  struct traffic *traffic = session->source->traffic;

  timer_stop (traffic_sim (traffic)->engine, &session->timer);
  session_unfile (session);
  flows_close (session, run_over);
  g_ptr_array_add (traffic->idle_sessions, session);
}

static void
session_expire (struct sim *sim, void *subject)
{
  (void)sim;
  session_end (subject, false);
}

/* ---- arrivals ------------------------------------------------------ */

static void
source_arm (struct traffic_source *source, sim_time at)
{
  struct traffic *traffic = source->traffic;

  source->next = at;
  if (at < entry_stop (source->entry->config))
    timer_set (traffic_sim (traffic)->engine, &source->timer, at,
               node_origin (source->mn->node), traffic->arrive, source);
}

/* A draw of @law from one of the source's streams. */
static sim_time
source_draw (const struct traffic_source *source, const struct law *law,
             struct random_parked *stream)
{
  gsl_rng *seat = source->traffic->seat;
  sim_time drawn;

  random_stream_resume (seat, stream);
  drawn = law_draw_time (law, seat);
  random_stream_park (seat, stream);
  return drawn;
}

static void
source_arrive (struct sim *sim, void *subject)
{
  struct traffic_source *source = subject;
  const struct traffic_config *config = source->entry->config;
  sim_time stop = entry_stop (config), duration;

  (void)sim;
  if (!config->has_sessions)
    {
      session_begin (source, stop);
      return;
    }
  duration
      = source_draw (source, &config->sessions.duration, &source->durations);
  session_begin (source, MIN (stop, duration < SIM_TIME_MAX - source->next
                                        ? source->next + duration
                                        : SIM_TIME_MAX));
  source_arm (source, source->next
                          + source_draw (source, &config->sessions.arrivals,
                                         &source->arrivals));
}

/* Streams are told apart by their entry, and by the peer where a node can have
 * several. */
static char *
source_purpose (const struct traffic_source *source, const char *what)
{
  const char *entry = source->entry->config->name;

  if (source->peer_mn)
    return g_strdup_printf ("traffic.%s.%s.%s", entry, what,
                            source->peer_mn->node->name);
  return g_strdup_printf ("traffic.%s.%s", entry, what);
}

static struct random_parked
source_stream (const struct traffic_source *source, const char *what)
{
  g_autofree char *purpose = source_purpose (source, what);

  return random_stream_parked (&traffic_sim (source->traffic)->random,
                               source->mn->node->name, purpose);
}

static sim_time
source_first (struct traffic_source *source)
{
  const struct traffic_config *config = source->entry->config;
  struct random_parked stream = source_stream (source, "start");
  sim_time first = source_draw (source, &config->start, &stream);

  if (!config->has_sessions)
    return first;
  source->arrivals = source_stream (source, "arrivals");
  source->durations = source_stream (source, "durations");
  return first
         + source_draw (source, &config->sessions.arrivals, &source->arrivals);
}

static struct node *
spread (const struct domain *domain, const struct mobile_node *mn)
{
  return g_ptr_array_index (domain->correspondents,
                            mn->index % domain->correspondents->len);
}

static void
source_listen (const struct traffic_source *source)
{
  struct mobile_node *mn = source->mn, *peer = source->peer_mn;

  node_set_handler (mn->node, NEXT_UDP, receiver_at_mobile_node, mn);
  if (peer)
    node_set_handler (peer->node, NEXT_UDP, receiver_at_mobile_node, peer);
  else if (source->peer)
    node_set_handler (source->peer, NEXT_UDP, receiver_at_peer,
                      source->traffic);
}

void
source_add (struct traffic *traffic, const struct traffic_entry *entry,
            struct mobile_node *mn, struct mobile_node *peer_mn,
            struct node *peer)
{
  struct traffic_source *source;
  g_autofree char *purpose = NULL;

  if (mn->outside || (peer_mn && peer_mn->outside))
    return; /* makes its own */
  source = g_new0 (struct traffic_source, 1);
  source->traffic = traffic;
  source->entry = entry;
  source->mn = mn;
  source->peer_mn = peer_mn;
  source->peer = peer;
  purpose = source_purpose (source, "gaps");
  source->gaps
      = random_key (&traffic_sim (traffic)->random, mn->node->name, purpose);
  g_ptr_array_add (traffic->sources, source);
  source_listen (source);
  source_arm (source, source_first (source));
}

struct traffic_entry *
traffic_new_entry (struct traffic *traffic, const struct traffic_config *config)
{
  struct traffic_entry *entry = g_new (struct traffic_entry, 1);

  entry->index = traffic->entries->len;
  entry->config = config;
  g_ptr_array_add (traffic->entries, entry);
  return entry;
}

void
traffic_add (struct traffic *traffic, const struct traffic_config *config,
             struct mobile_node *const *nodes, unsigned n, struct node *peer)
{
  struct traffic_entry *entry = traffic_new_entry (traffic, config);
  bool server = traffic_peer_is_server (config);

  if (server)
    peers_add_servers (traffic);
  for (unsigned i = 0; i < n; i++)
    source_add (traffic, entry, nodes[i], NULL,
                server || peer ? peer : spread (traffic->domain, nodes[i]));
}

/* ---- addresses ----------------------------------------------------- */

/* The view that @mn has of a flow it is in. */
static struct flow *
end_of (struct flow_sender *sender, const struct mobile_node *mn)
{
  return sender->flow.mn == mn ? &sender->flow : sender->flow.other;
}

/* An application that copes with a new address takes the one that would be
 * selected now. */
static void
session_follow (struct session *session, const struct mobile_node *mn)
{
  for (unsigned i = 0; i < source_flows (session->source); i++)
    {
      struct flow *end = end_of (session->flows[i], mn);
      const struct mn_address *address
          = access_select_address (mn, &end->peer_address);

      if (address && !address_equal (&end->mn_address, &address->address))
        flow_move (session->flows[i], end, address);
    }
}

/* Who leaves the area takes the flows along; what is left of a session waits
 * for the node to come back. */
static void
addresses_changed (struct mobile_node *mn, void *data)
{
  const struct node_traffic *node = traffic_find_node (data, mn);

  for (guint i = 0; node && i < node->sessions->len; i++)
    {
      struct session *session = g_ptr_array_index (node->sessions, i);

      if (!session->flows[0])
        session_try (session);
      else if (!access_heading (mn))
        flows_close (session, false);
      else if (session->source->entry->config->mobility == MOBILITY_NONE)
        session_follow (session, mn);
    }
}

/* ---- life ---------------------------------------------------------- */

static void
node_traffic_free (void *pointer)
{
  struct node_traffic *node = pointer;

  if (!node)
    return;
  g_ptr_array_unref (node->sessions);
  g_array_unref (node->counts);
  g_free (node);
}

static void
flow_sender_free (void *pointer)
{
  fluid_free (pointer);
  g_free (pointer);
}

struct traffic *
traffic_new (struct domain *domain)
{
  struct traffic *traffic = g_new0 (struct traffic, 1);
  struct engine *engine = domain->sim->engine;

  g_assert (!domain->traffic);
  traffic->domain = domain;
  domain->traffic = traffic;
  traffic->arrive = engine_kind (engine, "traffic-arrive", source_arrive);
  traffic->end = engine_kind (engine, "traffic-end", session_expire);
  traffic->send = engine_kind (engine, "traffic-send", sender_send);
  traffic->update = engine_kind (engine, "traffic-update", sender_update);
  traffic->seat = random_stream_seat ();
  traffic->entries = g_ptr_array_new_with_free_func (g_free);
  traffic->sources = g_ptr_array_new_with_free_func (g_free);
  traffic->nodes = g_ptr_array_new_with_free_func (node_traffic_free);
  traffic->sessions = g_ptr_array_new_with_free_func (g_free);
  traffic->idle_sessions = g_ptr_array_new ();
  traffic->flows = g_ptr_array_new_with_free_func (flow_sender_free);
  access_listen_addresses (domain, addresses_changed, traffic);
  return traffic;
}

void
traffic_free (struct traffic *traffic)
{
  if (!traffic)
    return;
  traffic->domain->traffic = NULL;
  gsl_rng_free (traffic->seat);
  g_ptr_array_unref (traffic->flows);
  if (traffic->fluid)
    g_hash_table_unref (traffic->fluid);
  g_ptr_array_unref (traffic->entries);
  g_ptr_array_unref (traffic->sources);
  g_ptr_array_unref (traffic->nodes);
  g_ptr_array_unref (traffic->sessions);
  g_ptr_array_unref (traffic->idle_sessions);
  if (traffic->servers)
    g_array_unref (traffic->servers);
  g_free (traffic);
}

void
traffic_finish (struct traffic *traffic)
{
  for (guint i = 0; i < traffic->nodes->len; i++)
    {
      const struct node_traffic *node = g_ptr_array_index (traffic->nodes, i);

      while (node && node->sessions->len > 0)
        session_end (g_ptr_array_index (node->sessions, 0), true);
    }
}
