/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/mipv6-scene.h"

#define EXTENSION_SIZE 24

/* ---- life ---------------------------------------------------------- */

static void
take_at_cn (struct node *node, struct packet *p, void *data)
{
  ++*(unsigned *)data;
  packet_deliver (node, p);
}

struct host_scene *
host_scene_prepare (const struct domain_config *config)
{
  struct host_scene *s = g_new0 (struct host_scene, 1);

  s->w = world_new (config);
  domain_add_access_router (s->w->domain, s->w->anchor);
  g_ptr_array_add (s->w->domain->correspondents, s->w->cn);
  node_set_handler (s->w->cn, NEXT_UDP, take_at_cn, &s->at_cn);
  s->config.correspondent_ack = true;
  s->architecture = &architecture_mipv6;
  s->architecture_config = &s->config;
  return s;
}

void
host_scene_start (struct host_scene *s)
{
  domain_build (s->w->domain, s->architecture, s->architecture_config);
  s->mn = world_add_node (s->w, "mn", 1);
}

struct host_scene *
host_scene_new (void)
{
  struct domain_config config = world_config ();
  struct host_scene *s = host_scene_prepare (&config);

  host_scene_start (s);
  return s;
}

void
host_scene_free (struct host_scene *s)
{
  world_free (s->w);
  g_free (s);
}

/* ---- who ----------------------------------------------------------- */

struct mipv6 *
host_scene_mipv6 (const struct host_scene *s)
{
  return s->w->domain->architecture_state;
}

struct ha *
host_scene_ha (const struct host_scene *s)
{
  return home_link_agent (&host_scene_mipv6 (s)->home, 0);
}

struct cn *
host_scene_cn (const struct host_scene *s)
{
  return g_ptr_array_index (host_scene_mipv6 (s)->correspondents, 0);
}

struct mipv6_mn *
host_scene_mn (const struct host_scene *s)
{
  g_assert_nonnull (s->mn->entity);
  return s->mn->entity;
}

struct ha_entry *
host_scene_entry (const struct host_scene *s)
{
  return ha_find (host_scene_ha (s), s->mn);
}

/* ---- moves --------------------------------------------------------- */

void
host_scene_run_for (struct host_scene *s, sim_time time)
{
  world_run (s->w, sim_now (s->w->sim) + time);
}

void
host_scene_attach (struct host_scene *s, unsigned i)
{
  access_enter (s->mn, world_router (s->w, i));
  host_scene_run_for (s, SIM_SECOND / 2);
}

void
host_scene_move (struct host_scene *s, unsigned i)
{
  access_move (s->mn, world_router (s->w, i));
  host_scene_run_for (s, SIM_SECOND / 2);
}

/* ---- messages ------------------------------------------------------ */

void
host_scene_read (const struct host_scene *s, const char *name, unsigned nth,
                 struct mh_message *message)
{
  const struct signal *signal = world_sent (s->w, name, nth);
  size_t at = signal->octets[0] == NEXT_MH ? EXTENSION_SIZE : 0;

  g_assert_cmpint (
      mh_decode (signal->octets + at, signal->n - at, NULL, NULL, message), ==,
      MH_OK);
}

unsigned
host_scene_last_status (const struct host_scene *s)
{
  struct mh_message ba;

  host_scene_read (s, "BA", world_count (s->w, "BA") - 1, &ba);
  return ba.ba.status;
}

void
host_scene_update_init (const struct host_scene *s, struct host_scene_update *u,
                        uint16_t sequence)
{
  const struct mipv6_mn *node = host_scene_mn (s);

  mh_init (&u->bu, MH_BU);
  u->bu.bu.flags = BU_A | BU_H;
  u->bu.bu.sequence = sequence;
  u->bu.bu.lifetime = 15;
  u->path = (struct mipv6_path){ .source = node->care_of,
                                 .destination = node->home.home_agent,
                                 .home_source = node->entity.address };
  u->key = (struct mipv6_key){ 0 };
}

void
host_scene_update_send (const struct host_scene *s, struct host_scene_update *u)
{
  mipv6_send (&host_scene_mn (s)->entity, &u->path, &u->bu, &u->key,
              SIGNALING_REFRESH, TRANSACTION_NONE);
}

/* ---- data ---------------------------------------------------------- */

unsigned
host_scene_data_down (struct host_scene *s)
{
  unsigned before = s->w->received;

  world_send_data (s->w, s->w->cn, &s->w->cn->address,
                   &host_scene_mn (s)->entity.address);
  host_scene_run_for (s, SIM_SECOND / 4);
  return s->w->received - before;
}

unsigned
host_scene_data_up (struct host_scene *s)
{
  unsigned before = s->at_cn;

  world_send_data (s->w, s->mn->node, &host_scene_mn (s)->entity.address,
                   &s->w->cn->address);
  host_scene_run_for (s, SIM_SECOND / 4);
  return s->at_cn - before;
}
