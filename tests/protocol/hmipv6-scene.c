/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/hmipv6-scene.h"

#define HOME_AT 8 /* in a destination options header, RFC 6275 6.3 */

struct map_scene *
map_scene_prepare (void)
{
  struct map_scene *m = g_new0 (struct map_scene, 1);
  struct domain_config config = world_config ();

  m->s = host_scene_prepare (&config);
  m->maps[MAP_CORE]
      = (struct map_config){ .node = (char *)"core", .preference = 15 };
  m->maps[MAP_AR2]
      = (struct map_config){ .node = (char *)"ar2", .preference = 15 };
  m->config.maps = (struct parameter_list){ SCENE_MAPS, m->maps };
  m->config.advertised = 1;
  m->config.neighbours = true;
  m->config.forwarding = 12 * SIM_SECOND;
  m->config.failure_detection = 25 * SIM_SECOND;
  m->s->architecture = &architecture_hmipv6;
  m->s->architecture_config = &m->config;
  return m;
}

void
map_scene_start (struct map_scene *m)
{
  m->config.mipv6 = m->s->config;
  host_scene_start (m->s);
}

struct map_scene *
map_scene_new (void)
{
  struct map_scene *m = map_scene_prepare ();

  map_scene_start (m);
  return m;
}

void
map_scene_free (struct map_scene *m)
{
  host_scene_free (m->s);
  g_free (m);
}

struct map *
map_scene_map (const struct map_scene *m, unsigned i)
{
  const struct hmipv6 *hmipv6 = hmipv6_of (host_scene_mipv6 (m->s));

  return g_ptr_array_index (hmipv6->maps, i);
}

struct ha_entry *
map_scene_entry (const struct map_scene *m, unsigned i)
{
  return ha_find (map_scene_map (m, i)->ha, m->s->mn);
}

struct address
map_scene_address (const struct map_scene *m, unsigned i)
{
  return map_scene_map (m, i)->ha->entity.address;
}

struct address
map_scene_rcoa (const struct map_scene *m, unsigned i)
{
  return home_link_address (&map_scene_map (m, i)->link, m->s->mn);
}

unsigned
map_scene_updates (const struct map_scene *m)
{
  return world_count (m->s->w, "BU");
}

bool
map_scene_carries (struct map_scene *m)
{
  return host_scene_data_down (m->s) == 1 && host_scene_data_up (m->s) == 1;
}

struct local_mobility *
map_scene_local (const struct map_scene *m)
{
  return host_scene_mn (m->s)->extension;
}

struct map_scene_update
map_scene_bu (const struct map_scene *m, unsigned nth)
{
  const struct signal *signal = world_sent (m->s->w, "BU", nth);
  struct map_scene_update update
      = { .source = signal->source, .destination = signal->destination };

  host_scene_read (m->s, "BU", nth, &update.bu);
  if (signal->octets[0] == NEXT_MH)
    memcpy (&update.home, signal->octets + HOME_AT, sizeof update.home);
  return update;
}

void
map_scene_update_init (const struct map_scene *m, struct host_scene_update *u,
                       uint16_t sequence)
{
  const struct map *map = map_scene_map (m, MAP_CORE);

  host_scene_update_init (m->s, u, sequence);
  u->bu.bu.flags = BU_A | BU_M;
  u->path.source = host_scene_mn (m->s)->care_of;
  u->path.destination = map->ha->entity.address;
  u->path.home_source = home_link_address (&map->link, m->s->mn);
}
