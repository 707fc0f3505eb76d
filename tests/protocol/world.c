/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/world.h"

/* ---- what was heard ------------------------------------------------ */

unsigned
world_count (const struct world *w, const char *name)
{
  return recording_count (&w->heard, name, TRANSACTION_NONE);
}

const struct signal *
world_sent (const struct world *w, const char *name, unsigned nth)
{
  return recording_sent (&w->heard, name, nth);
}

void
world_last (const struct world *w, const char *name, struct mh_message *message)
{
  const struct signal *s = world_sent (w, name, world_count (w, name) - 1);

  g_assert_cmpint (mh_decode (s->octets, s->n, NULL, NULL, message), ==, MH_OK);
}

unsigned
world_marks (const struct world *w, unsigned point)
{
  return recording_marks (&w->heard, point);
}

const struct mark *
world_mark (const struct world *w, unsigned point, unsigned nth)
{
  return recording_mark (&w->heard, point, nth);
}

/* ---- building ------------------------------------------------------ */

struct domain_config
world_config (void)
{
  struct domain_config config = common_config ();

  config.access.detach_notice = true;
  return config;
}

static struct node *
add_spoke (struct world *w, const char *name, sim_time delay)
{
  struct node *node = network_add_router (w->sim->network, name);

  join (w->core, node, delay);
  return node;
}

struct world *
world_new (const struct domain_config *config)
{
  struct world *w = g_new0 (struct world, 1);

  w->sim = sim_new (1, 0);
  recording_init (&w->heard, w->sim);
  w->domain = domain_new (w->sim, config);
  w->core = network_add_router (w->sim->network, "core");
  w->anchor = add_spoke (w, "anchor", WORLD_ANCHOR_DELAY);
  w->cn = add_spoke (w, "cn", WORLD_CN_DELAY);
  w->domain->anchor = w->domain->controller = w->anchor;
  for (unsigned i = 0; i < WORLD_ROUTERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("ar%u", i);

      domain_add_access_router (
          w->domain,
          add_spoke (w, name,
                     i == WORLD_FAR ? WORLD_FAR_DELAY : WORLD_ACCESS_DELAY));
    }
  network_freeze (w->sim->network);
  return w;
}

void
world_build (struct world *w, const struct architecture *architecture)
{
  domain_build (w->domain, architecture, &w->pmipv6);
}

struct world *
world_new_pmipv6 (const struct domain_config *config)
{
  struct world *w = world_new (config);

  w->pmipv6 = (struct pmipv6_config){ .deregister = true,
                                      .binding_hold = true,
                                      .handoff_known = true };
  world_build (w, &architecture_pmipv6);
  return w;
}

void
world_free (struct world *w)
{
  g_assert_true (network_books_balance (w->sim->network));
  domain_free (w->domain);
  sim_free (w->sim);
  recording_clear (&w->heard);
  g_free (w);
}

struct access_router *
world_router (struct world *w, unsigned i)
{
  return g_ptr_array_index (w->domain->routers, i);
}

struct lma *
world_lma (struct world *w)
{
  return ((struct pmipv6 *)w->domain->architecture_state)->lma;
}

struct mag *
world_mag (struct world *w, unsigned i)
{
  return world_router (w, i)->entity;
}

void
world_run (struct world *w, sim_time until)
{
  engine_run (w->sim->engine, until);
}

/* ---- disturbing ---------------------------------------------------- */

void
world_block (struct world *w, const struct address *address)
{
  block (w->core, address);
}

void
world_unblock (struct world *w, const struct address *address)
{
  unblock (w->core, address);
}

/* ---- data ---------------------------------------------------------- */

static void
take_data (struct node *node, struct packet *p, void *data)
{
  ++*(unsigned *)data;
  packet_deliver (node, p);
}

struct mobile_node *
world_add_node (struct world *w, const char *name, uint32_t prefixes)
{
  struct mobile_node *mn = domain_add_mobile_node (w->domain, name, prefixes);

  node_set_handler (mn->node, NEXT_UDP, take_data, &w->received);
  return mn;
}

void
world_send_data (struct world *w, struct node *from,
                 const struct address *source,
                 const struct address *destination)
{
  struct ipv6_header header = { .source = *source,
                                .destination = *destination,
                                .next_header = NEXT_UDP,
                                .hop_limit = IPV6_DEFAULT_HOP_LIMIT };
  struct packet *p = packet_new (w->sim->network, PACKET_DATA, UDP_HEADER_SIZE);

  p->meter.flow = FLOW_NONE;
  packet_push_udp (p, source, destination, 9, 9);
  packet_push_ipv6 (p, &header);
  node_send (from, p);
}

uint64_t
world_dropped (const struct world *w, enum drop_reason reason)
{
  const struct books *books = network_books (w->sim->network);
  uint64_t n = 0;

  for (unsigned c = 0; c < PACKET_CLASSES; c++)
    n += books->dropped[c][reason];
  return n;
}

struct address
world_host (const struct prefix *prefix)
{
  return prefix_host (prefix, 0x42);
}
