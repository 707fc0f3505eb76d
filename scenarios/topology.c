/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenarios/topology.h"

#include <math.h>
#include <string.h>

#include "sim/routing.h"

/* Light in fibre: 5 us per km. */
#define NANOSECONDS_PER_METRE 5.0

/* ---- the graph ----------------------------------------------------- */

static void
node_clear (void *pointer)
{
  g_free (((struct topology_node *)pointer)->name);
}

static struct topology *
topology_new (void)
{
  struct topology *topology = g_new0 (struct topology, 1);

  topology->nodes = g_array_new (FALSE, TRUE, sizeof (struct topology_node));
  g_array_set_clear_func (topology->nodes, node_clear);
  topology->links = g_array_new (FALSE, TRUE, sizeof (struct topology_link));
  topology->index = g_hash_table_new (g_str_hash, g_str_equal);
  topology->pairs
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return topology;
}

void
topology_free (struct topology *topology)
{
  if (!topology)
    return;
  g_hash_table_unref (topology->index);
  g_hash_table_unref (topology->pairs);
  g_array_unref (topology->nodes);
  g_array_unref (topology->links);
  g_free (topology);
}

bool
topology_add_node (struct topology *topology, const char *name, double x,
                   double y)
{
  struct topology_node node
      = { g_strdup (name), x, y, (double)NAN, (double)NAN, 0 };

  g_array_append_val (topology->nodes, node);
  return g_hash_table_insert (topology->index, node.name,
                              GUINT_TO_POINTER (topology->nodes->len));
}

int64_t
topology_find (const struct topology *topology, const char *name)
{
  return (int64_t)GPOINTER_TO_UINT (g_hash_table_lookup (topology->index, name))
         - 1;
}

GPtrArray *
topology_names (const struct topology *topology)
{
  GPtrArray *names = g_ptr_array_new ();

  for (uint32_t i = 0; i < topology->nodes->len; i++)
    g_ptr_array_add (names, topology_node (topology, i)->name);
  return names;
}

/* The link between two nodes, or NULL.  One key serves both directions. */
static struct topology_link *
find_link (const struct topology *topology, uint32_t a, uint32_t b)
{
  gint64 key = (gint64)MIN (a, b) << 32 | MAX (a, b);
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (topology->pairs, &key));

  return at ? &g_array_index (topology->links, struct topology_link, at - 1)
            : NULL;
}

static void
add_link (struct topology *topology, const struct topology_link *link)
{
  gint64 *key = g_new (gint64, 1);

  *key = (gint64)MIN (link->a, link->b) << 32 | MAX (link->a, link->b);
  g_array_append_val (topology->links, *link);
  g_hash_table_insert (topology->pairs, key,
                       GUINT_TO_POINTER (topology->links->len));
  topology_node (topology, link->a)->degree++;
  topology_node (topology, link->b)->degree++;
}

static void
keep_better (struct channel_config *channel, const struct channel_config *other)
{
  channel->delay = MIN (channel->delay, other->delay);
  channel->rate = MAX (channel->rate, other->rate);
}

void
topology_merge_link (struct topology *topology,
                     const struct topology_link *link)
{
  struct topology_link *present = find_link (topology, link->a, link->b);
  bool same_way;

  if (link->a == link->b)
    return;
  if (!present)
    {
      add_link (topology, link);
      return;
    }
  same_way = present->a == link->a;
  keep_better (&present->ab, same_way ? &link->ab : &link->ba);
  keep_better (&present->ba, same_way ? &link->ba : &link->ab);
}

struct channel_config
direction_channel (const struct direction_config *direction, sim_time delay)
{
  struct channel_config channel = channel_config_default;

  channel.delay = direction->delay != SIM_TIME_NONE ? direction->delay : delay;
  channel.rate = direction->rate;
  channel.queue_packets = direction->queue.packets;
  channel.queue_bytes = direction->queue.bytes;
  channel.loss = direction->loss;
  channel.jitter = direction->jitter;
  channel.has_bursts = direction->has_bursts;
  channel.bursts = direction->bursts;
  channel.corruption = direction->corruption;
  return channel;
}

sim_time
topology_distance_delay (const struct topology_config *config, double distance)
{
  double delay = distance * NANOSECONDS_PER_METRE * config->detour;

  if (!(delay <= (double)LINK_DELAY_MAX))
    return LINK_DELAY_MAX + 1;
  return MAX ((sim_time)llround (delay), config->minimum_delay);
}

/* ---- nodes and links of the scenario itself ------------------------ */

static bool
check_name (reader *r, const char *name)
{
  size_t length = strlen (name);

  return length <= NODE_NAME_MAX
         || reader_fail (r,
                         "expected a name of at most %d octets, found one of "
                         "%zu: \"%.40s...\"",
                         NODE_NAME_MAX, length, name);
}

static bool
add_inline_nodes (reader *r, struct topology *topology,
                  const struct topology_config *config)
{
  const struct node_config *nodes = config->nodes.items;
  size_t mark = reader_enter (r, "nodes");

  for (size_t i = 0; i < config->nodes.n; i++)
    {
      size_t inner = reader_enter_element (r, i);

      if (!check_name (r, nodes[i].name))
        return false;
      if (!topology_add_node (topology, nodes[i].name, nodes[i].position[0],
                              nodes[i].position[1]))
        return reader_fail (r, "the name \"%s\" is taken", nodes[i].name);
      reader_leave (r, inner);
    }
  reader_leave (r, mark);
  return true;
}

/* What one direction says, if anything, goes over what is said for both. */
static struct direction_config
override_direction (const struct direction_config *both,
                    const struct direction_config *one)
{
  struct direction_config d = *both;

  if (!one)
    return d;
  if (one->delay != SIM_TIME_NONE)
    d.delay = one->delay;
  if (!isnan (one->rate))
    d.rate = one->rate;
  if (one->queue.stated)
    d.queue = one->queue;
  if (!isnan (one->loss))
    d.loss = one->loss;
  if (one->jitter != SIM_TIME_NONE)
    d.jitter = one->jitter;
  if (one->has_bursts || !isnan (one->loss))
    d.has_bursts = one->has_bursts;
  if (one->has_bursts)
    d.bursts = one->bursts;
  if (!isnan (one->corruption))
    d.corruption = one->corruption;
  return d;
}

bool
topology_check_losses (reader *r, const struct direction_config *direction)
{
  if (!direction->has_bursts || !(direction->loss > 0))
    return true;
  reader_enter (r, "gilbert_elliott");
  return reader_fail (r, "say \"loss\" or \"gilbert_elliott\", not both");
}

static bool
check_stated_losses (reader *r, const struct link_config *stated)
{
  size_t mark;

  if (!topology_check_losses (r, &stated->both))
    return false;
  mark = reader_enter (r, "forward");
  if (stated->has_forward && !topology_check_losses (r, &stated->forward))
    return false;
  reader_leave (r, mark);
  mark = reader_enter (r, "backward");
  if (stated->has_backward && !topology_check_losses (r, &stated->backward))
    return false;
  reader_leave (r, mark);
  return true;
}

static bool
link_ends (reader *r, const struct topology *topology,
           const struct link_config *config, struct topology_link *link)
{
  char **names = config->between.items;
  g_autoptr (GPtrArray) known = NULL;
  uint32_t *ends[2] = { &link->a, &link->b };
  size_t mark = reader_enter (r, "between");

  if (config->between.n != 2)
    return reader_fail (r, "expected two nodes, found %zu", config->between.n);
  for (size_t i = 0; i < 2; i++)
    {
      int64_t at = topology_find (topology, names[i]);
      size_t inner = reader_enter_element (r, i);

      if (at < 0)
        {
          known = topology_names (topology);
          return reader_unknown (r, "node", names[i], known);
        }
      *ends[i] = (uint32_t)at;
      reader_leave (r, inner);
    }
  if (link->a == link->b)
    return reader_fail (r, "a link needs two different nodes");
  if (find_link (topology, link->a, link->b))
    return reader_fail (r, "\"%s\" and \"%s\" are joined already", names[0],
                        names[1]);
  reader_leave (r, mark);
  return true;
}

/* Delay that the positions of its ends give a link; SIM_TIME_NONE without. */
static sim_time
position_delay (const struct topology *topology,
                const struct topology_config *config,
                const struct topology_link *link)
{
  const struct topology_node *a = topology_node (topology, link->a);
  const struct topology_node *b = topology_node (topology, link->b);

  if (isnan (a->x) || isnan (b->x))
    return SIM_TIME_NONE;
  return topology_distance_delay (config, hypot (a->x - b->x, a->y - b->y));
}

static bool
add_inline_link (reader *r, struct topology *topology,
                 const struct topology_config *config,
                 const struct link_config *stated)
{
  struct direction_config ab = override_direction (
      &stated->both, stated->has_forward ? &stated->forward : NULL);
  struct direction_config ba = override_direction (
      &stated->both, stated->has_backward ? &stated->backward : NULL);
  struct topology_link link;
  sim_time delay;

  if (!link_ends (r, topology, stated, &link)
      || !check_stated_losses (r, stated))
    return false;
  delay = position_delay (topology, config, &link);
  link.ab = direction_channel (&ab, delay);
  link.ba = direction_channel (&ba, delay);
  if (link.ab.delay == SIM_TIME_NONE || link.ba.delay == SIM_TIME_NONE)
    {
      reader_enter (r, "delay");
      return reader_fail (r, "missing; expected a time such as \"2 ms\", or "
                             "positions of both ends");
    }
  add_link (topology, &link);
  return true;
}

static bool
add_inline_links (reader *r, struct topology *topology,
                  const struct topology_config *config)
{
  const struct link_config *links = config->links.items;
  size_t mark = reader_enter (r, "links");

  for (size_t i = 0; i < config->links.n; i++)
    {
      size_t inner = reader_enter_element (r, i);

      if (!add_inline_link (r, topology, config, &links[i]))
        return false;
      reader_leave (r, inner);
    }
  reader_leave (r, mark);
  return true;
}

static bool
add_sources (reader *r, struct topology *topology,
             const struct topology_config *config)
{
  if (config->file && config->generate.chosen)
    return reader_fail (r, "expected \"file\" or \"generate\", found both");
  if (config->file && !topology_read_graphml (r, topology, config))
    return false;
  if (config->generate.chosen && !topology_generate (r, topology, config))
    return false;
  return add_inline_nodes (r, topology, config)
         && add_inline_links (r, topology, config);
}

bool
topology_check_count (reader *r, int64_t count)
{
  return count <= ROUTING_ROUTERS_MAX
         || reader_fail (r,
                         "expected at most %u nodes, found %" G_GINT64_FORMAT,
                         ROUTING_ROUTERS_MAX, count);
}

/* The file's names; those of the scenario itself are checked on the way. */
static bool
check_names (reader *r, const struct topology *topology)
{
  for (uint32_t i = 0; i < topology->nodes->len; i++)
    if (!check_name (r, topology_node (topology, i)->name))
      return false;
  return true;
}

/* Distances can give delays that nobody stated. */
static bool
check_delays (reader *r, const struct topology *topology)
{
  for (unsigned i = 0; i < topology->links->len; i++)
    {
      const struct topology_link *link
          = &g_array_index (topology->links, struct topology_link, i);

      if (MAX (link->ab.delay, link->ba.delay) > LINK_DELAY_MAX)
        return reader_fail (r, "\"%s\" and \"%s\" are more than 100 s apart",
                            topology_node (topology, link->a)->name,
                            topology_node (topology, link->b)->name);
    }
  return true;
}

struct topology *
topology_build (reader *r, const struct topology_config *config)
{
  struct topology *topology = topology_new ();

  if (add_sources (r, topology, config)
      && topology_check_count (r, topology->nodes->len)
      && check_names (r, topology) && check_delays (r, topology)
      && (topology->nodes->len > 0
          || reader_fail (r, "no nodes; expected \"nodes\", \"file\" or "
                             "\"generate\"")))
    return topology;
  topology_free (topology);
  return NULL;
}
