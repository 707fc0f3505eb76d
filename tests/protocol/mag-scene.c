/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/mag-scene.h"

struct scene *
scene_new_with (const struct domain_config *config)
{
  struct scene *s = g_new0 (struct scene, 1);

  s->w = world_new_pmipv6 (config);
  s->mn = world_add_node (s->w, "mn", 1);
  s->lma = world_lma (s->w);
  s->mag = world_mag (s->w, 0);
  world_run (s->w, T0);
  return s;
}

struct scene *
scene_new (void)
{
  struct domain_config config = world_config ();

  return scene_new_with (&config);
}

void
scene_free (struct scene *s)
{
  world_free (s->w);
  g_free (s);
}

void
enter (struct scene *s)
{
  access_enter (s->mn, world_router (s->w, 0));
}

struct bul_entry *
enter_and_register (struct scene *s)
{
  enter (s);
  world_run (s->w, T0 + 2 * WORLD_A + WORLD_RADIO_DELAY);
  g_assert_cmpint (mag_find (s->mag, s->mn)->state, ==, BUL_REGISTERED);
  return mag_find (s->mag, s->mn);
}

struct bce *
bce_of (struct scene *s)
{
  return lma_node_get (s->lma, s->mn)->entries;
}
