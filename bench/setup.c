/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nodes cost: CPU time and resident memory per router (address, links,
 * prefix) and per host (access link, address, routes at its access router).
 *
 *   setup [NODES [WHAT]]
 *
 * Without arguments: 10^4 routers; 10^4, 10^5 and 10^6 hosts. */
#include <glib.h>

#include "bench/bench.h"
#include "bench/channel.h"
#include "sim/sim.h"

#define ACCESS_ROUTERS 1000u
#define ROUTERS 10000u

/* @n routers in a ring. */
static void
routers_work (void *data, uint64_t n)
{
  struct network *network = data;
  const struct channel_config channel = bench_channel ();

  for (uint64_t i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("router%" G_GUINT64_FORMAT, i);
      struct node *node = network_add_router (network, name);

      network_new_prefix (network, node);
      if (i > 0)
        network_add_link (network, network_node (network, (uint32_t)i - 1),
                          node, &channel, &channel);
    }
  network_add_link (network, network_node (network, 0),
                    network_node (network, (uint32_t)n - 1), &channel,
                    &channel);
}

static void
add_attached_host (struct network *network, uint64_t i)
{
  const struct channel_config channel = bench_channel ();
  struct node *router = network_node (network, (uint32_t)(i % ACCESS_ROUTERS));
  g_autofree char *name = g_strdup_printf ("host%" G_GUINT64_FORMAT, i);
  struct node *host = network_add_host (network, name);
  struct link *link
      = network_add_access_link (network, host, &channel, &channel);
  const struct prefix prefix = network_new_prefix (network, router);
  const struct address address = prefix_host (&prefix, 1);
  const struct route down = { .kind = ROUTE_ACCESS, .link = link };
  const struct route up = { .kind = ROUTE_PLAIN };

  node_add_address (host, &address);
  node_set_route (router, &prefix, &down);
  node_set_source_route (router, &prefix, &up);
  link_attach (link, router);
}

static void
hosts_work (void *data, uint64_t n)
{
  for (uint64_t i = 0; i < n; i++)
    add_attached_host (data, i);
}

/* What @n nodes of a kind cost, on top of @access routers. */
static void
nodes_bench (const char *what, bench_work *work, uint64_t n, uint64_t access)
{
  struct sim *sim = sim_new (1, 0);
  struct bench_result result;
  uint64_t before;

  if (access > 0)
    routers_work (sim->network, access);
  before = bench_resident ();
  result = bench_measure (work, sim->network, n, 1);
  printf ("{\"bench\":\"setup\",\"node\":\"%s\",\"nodes\":%" G_GUINT64_FORMAT
          ",\"bytes_per_node\":%.0f,",
          what, n, (double)(bench_resident () - before) / (double)n);
  bench_print (&result);
  printf ("}\n");
  sim_free (sim);
}

int
main (int argc, char **argv)
{
  const uint64_t one = bench_argument (argc, argv, 1, 0);

  if (bench_wants (argc, argv, 2, "router"))
    nodes_bench ("router", routers_work, one > 0 ? one : ROUTERS, 0);
  for (uint64_t n = one > 0 ? one : 10000; n <= (one > 0 ? one : 1000000);
       n *= 10)
    if (bench_wants (argc, argv, 2, "host"))
      nodes_bench ("host", hosts_work, n, ACCESS_ROUTERS);
  return 0;
}
