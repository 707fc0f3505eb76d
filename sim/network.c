/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network as a whole: its nodes, the address plan and the books. */
#include "sim/network.h"

#include <glib.h>
#include <string.h>

#include "sim/network_state.h"
#include "sim/trail_state.h"

#define CHUNK_SIZE ((size_t)256 * 1024)
#define CACHE_LINE 64
#define BLOCKS_MAX 65535u
#define SUBNETS 65536u

/* ---- life ---------------------------------------------------------- */

struct network *
network_new (struct sim *sim)
{
  struct network *network = g_new0 (struct network, 1);

  network->sim = sim;
  network->mtu = UINT32_MAX;
  network->arrival
      = engine_kind (sim->engine, "packet-arrival", channel_arrival);
  network->channels = g_ptr_array_new ();
  network->links = g_ptr_array_new ();
  network->watches = g_array_new (FALSE, FALSE, sizeof (struct link_watch));
  network->errors = g_array_new (FALSE, TRUE, sizeof (sim_time));
  network->names = g_hash_table_new (g_str_hash, g_str_equal);
  network->chunks = g_ptr_array_new_with_free_func (g_aligned_free);
  packet_pool_init (&network->packets);
  return network;
}

void
network_free (struct network *network)
{
  if (!network)
    return;
  for (uint32_t i = 0; i < network->n_nodes; i++)
    node_clear (network->nodes[i]);
  for (guint i = 0; i < network->links->len; i++)
    link_clear (g_ptr_array_index (network->links, i));
  network_free_reconvergence (network);
  trails_free (network);
  routing_free (network->routing);
  packet_pool_clear (&network->packets);
  g_hash_table_destroy (network->names);
  g_ptr_array_free (network->channels, TRUE);
  g_ptr_array_free (network->links, TRUE);
  g_array_free (network->watches, TRUE);
  g_array_free (network->errors, TRUE);
  g_ptr_array_free (network->chunks, TRUE);
  network_free_anycast (network);
  g_free (network->blocks);
  g_free (network->nodes);
  g_free (network);
}

void
network_set_mtu (struct network *network, uint32_t mtu, too_big_handler *tell)
{
  network->mtu = mtu;
  network->tell_too_big = tell;
}

void
network_set_expired (struct network *network, expired_handler *tell)
{
  network->tell_expired = tell;
}

struct sim *
network_sim (const struct network *network)
{
  return network->sim;
}

/* @n: a multiple of what the arena aligns to. */
static void *
arena_take (struct network *network, struct arena *arena, size_t n)
{
  uint8_t *memory;

  g_assert (n <= CHUNK_SIZE);
  if (arena->left < n)
    {
      arena->at = g_aligned_alloc0 (1, CHUNK_SIZE, CACHE_LINE);
      arena->left = CHUNK_SIZE;
      g_ptr_array_add (network->chunks, arena->at);
    }
  memory = arena->at;
  arena->at += n;
  arena->left -= n;
  return memory;
}

void *
network_allocate_lines (struct network *network, size_t n)
{
  return arena_take (network, &network->lines,
                     (n + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE);
}

void *
network_allocate (struct network *network, size_t n)
{
  return arena_take (network, &network->words, (n + 7) / 8 * 8);
}

/* ---- nodes --------------------------------------------------------- */

static void
make_room (struct network *network)
{
  if (network->n_nodes < network->room)
    return;
  network->room = MAX (64, 2 * network->room);
  network->nodes = g_renew (struct node *, network->nodes, network->room);
  engine_reserve_origins (network->sim->engine, network->room + 1);
}

static struct node *
add_node (struct network *network, enum node_kind kind, const char *name)
{
  struct node *node = network_allocate_lines (network, sizeof *node);
  size_t n = strlen (name) + 1;

  make_room (network);
  node->id = network->n_nodes;
  node->kind = kind;
  node->network = network;
  node->name = memcpy (network_allocate (network, n), name, n);
  node->state = network_allocate (network, sizeof *node->state);
  network->nodes[network->n_nodes++] = node;
  if (!g_hash_table_insert (network->names, node->name, node))
    g_error ("two nodes are called \"%s\"", name);
  return node;
}

struct node *
network_add_host (struct network *network, const char *name)
{
  return add_node (network, NODE_HOST, name);
}

struct node *
network_node (const struct network *network, uint32_t id)
{
  g_assert (id < network->n_nodes);
  return network->nodes[id];
}

uint32_t
network_nodes (const struct network *network)
{
  return network->n_nodes;
}

struct node *
network_find_node (const struct network *network, const char *name)
{
  return g_hash_table_lookup (network->names, name);
}

/* ---- the address plan ---------------------------------------------- */

/* 2001:db8:<block>:<subnet>::<host> */
static struct address
plan_address (uint32_t block, uint32_t subnet, uint8_t host)
{
  struct address a = { { 0x20, 0x01, 0x0d, 0xb8 } };

  wire_put16 (a.octet + 4, block);
  wire_put16 (a.octet + 6, subnet);
  a.octet[15] = host;
  return a;
}

uint32_t
network_new_block (struct network *network, struct node *router)
{
  uint32_t block = MAX (1, network->n_blocks);

  if (block > BLOCKS_MAX)
    g_error ("2001:db8::/32 has no block left for \"%s\"",
             router ? router->name : "anycast");
  if ((block & (block - 1)) == 0)
    network->blocks = g_renew (struct node *, network->blocks, 2 * block);
  network->blocks[0] = NULL;
  network->blocks[block] = router;
  network->n_blocks = block + 1;
  return block;
}

/* Gives @router the next /48. */
static void
add_block (struct network *network, struct node *router)
{
  router->state->pool->block = network_new_block (network, router);
  router->state->pool->next_subnet = 0;
}

struct node *
network_add_router (struct network *network, const char *name)
{
  struct node *router = add_node (network, NODE_ROUTER, name);
  struct node_state *state = router->state;

  g_assert (!network->routing && router->id == network->n_routers);
  network->n_routers++;
  state->pool = prefix_pool_new ();
  add_block (network, router);
  router->address = plan_address (state->pool->block, 0, 1);
  state->pool->next_subnet = 1;
  return router;
}

/* Of a prefix: which /64 of the plan it is. */
static uint32_t
subnet_of (const struct address *address)
{
  return wire_get32 (address->octet + 4);
}

struct prefix
network_new_prefix (struct network *network, struct node *router)
{
  struct prefix_pool *pool = router->state->pool;
  struct address address;
  uint32_t used;

  g_assert (router->kind == NODE_ROUTER);
  if (pool->next_subnet == SUBNETS && prefix_pool_reuse (pool, &used))
    {
      address = plan_address (used >> 16, used & 0xffff, 0);
      return prefix_make (&address, 64);
    }
  do
    {
      if (pool->next_subnet == SUBNETS)
        add_block (network, router);
      address = plan_address (pool->block, pool->next_subnet++, 0);
    }
  while (prefix_pool_forget_claim (pool, subnet_of (&address)));
  return prefix_make (&address, 64);
}

bool
network_claim_prefix (struct network *network, struct node *router,
                      const struct prefix *prefix)
{
  struct prefix_pool *pool = router->state->pool;
  uint32_t subnet = subnet_of (&prefix->address);

  if (prefix->length != 64
      || network_anchor (network, &prefix->address) != router)
    return false;
  if (prefix_pool_is_ahead (pool, subnet))
    return prefix_pool_claim (pool, subnet);
  return prefix_pool_withdraw (pool, subnet);
}

void
network_release_prefix (struct network *network, const struct prefix *prefix)
{
  struct node *router = network_anchor (network, &prefix->address);
  uint32_t subnet = subnet_of (&prefix->address);

  g_assert (router && prefix->length == 64);
  if (prefix_pool_is_ahead (router->state->pool, subnet))
    prefix_pool_forget_claim (router->state->pool, subnet);
  else
    prefix_pool_release (router->state->pool, subnet);
}

void
network_take_over (struct network *network, const struct node *from,
                   struct node *to)
{
  g_assert (from->kind == NODE_ROUTER && to->kind == NODE_ROUTER);
  trails_touch_all (network);
  for (uint32_t i = 1; i < network->n_blocks; i++)
    if (network->blocks[i] == from)
      network->blocks[i] = to;
}

struct node *
network_anchor (const struct network *network, const struct address *address)
{
  uint32_t block = wire_get16 (address->octet + 4);

  if (wire_get32 (address->octet) != UINT32_C (0x20010db8)
      || block >= network->n_blocks)
    return NULL;
  return network->blocks[block];
}

/* ---- links by their ends ------------------------------------------- */

struct link *
network_find_link (const struct network *network, const struct node *a,
                   const struct node *b, bool *a_first)
{
  for (guint i = 0; i < network->links->len; i++)
    {
      struct link *link = g_ptr_array_index (network->links, i);

      *a_first = link->ab.from == a && link->ab.to == b;
      if (*a_first || (link->ab.from == b && link->ab.to == a))
        return link;
    }
  return NULL;
}

unsigned
network_links (const struct network *network)
{
  return network->links->len;
}

struct link *
network_link (const struct network *network, unsigned i)
{
  return g_ptr_array_index (network->links, i);
}

void
network_watch_link (struct network *network, struct link *link,
                    link_watcher *watcher, void *data)
{
  struct link_watch watch = { link, watcher, data };

  g_array_append_val (network->watches, watch);
}

/* ---- paths --------------------------------------------------------- */

void
network_set_stub (struct network *network, const struct node *node)
{
  g_assert (network->routing && node->kind == NODE_ROUTER);
  routing_set_stub (network->routing, node->id);
}

void
network_freeze (struct network *network)
{
  if (network->routing)
    return;
  network->routing = routing_new (
      network->n_routers, (struct channel *const *)network->channels->pdata,
      network->channels->len);
  network->forwarding = network->routing;
}

/* Apart from network_next(), which each hop takes. */
static G_GNUC_NO_INLINE struct channel *
next_by_new_tables (struct network *network, const struct node *from,
                    const struct node *to)
{
  network_converge (network);
  return routing_next (network->forwarding, from->id, to->id);
}

struct channel *
network_next (struct network *network, const struct node *from,
              const struct node *to)
{
  if (G_UNLIKELY (!network->forwarding))
    return next_by_new_tables (network, from, to);
  return routing_next (network->forwarding, from->id, to->id);
}

/* On the path that leads through all that was built. */
static struct channel *
path_next (struct network *network, const struct node *from,
           const struct node *to)
{
  g_assert (network->routing);
  return routing_next (network->routing, from->id, to->id);
}

sim_time
network_path_delay (struct network *network, const struct node *from,
                    const struct node *to)
{
  sim_time delay = 0;

  g_assert (from->kind == NODE_ROUTER && to->kind == NODE_ROUTER);
  while (from != to)
    {
      const struct channel *next = path_next (network, from, to);

      if (!next)
        return SIM_TIME_MAX;
      delay += next->delay;
      from = next->to;
    }
  return delay;
}

uint32_t
network_path_hops (struct network *network, const struct node *from,
                   const struct node *to)
{
  uint32_t hops = 0;

  g_assert (from->kind == NODE_ROUTER && to->kind == NODE_ROUTER);
  while (from != to)
    {
      const struct channel *next = path_next (network, from, to);

      if (!next)
        return UINT32_MAX;
      hops++;
      from = next->to;
    }
  return hops;
}

double
network_path_success (struct network *network, const struct node *from,
                      const struct node *to)
{
  double success = 1;

  while (from != to)
    {
      const struct channel *next = path_next (network, from, to);

      if (!next)
        return 0;
      success *= 1 - channel_loss (next);
      from = next->to;
    }
  return success;
}

/* ---- books --------------------------------------------------------- */

const struct books *
network_books (const struct network *network)
{
  return &network->books;
}

uint64_t
network_in_flight (const struct network *network, enum packet_class class)
{
  return network->packets.live[class];
}

bool
network_books_balance (const struct network *network)
{
  const struct books *books = &network->books;

  for (int c = 0; c < PACKET_CLASSES; c++)
    {
      uint64_t ended = books->delivered[c] + books->consumed[c];

      for (int why = 0; why < DROP_N; why++)
        ended += books->dropped[c][why];
      if (books->sent[c] != ended + network_in_flight (network, c))
        return false;
    }
  return true;
}
