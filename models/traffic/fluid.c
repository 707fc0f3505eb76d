/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flows of fidelity "fluid" (doc/models/fluid.md).  A scout (sim/trail.h) finds
 * out how the flow's packets fare.  From its arrival on the flow is settled: no
 * packet is sent, each fares as the scout did, and collectors are told of many
 * at once when they ask.  When the trail is touched those that are on their
 * way become real packets at the places where they are, and the flow goes on
 * packet by packet until the next scout has arrived. */
#include "models/access/access.h"
#include "models/traffic/state.h"
#include "sim/trail.h"

/* A flow that cannot settle tries it with one packet of so many. */
#define WAIT_MOST 15

struct fluid
{
  struct trail *trail;
  uint32_t id; /* of the flow */
  bool settled;
  bool tried;          /* a scout was sent and nothing came of it yet */
  uint32_t wait, left; /* packets between scouts; until the next one */
  /* While settled: the first packet that is not sent, their gap, how many
   * there are at most, and of these the first one's number. */
  sim_time first_at, interval;
  uint64_t most;
  uint32_t first;
  /* Of these, how many collectors know of: sent, arrived at the end of each
   * hop. */
  uint64_t sent;
  GArray *arrived;      /* uint64_t */
  uint32_t sent_octets; /* of each, as the application sends it */
  struct packet *like;  /* as it was delivered */
  struct trace_flow_packet record;
  struct access_router *out, *in; /* of mobile ends; NULL: no such end */
};

static struct sim *
fluid_sim (const struct flow_sender *sender)
{
  return traffic_sim (sender->source->traffic);
}

/* ---- counting ------------------------------------------------------ */

/* How many packets have reached, before the event that runs, what they reach
 * @offset after they were sent by an event of @origin's?  Of two events of one
 * origin at one instant this one is taken to come first: it has mostly waited
 * longer. */
static uint64_t
fluid_passed (const struct flow_sender *sender, sim_time offset,
              const struct node *origin)
{
  const struct fluid *fluid = sender->fluid;
  const struct sim *sim = fluid_sim (sender);
  bool before = node_origin (origin) < engine_origin (sim->engine);
  sim_time until = sim_now (sim) - offset + before;

  if (until <= fluid->first_at)
    return 0;
  return MIN (fluid->most,
              (uint64_t)((until - fluid->first_at - 1) / fluid->interval + 1));
}

/* ---- telling ------------------------------------------------------- */

/* Packets @from .. @to - 1, counted from the first, @offset after each was
 * sent: the first one by itself, the rest at once. */
static void
fluid_emit (struct flow_sender *sender, enum models_trace_point point,
            uint64_t from, uint64_t to, sim_time offset)
{
  struct fluid *fluid = sender->fluid;
  struct sim *sim = fluid_sim (sender);
  struct packet_meter *meter = &fluid->like->meter;
  bool received = point == TRACE_FLOW_RECEIVED;
  struct trace_flow_run run = { .interval = fluid->interval };

  for (uint64_t k = from; k < to && k < from + 2; k++)
    {
      meter->sequence = fluid->first + (uint32_t)k;
      meter->sent_at = fluid->first_at + (sim_time)k * fluid->interval;
      run.first = fluid->record;
      run.first.late = sim_now (sim) - meter->sent_at - offset;
      run.n = (uint32_t)(to - k);
      if (k == from)
        trace_emit (sim->trace, point, &run.first);
      else
        trace_emit (sim->trace,
                    received ? TRACE_FLOW_RECEIVED_RUN : TRACE_FLOW_SENT_RUN,
                    &run);
    }
}

static void
tell_sent (struct flow_sender *sender)
{
  struct fluid *fluid = sender->fluid;
  uint64_t sent = fluid_passed (sender, 0, sender->node);
  uint64_t n = sent - fluid->sent;

  if (n == 0)
    return;
  if (fluid->out)
    fluid->out->served_bytes += n * fluid->sent_octets;
  fluid_emit (sender, TRACE_FLOW_SENT, fluid->sent, sent, 0);
  fluid->sent = sent;
  sender->flow.sent += (uint32_t)n;
  sender->packet += n;
  sender->next_at += (sim_time)n * fluid->interval;
  sender->source->traffic->settled += n;
  network_count_settled (fluid_sim (sender)->network, n, 0);
}

static void
tell_received (struct flow_sender *sender, uint64_t from, uint64_t to,
               sim_time offset)
{
  struct fluid *fluid = sender->fluid;

  if (fluid->in)
    fluid->in->served_bytes += (to - from) * packet_length (fluid->like);
  fluid_emit (sender, TRACE_FLOW_RECEIVED, from, to, offset);
  network_count_settled (fluid_sim (sender)->network, 0, to - from);
}

/* Packets that have come to the end of hop @i since this was last counted. */
static void
tell_arrived (struct flow_sender *sender, unsigned i)
{
  struct fluid *fluid = sender->fluid;
  uint64_t *known = &g_array_index (fluid->arrived, uint64_t, i);
  uint64_t from = *known;
  sim_time offset = trail_arrived (fluid->trail, i);

  *known = fluid_passed (sender, offset, trail_node (fluid->trail, i));
  if (*known == from)
    return;
  if (i + 1 == fluid->arrived->len)
    tell_received (sender, from, *known, offset);
  else
    trail_count_transit (fluid->trail, i + 1, *known - from);
}

void
fluid_tell (struct flow_sender *sender)
{
  if (!sender->fluid || !sender->fluid->settled)
    return;
  tell_sent (sender);
  for (unsigned i = 0; i < sender->fluid->arrived->len; i++)
    tell_arrived (sender, i);
}

static void
tell_node (const struct traffic *traffic, const struct mobile_node *mn)
{
  const struct node_traffic *node = traffic_find_node (traffic, mn);

  for (guint i = 0; node && i < node->sessions->len; i++)
    {
      const struct session *session = g_ptr_array_index (node->sessions, i);

      for (unsigned j = 0; j < 2; j++)
        if (session->flows[j])
          fluid_tell (session->flows[j]);
    }
}

void
traffic_tell (struct traffic *traffic, const struct mobile_node *mn)
{
  if (!traffic || !traffic->fluid)
    return;
  if (mn)
    tell_node (traffic, mn);
  for (guint i = 0; !mn && i < traffic->flows->len; i++)
    fluid_tell (g_ptr_array_index (traffic->flows, i));
}

bool
traffic_settled (const struct traffic *traffic, uint64_t *packets)
{
  *packets = traffic ? traffic->settled : 0;
  return traffic && traffic->fluid;
}

/* ---- settling ------------------------------------------------------ */

/* Packets on hop @i, which those up to @arrived have left. */
static void
resume_on (const struct flow_sender *sender, unsigned i, uint64_t arrived,
           uint64_t entered)
{
  const struct fluid *fluid = sender->fluid;

  for (uint64_t k = arrived; k < entered; k++)
    trail_resume (fluid->trail, i,
                  fluid->first_at + (sim_time)k * fluid->interval,
                  fluid->first + (uint32_t)k);
}

/* The oldest packets first, which are farthest. */
static void
fluid_resume (struct flow_sender *sender)
{
  const struct fluid *fluid = sender->fluid;

  for (unsigned i = fluid->arrived->len; i-- > 0;)
    resume_on (sender, i, g_array_index (fluid->arrived, uint64_t, i),
               i > 0 ? g_array_index (fluid->arrived, uint64_t, i - 1)
                     : fluid->sent);
}

static void
fluid_touched (void *data)
{
  struct flow_sender *sender = data;
  struct fluid *fluid = sender->fluid;

  fluid_tell (sender);
  fluid_resume (sender);
  fluid->settled = false;
  packet_free (fluid_sim (sender)->network, fluid->like);
  sender_arm (sender);
}

void
fluid_unsettle (struct flow_sender *sender)
{
  struct fluid *fluid = sender->fluid;

  if (!fluid)
    return;
  trail_end (fluid->trail);
  if (fluid->settled)
    fluid_touched (sender);
  fluid->wait = fluid->left = 0;
}

static struct access_router *
router_of_end (const struct flow *end)
{
  return end ? end->mn->router : NULL;
}

/* Packets that the session has still to send; SIM_TIME_MAX: no end. */
static uint64_t
packets_left (const struct flow_sender *sender, sim_time interval)
{
  sim_time end = sender->session->end;

  if (end == SIM_TIME_MAX)
    return UINT64_MAX;
  return (uint64_t)((end - sender->next_at - 1) / interval + 1);
}

static void
fluid_settle (struct flow_sender *sender,
              const struct trace_flow_packet *record)
{
  struct fluid *fluid = sender->fluid;
  unsigned hops = trail_hops (fluid->trail);

  fluid->settled = true;
  fluid->interval = sender_interval (sender);
  fluid->first_at = sender->next_at;
  fluid->first = sender->flow.sent;
  fluid->most = packets_left (sender, fluid->interval);
  fluid->sent = 0;
  g_array_set_size (fluid->arrived, 0);
  g_array_set_size (fluid->arrived, hops);
  fluid->like = packet_copy (sender->node->network, record->packet);
  fluid->record = *record;
  fluid->record.packet = fluid->like;
  fluid->out = router_of_end (flow_sending_end (sender));
  fluid->in = router_of_end (flow_receiving_end (sender));
  timer_stop (fluid_sim (sender)->engine, &sender->timer);
}

/* Would the packets to come be received as this one was? */
static bool
receiver_is_steady (struct flow_sender *sender, const struct packet *p)
{
  const struct flow *end = flow_receiving_end (sender);
  struct address destination = packet_destination (p);

  return !timer_armed (fluid_sim (sender)->engine, &sender->update_timer)
         && address_equal (&destination, &sender->destination)
         && (!end || address_equal (&destination, &end->mn_address));
}

void
fluid_receive (struct flow_sender *sender,
               const struct trace_flow_packet *record)
{
  struct fluid *fluid = sender->fluid;

  if (!fluid || !trail_arrive (fluid->trail, record->packet))
    return;
  if (!sender->session || sender->next_at >= sender->session->end
      || !receiver_is_steady (sender, record->packet))
    {
      trail_end (fluid->trail);
      return;
    }
  fluid->tried = false;
  fluid->wait = fluid->left = 0;
  fluid_settle (sender, record);
}

void
fluid_send (struct flow_sender *sender, struct packet *p)
{
  struct fluid *fluid = sender->fluid;

  p->watched = true;
  if (fluid->settled || trail_scouts (fluid->trail) || fluid->left > 0)
    {
      fluid->left -= fluid->left > 0;
      node_send (sender->node, p);
      return;
    }
  if (fluid->tried)
    fluid->left = fluid->wait = MIN (2 * fluid->wait + 1, WAIT_MOST);
  fluid->tried = true;
  fluid->sent_octets = packet_length (p);
  trail_send (fluid->trail, sender->node, p);
}

/* ---- life ---------------------------------------------------------- */

/* Collectors know what came before when they hear of a loss. */
static void
fluid_lost (const struct packet *p, void *data)
{
  const struct traffic *traffic = data;
  struct flow_sender *sender
      = g_hash_table_lookup (traffic->fluid, GUINT_TO_POINTER (p->meter.flow));

  if (sender)
    fluid_tell (sender);
}

static struct fluid *
fluid_new (struct flow_sender *sender)
{
  struct fluid *fluid = g_new0 (struct fluid, 1);
  struct network *network = fluid_sim (sender)->network;

  fluid->trail = trail_new (network, fluid_touched, sender);
  fluid->arrived = g_array_new (FALSE, TRUE, sizeof (uint64_t));
  return fluid;
}

static void
fluid_use (struct traffic *traffic)
{
  if (traffic->fluid)
    return;
  traffic->fluid = g_hash_table_new (NULL, NULL);
  network_watch_losses (traffic_sim (traffic)->network, fluid_lost, traffic);
}

void
fluid_open (struct flow_sender *sender)
{
  struct traffic *traffic = sender->source->traffic;
  const struct traffic_config *config = sender->source->entry->config;

  g_assert (!sender->fluid);
  if (config->fidelity != FIDELITY_FLUID)
    return;
  fluid_use (traffic);
  if (sender_interval (sender) == 0)
    return;
  sender->fluid = fluid_new (sender);
  sender->fluid->id = sender->flow.id;
  g_hash_table_insert (traffic->fluid, GUINT_TO_POINTER (sender->flow.id),
                       sender);
}

void
fluid_close (struct flow_sender *sender)
{
  fluid_unsettle (sender);
  fluid_free (sender);
}

void
fluid_free (struct flow_sender *sender)
{
  struct fluid *fluid = sender->fluid;

  if (!fluid)
    return;
  g_hash_table_remove (sender->source->traffic->fluid,
                       GUINT_TO_POINTER (fluid->id));
  trail_free (fluid->trail);
  g_array_unref (fluid->arrived);
  g_clear_pointer (&sender->fluid, g_free);
}
