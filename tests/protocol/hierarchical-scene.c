/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/hierarchical-scene.h"

/* ---- life ---------------------------------------------------------- */

static void
take_at_cn (struct node *node, struct packet *p, void *data)
{
  ++*(unsigned *)data;
  packet_deliver (node, p);
}

struct sgw_scene *
sgw_scene_prepare (const struct domain_config *domain)
{
  struct sgw_scene *s = g_new0 (struct sgw_scene, 1);
  struct domain_config usual = world_config ();

  s->w = world_new (domain ? domain : &usual);
  node_set_handler (s->w->cn, NEXT_UDP, take_at_cn, &s->at_cn);
  s->names[SGW_WIDE] = world_router (s->w, 0)->node->name;
  s->names[SGW_OTHER] = world_router (s->w, SCENE_OTHER)->node->name;
  s->config.sgws = (struct parameter_list){ SCENE_SGWS, s->names };
  s->config.revocation = true;
  s->config.pmipv6 = (struct pmipv6_config){ .deregister = true,
                                             .binding_hold = true,
                                             .handoff_known = true };
  return s;
}

void
sgw_scene_start (struct sgw_scene *s)
{
  domain_build (s->w->domain, &architecture_hierarchical, &s->config);
  s->mn = world_add_node (s->w, "mn", 1);
  world_run (s->w, SIM_SECOND);
}

struct sgw_scene *
sgw_scene_new (void)
{
  struct sgw_scene *s = sgw_scene_prepare (NULL);

  sgw_scene_start (s);
  return s;
}

void
sgw_scene_free (struct sgw_scene *s)
{
  world_free (s->w);
  g_free (s);
}

/* ---- course -------------------------------------------------------- */

void
sgw_scene_run_for (struct sgw_scene *s, sim_time time)
{
  world_run (s->w, sim_now (s->w->sim) + time);
}

void
sgw_scene_attach (struct sgw_scene *s, unsigned router)
{
  access_enter (s->mn, world_router (s->w, router));
  sgw_scene_run_for (s, SIM_SECOND / 2);
}

void
sgw_scene_move (struct sgw_scene *s, unsigned router)
{
  access_move (s->mn, world_router (s->w, router));
  sgw_scene_run_for (s, SIM_SECOND / 2);
}

/* ---- looking ------------------------------------------------------- */

struct sgw *
sgw_scene_sgw (const struct sgw_scene *s, unsigned i)
{
  const struct hierarchical *self = s->w->domain->architecture_state;

  return g_ptr_array_index (self->sgws, i);
}

struct sgw_session *
sgw_scene_session (const struct sgw_scene *s, unsigned i)
{
  return sgw_find (sgw_scene_sgw (s, i), s->mn);
}

struct bce *
sgw_scene_bce (const struct sgw_scene *s)
{
  return lma_node_get (world_lma (s->w), s->mn)->entries;
}

bool
sgw_scene_carries (struct sgw_scene *s)
{
  unsigned down = s->w->received, up = s->at_cn;
  struct address home;

  g_assert_cmpuint (s->mn->addresses.len, ==, 1);
  home = s->mn->addresses.at[0].address;
  world_send_data (s->w, s->w->cn, &s->w->cn->address, &home);
  world_send_data (s->w, s->mn->node, &home, &s->w->cn->address);
  sgw_scene_run_for (s, SIM_SECOND / 4);
  return s->w->received == down + 1 && s->at_cn == up + 1;
}

void
sgw_scene_assert_empty (struct sgw_scene *s)
{
  for (unsigned i = 0; i < SCENE_SGWS; i++)
    {
      g_assert_null (sgw_scene_session (s, i));
      g_assert_cmpuint (sgw_scene_sgw (s, i)->count.entries, ==, 0);
      g_assert_cmpuint (sgw_scene_sgw (s, i)->count.stale, ==, 0);
      g_assert_true (
          g_queue_is_empty (&sgw_scene_sgw (s, i)->uplink.entity.exchanges));
    }
  for (unsigned i = 0; i < WORLD_ROUTERS; i++)
    g_assert_cmpuint (world_mag (s->w, i)->count.entries, ==, 0);
  g_assert_null (sgw_scene_bce (s));
  g_assert_cmpuint (world_lma (s->w)->count.entries, ==, 0);
  g_assert_true (g_queue_is_empty (&world_lma (s->w)->entity.exchanges));
}

/* ---- disturbing ---------------------------------------------------- */

static const struct address *
way_address (struct sgw_scene *s, enum sgw_scene_way way)
{
  switch (way)
    {
    case WAY_TO_SGW:
      return &sgw_scene_sgw (s, SGW_WIDE)->entity.address;
    case WAY_TO_PGW:
      return &world_lma (s->w)->entity.address;
    case WAY_FROM_PGW:
      return &sgw_scene_sgw (s, SGW_WIDE)->uplink.entity.address;
    case WAY_TO_REMOTE:
      return &world_router (s->w, SCENE_REMOTE)->node->address;
    default:
      return &sgw_scene_sgw (s, SGW_OTHER)->uplink.entity.address;
    }
}

void
sgw_scene_lose (struct sgw_scene *s, enum sgw_scene_way way)
{
  world_block (s->w, way_address (s, way));
}

void
sgw_scene_pass (struct sgw_scene *s, enum sgw_scene_way way)
{
  world_unblock (s->w, way_address (s, way));
}

static struct mobility_entity *
entity_of (struct sgw_scene *s, const struct address *address)
{
  for (unsigned i = 0; i < WORLD_ROUTERS; i++)
    if (address_equal (&world_mag (s->w, i)->entity.address, address))
      return &world_mag (s->w, i)->entity;
  for (unsigned i = 0; i < SCENE_SGWS; i++)
    {
      struct sgw *sgw = sgw_scene_sgw (s, i);

      if (address_equal (&sgw->entity.address, address))
        return &sgw->entity;
      if (address_equal (&sgw->uplink.entity.address, address))
        return &sgw->uplink.entity;
    }
  return &world_lma (s->w)->entity;
}

void
sgw_scene_repeat (struct sgw_scene *s, const char *name, unsigned nth)
{
  struct signal signal = *world_sent (s->w, name, nth);
  struct mh_message message;

  g_assert_cmpint (mh_decode (signal.octets, signal.n, NULL, NULL, &message),
                   ==, MH_OK);
  mobility_send (entity_of (s, &signal.source), &signal.destination, &message,
                 signal.class, TRANSACTION_NONE);
  sgw_scene_run_for (s, SIM_SECOND / 4);
}
