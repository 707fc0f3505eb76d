/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/localized-scene.h"

static void
scene_configure (struct localized_scene *s, const char *denied)
{
  struct localized_config *config = &s->w->pmipv6.localized;

  s->w->pmipv6.deregister = true;
  s->w->pmipv6.binding_hold = true;
  s->w->pmipv6.handoff_known = true;
  config->enabled = true;
  config->lifetime = 60 * S;
  config->lra_wait_time = 3 * S;
  config->lri_retries = 3;
  s->denied[0] = (char *)denied;
  if (denied)
    config->denied = (struct parameter_list){ 1, s->denied };
}

struct localized_scene *
localized_scene_new (unsigned a, unsigned b, const char *denied,
                     void (*change) (struct domain_config *domain,
                                     struct pmipv6_config *config))
{
  struct localized_scene *s = g_new0 (struct localized_scene, 1);
  struct domain_config domain = world_config ();
  struct pmipv6_config early = { 0 };

  domain.protocol.binding_lifetime = 36000 * S;
  if (change)
    change (&domain, &early);
  s->w = world_new (&domain);
  scene_configure (s, denied);
  if (change)
    change (&domain, &s->w->pmipv6);
  world_build (s->w, &architecture_pmipv6);
  s->mn[0] = world_add_node (s->w, "mn0", 1);
  s->mn[1] = world_add_node (s->w, "mn1", 1);
  world_run (s->w, S);
  access_enter (s->mn[0], world_router (s->w, a));
  access_enter (s->mn[1], world_router (s->w, b));
  world_run (s->w, 2 * S);
  return s;
}

void
localized_scene_free (struct localized_scene *s)
{
  world_free (s->w);
  g_free (s);
}

void
localized_scene_run (struct localized_scene *s, sim_time time)
{
  world_run (s->w, sim_now (s->w->sim) + time);
}

static const struct address *
node_address (struct localized_scene *s, unsigned i)
{
  const struct mn_addresses *addresses = &s->mn[i]->addresses;

  g_assert_cmpuint (addresses->len, >, 0);
  return &addresses->at[0].address;
}

void
localized_say (struct localized_scene *s, unsigned from, sim_time time)
{
  world_send_data (s->w, s->mn[from]->node, node_address (s, from),
                   node_address (s, !from));
  localized_scene_run (s, time);
}

sim_time
localized_time (struct localized_scene *s, unsigned from)
{
  sim_time begin = sim_now (s->w->sim);
  unsigned before = s->w->received;

  localized_say (s, from, 0);
  while (s->w->received == before && sim_now (s->w->sim) < begin + S)
    localized_scene_run (s, MS / 2);
  g_assert_cmpuint (s->w->received, ==, before + 1);
  return sim_now (s->w->sim) - begin;
}

struct bul_entry *
localized_entry (struct localized_scene *s, unsigned node)
{
  return mag_find (s->mn[node]->router->entity, s->mn[node]);
}

struct localized_session *
localized_session (struct localized_scene *s)
{
  const GPtrArray *sessions = world_lma (s->w)->localized->sessions;

  g_assert_cmpuint (sessions->len, <=, 1);
  return sessions->len ? g_ptr_array_index (sessions, 0) : NULL;
}
