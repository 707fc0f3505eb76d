/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/dmm-world.h"

#include <string.h>

/* ---- building ------------------------------------------------------ */

struct dmm_config
dmm_world_config (void)
{
  return (struct dmm_config){ .mode = DMM_RELAY,
                              .aggregate = true,
                              .aggregation_timeout = 500 * MS,
                              .retransmit_updates = true,
                              .release = DMM_RELEASE_REGISTERED,
                              .prefix_lifetime = 20 * S };
}

struct dmm_world *
dmm_world_new (const struct domain_config *domain, unsigned n)
{
  struct dmm_world *w = g_new0 (struct dmm_world, 1);

  w->sim = sim_new (1, 0);
  recording_init (&w->heard, w->sim);
  w->traffic = g_ptr_array_new ();
  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%u", i);

      network_add_router (w->sim->network, name);
    }
  w->domain = domain_new (w->sim, domain);
  return w;
}

struct node *
dmm_world_router (const struct dmm_world *w, unsigned i)
{
  return network_node (w->sim->network, i);
}

void
dmm_world_link (struct dmm_world *w, unsigned a, unsigned b, sim_time delay)
{
  join (dmm_world_router (w, a), dmm_world_router (w, b), delay);
}

void
dmm_world_build_as (struct dmm_world *w,
                    const struct architecture *architecture, const void *config,
                    const unsigned *access, unsigned n, unsigned controller)
{
  w->own_config = g_memdup2 (config, architecture->config_size);
  for (unsigned i = 0; i < n; i++)
    domain_add_access_router (w->domain, dmm_world_router (w, access[i]));
  w->domain->controller = dmm_world_router (w, controller);
  w->domain->anchor = w->domain->controller;
  w->domain->traffic = traffic_new (w->domain);
  network_freeze (w->sim->network);
  domain_build (w->domain, architecture, w->own_config);
}

void
dmm_world_build (struct dmm_world *w, const struct dmm_config *config,
                 const unsigned *access, unsigned n, unsigned controller)
{
  w->config = *config;
  dmm_world_build_as (w, &architecture_dmm, config, access, n, controller);
}

struct dmm_world *
dmm_star_as (const struct domain_config *domain,
             const struct architecture *architecture, const void *config,
             unsigned n)
{
  struct dmm_world *w = dmm_world_new (domain, n + 3);
  unsigned *access = g_new (unsigned, n);

  for (unsigned i = 0; i < n; i++)
    {
      access[i] = i + 1;
      dmm_world_link (w, 0, i + 1, 2 * MS);
    }
  dmm_world_link (w, 0, n + 1, 3 * MS);
  dmm_world_link (w, 0, n + 2, 10 * MS);
  dmm_world_build_as (w, architecture, config, access, n, n + 1);
  g_free (access);
  return w;
}

struct dmm_world *
dmm_star_new (const struct domain_config *domain,
              const struct dmm_config *config, unsigned n)
{
  struct dmm_world *w = dmm_star_as (domain, &architecture_dmm, config, n);

  w->config = *config;
  return w;
}

struct dmm_world *
dmm_star_in (enum dmm_mode mode)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();

  config.mode = mode;
  return dmm_star_new (&domain, &config, 3);
}

void
dmm_world_free (struct dmm_world *w)
{
  g_assert_true (network_books_balance (w->sim->network));
  traffic_finish (w->domain->traffic);
  domain_free (w->domain);
  sim_free (w->sim);
  recording_clear (&w->heard);
  for (guint i = 0; i < w->traffic->len; i++)
    {
      struct traffic_config *config = g_ptr_array_index (w->traffic, i);

      g_free (config->pattern.config);
      g_free (config);
    }
  g_ptr_array_unref (w->traffic);
  g_free (w->own_config);
  g_free (w);
}

/* ---- moving -------------------------------------------------------- */

struct mobile_node *
dmm_world_node (struct dmm_world *w, const char *name)
{
  return domain_add_mobile_node (w->domain, name, 1);
}

void
dmm_world_run (struct dmm_world *w, sim_time until)
{
  engine_run (w->sim->engine, until);
}

void
dmm_world_go (struct dmm_world *w, struct mobile_node *mn, unsigned i)
{
  struct access_router *router = g_ptr_array_index (w->domain->routers, i);

  if (access_heading (mn))
    access_move (mn, router);
  else
    access_enter (mn, router);
}

struct mobile_node *
dmm_world_walk (struct dmm_world *w, unsigned n)
{
  struct mobile_node *mn = dmm_world_node (w, "mn");

  for (unsigned i = 0; i < n; i++)
    {
      dmm_world_go (w, mn, i);
      dmm_world_run (w, (i + 1) * 10 * S);
    }
  return mn;
}

enum maar_state
dmm_world_state (struct dmm_world *w, struct mobile_node *mn, unsigned i)
{
  const struct maar_session *session = dmm_world_session (w, mn, i);

  return session ? session->state : MAAR_GONE;
}

struct maar_session *
dmm_world_session (struct dmm_world *w, struct mobile_node *mn, unsigned i)
{
  struct access_router *router = g_ptr_array_index (w->domain->routers, i);

  return maar_find (router->entity, mn);
}

struct cmd_bce *
dmm_world_bce (struct mobile_node *mn)
{
  return ((struct dmm_node *)mn->anchored)->bce;
}

struct address
dmm_world_address (const struct dmm_world *w, unsigned i)
{
  const struct access_router *router
      = g_ptr_array_index (w->domain->routers, i);

  return router->node->address;
}

struct address
dmm_world_cmd (const struct dmm_world *w)
{
  return mobility_central_address (w->domain->controller);
}

static const struct parameter *
find_key (const struct parameter *row, const char *key)
{
  while (!g_str_equal (row->key, key))
    row++;
  return row;
}

/* The pattern by its table, as the loader would fill it. */
static struct variant_value
constant_bit_rate (void)
{
  const struct variant *cbr = traffic_pattern_variants[0];
  char *config = g_malloc0 (cbr->size);

  g_assert_cmpstr (cbr->name, ==, "cbr");
  *(sim_time *)(config + find_key (cbr->of, "interval")->offset) = 20 * MS;
  *(int64_t *)(config + find_key (cbr->of, "size")->offset) = 160;
  return (struct variant_value){ .chosen = cbr, .config = config };
}

void
dmm_world_flow (struct dmm_world *w, struct mobile_node *mn, sim_time start,
                sim_time stop)
{
  struct traffic_config *config = g_new0 (struct traffic_config, 1);
  unsigned cn = w->domain->routers->len + 2;

  config->name = (char *)"flow";
  config->direction = TRAFFIC_DOWN;
  config->pattern = constant_bit_rate ();
  config->start.kind = LAW_CONSTANT;
  config->start.a = sim_time_to_seconds (start);
  config->stop = stop;
  config->mobility = MOBILITY_REQUIRED;
  g_ptr_array_add (w->traffic, config);
  traffic_add (w->domain->traffic, config, &mn, 1, dmm_world_router (w, cn));
}

/* ---- messages ------------------------------------------------------ */

static bool
is_mobility (const struct signal *s)
{
  return g_str_equal (s->name, "PBU") || g_str_equal (s->name, "PBA");
}

unsigned
dmm_count (const struct dmm_world *w, const char *name, uint32_t transaction)
{
  if (name)
    return recording_count (&w->heard, name, transaction);
  return recording_count (&w->heard, "PBU", transaction)
         + recording_count (&w->heard, "PBA", transaction);
}

unsigned
dmm_count_class (const struct dmm_world *w, enum signaling_class class)
{
  unsigned n = 0;

  for (guint i = 0; i < w->heard.signals->len; i++)
    {
      const struct signal *s
          = &g_array_index (w->heard.signals, struct signal, i);

      n += s->sent && is_mobility (s) && s->class == class;
    }
  return n;
}

const struct signal *
dmm_last (const struct dmm_world *w, const char *name,
          const struct address *source, const struct address *destination,
          struct mh_message *message)
{
  for (guint i = w->heard.signals->len; i-- > 0;)
    {
      const struct signal *s
          = &g_array_index (w->heard.signals, struct signal, i);

      if (!s->sent || !g_str_equal (s->name, name)
          || (source && !address_equal (source, &s->source))
          || (destination && !address_equal (destination, &s->destination)))
        continue;
      if (message)
        g_assert_cmpint (
            mh_decode (s->octets, s->n, &s->source, &s->destination, message),
            ==, MH_OK);
      return s;
    }
  g_error ("no such %s was sent", name);
}

void
dmm_repeat (struct dmm_world *w, const struct signal *signal)
{
  struct packet *p = packet_new (w->sim->network, PACKET_SIGNALING, signal->n);
  struct ipv6_header header = { .source = signal->source,
                                .destination = signal->destination,
                                .next_header = NEXT_MH,
                                .hop_limit = IPV6_DEFAULT_HOP_LIMIT };

  memcpy (packet_append (p, signal->n), signal->octets, signal->n);
  packet_push_ipv6 (p, &header);
  p->meter.flow = FLOW_NONE;
  p->meter.transaction = signal->transaction;
  p->meter.signaling = (uint8_t)signal->class;
  node_send (signal->node, p);
}

void
dmm_block (struct dmm_world *w, const struct address *address)
{
  block (dmm_world_router (w, 0), address);
}

void
dmm_unblock (struct dmm_world *w, const struct address *address)
{
  unblock (dmm_world_router (w, 0), address);
}

/* ---- marks --------------------------------------------------------- */

sim_time
dmm_instant (const struct dmm_world *w, unsigned point,
             const struct prefix *prefix, const struct node *node,
             uint32_t transaction)
{
  sim_time at = SIM_TIME_NONE;

  for (guint i = 0; i < w->heard.marks->len; i++)
    {
      const struct mark *m = &g_array_index (w->heard.marks, struct mark, i);

      if (m->point != point || m->prefix.transaction != transaction
          || m->prefix.node != node
          || !prefix_equal (&m->prefix.prefix, prefix))
        continue;
      g_assert_cmpint (at, ==, SIM_TIME_NONE);
      at = m->at;
    }
  g_assert_cmpint (at, !=, SIM_TIME_NONE);
  return at;
}

struct trace_state
dmm_state (const struct dmm_world *w, const struct node *node,
           enum entity_role role)
{
  for (guint i = w->heard.marks->len; i-- > 0;)
    {
      const struct mark *m = &g_array_index (w->heard.marks, struct mark, i);

      if (m->point == TRACE_STATE && m->state.node == node
          && m->state.role == role)
        return m->state;
    }
  g_error ("no state of %s was traced", node->name);
}

uint32_t
dmm_previous (const struct dmm_world *w)
{
  for (guint i = w->heard.marks->len; i-- > 0;)
    {
      const struct mark *m = &g_array_index (w->heard.marks, struct mark, i);

      if (m->point == TRACE_PREVIOUS_ANCHORS)
        return m->count;
    }
  return 0;
}
