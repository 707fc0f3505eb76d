/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a node keeps: whether it is in service, who records it, and its end. */
#include "sim/network_state.h"
#include "sim/trail.h"
#include "sim/tunnel.h"

void
node_set_pcap (struct node *node, struct pcap_writer *writer)
{
  trails_touch_node (node);
  node->state->pcap = writer;
}

void
node_set_tap (struct node *node, packet_tap *tap, void *data)
{
  trails_touch_node (node);
  node->state->tap = tap;
  node->state->tap_data = data;
}

/* What waits in the node's transmitters is lost with it; what has left them is
 * on its way. */
static void
node_cut_links (struct node *node)
{
  const GPtrArray *links = node->network->links;

  for (guint i = 0; i < links->len; i++)
    {
      struct link *link = g_ptr_array_index (links, i);

      if (link->ab.from == node)
        channel_cut (&link->ab);
      if (link->ba.from == node)
        channel_cut (&link->ba);
    }
}

void
node_set_up (struct node *node, bool up)
{
  struct node_state *state = node->state;
  struct sim *sim = node->network->sim;

  if (state->down == !up)
    return;
  trails_touch_node (node);
  state->down = !up;
  if (!up)
    {
      state->failed_at = sim_now (sim);
      node_cut_links (node);
    }
  network_announce_node (node->network, node, up);
  trace_emit (sim->trace, TRACE_NODE_STATE,
              &(struct trace_node){ .node = node, .up = up });
}

bool
node_is_up (const struct node *node)
{
  return !node->state->down;
}

void
node_clear (struct node *node)
{
  struct node_state *state = node->state;

  prefix_table_free (state->routes, node_free_route);
  prefix_table_free (state->sources, node_free_route);
  prefix_table_free (state->exits, node_free_route);
  prefix_table_free (state->egress, node_free_route);
  prefix_table_free (state->ends, node_free_route);
  prefix_table_free (state->keys, NULL);
  prefix_table_free (state->servers, NULL);
  prefix_table_free (state->peers, NULL);
  g_free (state->addresses);
  g_free (state->handlers);
  g_free (state->diverted);
  prefix_pool_free (state->pool);
}
