/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shortest-delay routes against brute force, longest match against linear
 * search. */
#include "sim/network_state.h"
#include "tests/unit/fixture.h"

#define NODES_MOST 24
#define FAR INT64_C (0x3fffffffffffffff)

/* (delay, hops), compared in this order. */
struct length
{
  int64_t delay, hops;
};

struct graph
{
  unsigned n;
  struct length edge[NODES_MOST][NODES_MOST]; /* least of parallel ones */
  struct length path[NODES_MOST][NODES_MOST];
};

static bool
shorter (struct length a, struct length b)
{
  return a.delay != b.delay ? a.delay < b.delay : a.hops < b.hops;
}

static struct length
sum (struct length a, struct length b)
{
  if (a.delay == FAR || b.delay == FAR)
    return (struct length){ FAR, FAR };
  return (struct length){ a.delay + b.delay, a.hops + b.hops };
}

static void
graph_init (struct graph *graph, unsigned n)
{
  graph->n = n;
  for (unsigned i = 0; i < n; i++)
    for (unsigned j = 0; j < n; j++)
      graph->edge[i][j]
          = i == j ? (struct length){ 0, 0 } : (struct length){ FAR, FAR };
}

/* Floyd and Warshall. */
static void
graph_solve (struct graph *graph)
{
  memcpy (graph->path, graph->edge, sizeof graph->path);
  for (unsigned k = 0; k < graph->n; k++)
    for (unsigned i = 0; i < graph->n; i++)
      for (unsigned j = 0; j < graph->n; j++)
        {
          struct length via = sum (graph->path[i][k], graph->path[k][j]);

          if (shorter (via, graph->path[i][j]))
            graph->path[i][j] = via;
        }
}

/* The lowest neighbour of @i on a shortest path to @j, or n. */
static unsigned
graph_next (const struct graph *graph, unsigned i, unsigned j)
{
  for (unsigned k = 0; k < graph->n; k++)
    {
      struct length via = sum (graph->edge[i][k], graph->path[k][j]);

      if (k != i && via.delay != FAR && via.delay == graph->path[i][j].delay
          && via.hops == graph->path[i][j].hops)
        return k;
    }
  return graph->n;
}

static void
add_random_link (struct sim *sim, struct graph *graph, int spread)
{
  unsigned i = (unsigned)g_test_rand_int_range (0, (int)graph->n);
  unsigned j = (unsigned)g_test_rand_int_range (0, (int)graph->n);
  struct length ij = { g_test_rand_int_range (0, spread), 1 };
  struct length ji = { g_test_rand_int_range (0, spread), 1 };
  const struct channel_config ab = channel_of (ij.delay, INFINITY);
  const struct channel_config ba = channel_of (ji.delay, INFINITY);

  if (i == j)
    return;
  network_add_link (sim->network, network_node (sim->network, i),
                    network_node (sim->network, j), &ab, &ba);
  if (shorter (ij, graph->edge[i][j]))
    graph->edge[i][j] = ij;
  if (shorter (ji, graph->edge[j][i]))
    graph->edge[j][i] = ji;
}

static void
check_pair (struct sim *sim, const struct graph *graph, unsigned i, unsigned j)
{
  const struct node *from = network_node (sim->network, i);
  const struct node *to = network_node (sim->network, j);
  sim_time delay = network_path_delay (sim->network, from, to);
  uint32_t hops = network_path_hops (sim->network, from, to);
  unsigned next = graph_next (graph, i, j);

  if (graph->path[i][j].delay == FAR)
    {
      g_assert_cmpint (delay, ==, SIM_TIME_MAX);
      g_assert_cmpuint (hops, ==, UINT32_MAX);
      g_assert_null (network_next (sim->network, from, to));
      return;
    }
  g_assert_cmpint (delay, ==, graph->path[i][j].delay);
  g_assert_cmpint (hops, ==, graph->path[i][j].hops);
  if (i != j)
    g_assert_cmpuint (network_next (sim->network, from, to)->to->id, ==, next);
}

/* ---- anycast ------------------------------------------------------- */

#define MEMBERS_MOST 4

/* By brute force: the first of the nearest, or n. */
static unsigned
graph_nearest (const struct graph *graph, unsigned from,
               const unsigned *members, unsigned n)
{
  unsigned best = n;

  for (unsigned i = 0; i < n; i++)
    {
      int64_t delay = graph->path[from][members[i]].delay;

      if (delay != FAR
          && (best == n || delay < graph->path[from][members[best]].delay))
        best = i;
    }
  return best;
}

/* And the router next on the way says the same. */
static void
check_nearest (struct sim *sim, const struct graph *graph, unsigned from,
               const unsigned *members, unsigned n,
               const struct address *address)
{
  const struct node *node = network_node (sim->network, from);
  unsigned nearest = graph_nearest (graph, from, members, n);
  const struct node *found = network_nearest (sim->network, node, address);
  const struct channel *next;

  if (nearest == n)
    {
      g_assert_null (found);
      return;
    }
  g_assert_cmpuint (found->id, ==, members[nearest]);
  if (found == node)
    return;
  next = network_next (sim->network, node, found);
  g_assert_true (network_nearest (sim->network, next->to, address) == found);
}

static void
check_anycast (struct sim *sim, const struct graph *graph)
{
  unsigned members[MEMBERS_MOST];
  struct node *routers[MEMBERS_MOST];
  unsigned n = (unsigned)g_test_rand_int_range (1, MEMBERS_MOST + 1);
  struct prefix prefix;
  struct address address;

  for (unsigned i = 0; i < n; i++)
    {
      members[i] = (unsigned)g_test_rand_int_range (0, (int)graph->n);
      routers[i] = network_node (sim->network, members[i]);
    }
  prefix = network_new_anycast (sim->network, routers, n);
  address = prefix_host (&prefix, 7);
  g_assert_null (network_anchor (sim->network, &address));
  for (unsigned i = 0; i < graph->n; i++)
    check_nearest (sim, graph, i, members, n, &address);
}

/* @spread 1: all delays zero; 3: many ties; large: few. */
static void
check_random_graph (unsigned n, unsigned links, int spread)
{
  struct sim *sim = sim_new (1, 0);
  struct graph graph = { .n = 0 };

  graph_init (&graph, n);
  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%u", i);

      network_add_router (sim->network, name);
    }
  for (unsigned i = 0; i < links; i++)
    add_random_link (sim, &graph, spread);
  network_freeze (sim->network);
  graph_solve (&graph);
  for (unsigned i = 0; i < n; i++)
    for (unsigned j = 0; j < n; j++)
      check_pair (sim, &graph, i, j);
  for (int i = 0; i < 2; i++)
    check_anycast (sim, &graph);
  sim_free (sim);
}

static void
test_random_graphs (void)
{
  static const int spreads[] = { 1, 2, 4, 50, 1000000000 };

  for (int round = 0; round < 200; round++)
    {
      unsigned n = (unsigned)g_test_rand_int_range (1, NODES_MOST + 1);
      unsigned links = (unsigned)g_test_rand_int_range (0, 4 * (int)n);

      check_random_graph (n, links, spreads[round % 5]);
    }
}

/* ---- reconvergence ------------------------------------------------- */

/* The graph without what is out of service. */
static void
graph_in_service (const struct network *network, struct graph *graph)
{
  graph_init (graph, network->n_routers);
  for (guint i = 0; i < network->channels->len; i++)
    {
      const struct channel *c = g_ptr_array_index (network->channels, i);
      struct length length = { c->delay, 1 };

      if (!c->down && node_is_up (c->from) && node_is_up (c->to)
          && shorter (length, graph->edge[c->from->id][c->to->id]))
        graph->edge[c->from->id][c->to->id] = length;
    }
  graph_solve (graph);
}

/* Each hop is as @graph has it; without a way to @j none at all. */
static void
check_routes (struct network *network, const struct graph *graph)
{
  for (unsigned i = 0; i < graph->n; i++)
    for (unsigned j = 0; j < graph->n; j++)
      {
        const struct channel *next
            = i == j ? NULL
                     : network_next (network, network_node (network, i),
                                     network_node (network, j));

        if (i == j || graph->path[i][j].delay == FAR)
          g_assert_null (next);
        else
          g_assert_cmpuint (next->to->id, ==, graph_next (graph, i, j));
      }
}

/* Links and routers fail and return, one each second: tables are as before for
 * 200 ms, then as a graph without what is out has them. */
static void
check_reconvergence (struct sim *sim)
{
  struct network *network = sim->network;
  struct graph was, is;

  graph_in_service (network, &is);
  for (int round = 1; round <= 12; round++)
    {
      was = is;
      if (g_test_rand_bit () && network->links->len > 0)
        {
          struct link *link = network_link (
              network, g_test_rand_int_range (0, network->links->len));

          link_set_up (link, !link_is_up (link));
        }
      else
        {
          struct node *node = network_node (
              network, g_test_rand_int_range (0, network->n_routers));

          node_set_up (node, !node_is_up (node));
        }
      graph_in_service (network, &is);
      engine_run (sim->engine, round * SIM_SECOND - 800 * SIM_MILLISECOND - 1);
      check_routes (network, &was);
      engine_run (sim->engine, round * SIM_SECOND);
      check_routes (network, &is);
    }
}

static void
test_reconvergence (void)
{
  for (int round = 0; round < 60; round++)
    {
      unsigned n = (unsigned)g_test_rand_int_range (2, NODES_MOST + 1);
      unsigned links = (unsigned)g_test_rand_int_range (0, 3 * (int)n);
      struct sim *sim = sim_new (1, 0);
      struct graph graph = { .n = 0 };

      graph_init (&graph, n);
      for (unsigned i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("r%u", i);

          network_add_router (sim->network, name);
        }
      for (unsigned i = 0; i < links; i++)
        add_random_link (sim, &graph, round % 2 ? 3 : 1000);
      network_freeze (sim->network);
      network_set_reconvergence (sim->network, 200 * SIM_MILLISECOND);
      check_reconvergence (sim);
      sim_free (sim);
    }
}

/* Of anycast members the nearest that can be reached; paths that are asked for
 * are those of the network as it was built. */
static void
test_anycast_reconverges (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *a = network_add_router (sim->network, "a");
  struct node *b = network_add_router (sim->network, "b");
  struct node *c = network_add_router (sim->network, "c");
  const struct channel_config near = channel_of (5, INFINITY);
  const struct channel_config far = channel_of (9, INFINITY);
  struct node *members[2] = { b, c };
  struct prefix prefix;
  struct address address;

  network_add_link (sim->network, a, b, &near, &near);
  network_add_link (sim->network, a, c, &far, &far);
  network_freeze (sim->network);
  network_set_reconvergence (sim->network, SIM_MILLISECOND);
  prefix = network_new_anycast (sim->network, members, 2);
  address = prefix_host (&prefix, 7);
  g_assert_true (network_nearest (sim->network, a, &address) == b);
  node_set_up (b, false);
  g_assert_true (network_nearest (sim->network, a, &address) == b);
  engine_run (sim->engine, SIM_MILLISECOND);
  g_assert_true (network_nearest (sim->network, a, &address) == c);
  g_assert_cmpint (network_path_delay (sim->network, a, b), ==, 5);
  node_set_up (c, false);
  engine_run (sim->engine, 2 * SIM_MILLISECOND);
  g_assert_null (network_nearest (sim->network, a, &address));
  node_set_up (b, true);
  engine_run (sim->engine, 3 * SIM_MILLISECOND);
  g_assert_true (network_nearest (sim->network, a, &address) == b);
  sim_free (sim);
}

/* Of two parallel links of one delay the first made is taken. */
static void
test_parallel_links (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *a = network_add_router (sim->network, "a");
  struct node *b = network_add_router (sim->network, "b");
  const struct channel_config channel = channel_of (5, INFINITY);
  const struct channel_config slow = channel_of (6, INFINITY);
  struct link *first;

  network_add_link (sim->network, a, b, &slow, &slow);
  first = network_add_link (sim->network, a, b, &channel, &channel);
  network_add_link (sim->network, b, a, &channel, &channel);
  network_freeze (sim->network);
  g_assert_true (network_next (sim->network, a, b) == &first->ab);
  g_assert_true (network_next (sim->network, b, a) == &first->ba);
  sim_free (sim);
}

/* One nanosecond counts beside minutes. */
static void
test_exact_when_long (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *node[3];
  const struct channel_config half = channel_of (INT64_C (1) << 35, INFINITY);
  const struct channel_config whole
      = channel_of ((INT64_C (1) << 36) + 1, INFINITY);

  for (int i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%d", i);

      node[i] = network_add_router (sim->network, name);
    }
  network_add_link (sim->network, node[0], node[1], &half, &half);
  network_add_link (sim->network, node[1], node[2], &half, &half);
  network_add_link (sim->network, node[0], node[2], &whole, &whole);
  network_freeze (sim->network);
  g_assert_cmpuint (network_path_hops (sim->network, node[0], node[2]), ==, 2);
  g_assert_cmpint (network_path_delay (sim->network, node[0], node[2]), ==,
                   INT64_C (1) << 36);
  sim_free (sim);
}

/* Child of the next two: a chain of three with links of @delay. */
static void
route_with_delay (sim_time delay)
{
  struct sim *sim = sim_new (1, 0);
  struct node *routers[3];

  add_chain (sim, routers, 3, delay);
  network_path_hops (sim->network, routers[0], routers[2]);
  sim_free (sim);
}

static void
test_refuses_long_link (void)
{
  if (g_test_subprocess ())
    {
      route_with_delay (INT64_C (1) << 37);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*link r0 - r1: a delay of 137.* s cannot be "
                             "routed exactly*");
}

static void
test_refuses_long_path (void)
{
  if (g_test_subprocess ())
    {
      route_with_delay (INT64_C (3) << 35);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*a path with a delay of 206.* s cannot be routed "
                             "exactly*");
}

/* ---- longest match ------------------------------------------------- */

#define PREFIXES 400

struct entry
{
  struct prefix prefix;
  bool present;
};

/* Few distinct bits, so that prefixes nest and addresses hit. */
static struct address
random_address (void)
{
  struct address a = { { 0x20, 0x01 } };

  for (int i = 2; i < 16; i++)
    a.octet[i] = (uint8_t)(g_test_rand_int_range (0, 8) == 0
                               ? g_test_rand_int_range (0, 256)
                               : 0);
  return a;
}

static struct entry *
linear_match (struct entry *entries, const struct address *a)
{
  struct entry *best = NULL;

  for (int i = 0; i < PREFIXES; i++)
    if (entries[i].present && prefix_contains (&entries[i].prefix, a)
        && (!best || entries[i].prefix.length > best->prefix.length))
      best = &entries[i];
  return best;
}

static uint32_t
count_present (const struct entry *entries)
{
  uint32_t n = 0;

  for (int i = 0; i < PREFIXES; i++)
    n += entries[i].present;
  return n;
}

/* Prefixes that no other entry has. */
static void
make_entries (struct entry *entries)
{
  for (int i = 0; i < PREFIXES; i++)
    {
      struct address a = random_address ();
      int j = 0;

      entries[i].present = false;
      entries[i].prefix
          = prefix_make (&a, (unsigned)g_test_rand_int_range (0, 129));
      while (!prefix_equal (&entries[j].prefix, &entries[i].prefix))
        j++;
      i -= j < i;
    }
}

static void
toggle (struct prefix_table *table, struct entry *entry)
{
  if (entry->present)
    g_assert_true (prefix_table_remove (table, &entry->prefix) == entry);
  else
    g_assert_null (prefix_table_set (table, &entry->prefix, entry));
  entry->present = !entry->present;
  g_assert_true (prefix_table_get (table, &entry->prefix)
                 == (entry->present ? entry : NULL));
}

static void
test_match (void)
{
  struct prefix_table *table = prefix_table_new ();
  struct entry entries[PREFIXES];

  make_entries (entries);
  for (int i = 0; i < 20000; i++)
    {
      struct entry *entry = &entries[g_test_rand_int_range (0, PREFIXES)];
      struct address near = entry->prefix.address;
      struct address any = random_address ();

      toggle (table, entry);
      near.octet[15] ^= (uint8_t)g_test_rand_int_range (0, 4);
      g_assert_true (prefix_table_match (table, &near)
                     == linear_match (entries, &near));
      g_assert_true (prefix_table_match (table, &any)
                     == linear_match (entries, &any));
      g_assert_cmpuint (prefix_table_size (table), ==, count_present (entries));
    }
  prefix_table_free (table, NULL);
}

/* 100000 host routes of one length, as an anchor has them. */
static void
test_many_prefixes (void)
{
  struct prefix_table *table = prefix_table_new ();
  struct address a = { { 0x20, 0x01, 0x0d, 0xb8 } };

  for (uint32_t i = 1; i <= 100000; i++)
    {
      wire_put32 (a.octet + 4, i);
      struct prefix prefix = prefix_make (&a, 64);

      prefix_table_set (table, &prefix, GUINT_TO_POINTER (i));
    }
  for (uint32_t i = 1; i <= 100000; i += 2)
    {
      wire_put32 (a.octet + 4, i);
      struct prefix prefix = prefix_make (&a, 64);

      g_assert_cmpuint (GPOINTER_TO_UINT (prefix_table_remove (table, &prefix)),
                        ==, i);
    }
  for (uint32_t i = 1; i <= 100000; i++)
    {
      wire_put32 (a.octet + 4, i);
      g_assert_cmpuint (GPOINTER_TO_UINT (prefix_table_match (table, &a)), ==,
                        i % 2 ? 0 : i);
    }
  prefix_table_free (table, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/routing/agrees-with-brute-force", test_random_graphs);
  g_test_add_func ("/routing/reconverges-as-brute-force", test_reconvergence);
  g_test_add_func ("/routing/reconverges-to-the-next-nearest",
                   test_anycast_reconverges);
  g_test_add_func ("/routing/parallel-links-in-order", test_parallel_links);
  g_test_add_func ("/routing/exact-over-minutes", test_exact_when_long);
  g_test_add_func ("/routing/refuses-link-out-of-range",
                   test_refuses_long_link);
  g_test_add_func ("/routing/refuses-path-out-of-range",
                   test_refuses_long_path);
  g_test_add_func ("/prefix-table/agrees-with-linear-search", test_match);
  g_test_add_func ("/prefix-table/holds-many", test_many_prefixes);
  return g_test_run ();
}
