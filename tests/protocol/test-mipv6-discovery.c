/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dynamic home agent address discovery, and several home agents on the home
 * link (RFC 6275 10.5, 11.4.1). */
#include "models/mipv6/discovery.h"
#include "tests/protocol/mipv6-scene.h"

static struct host_scene *
discovery_new (unsigned home_agents)
{
  struct domain_config config = world_config ();
  struct host_scene *s = host_scene_prepare (&config);

  s->config.home_agents = home_agents;
  s->config.discovery = true;
  host_scene_start (s);
  return s;
}

static struct ha *
home_agent (const struct host_scene *s, unsigned i)
{
  return home_link_agent (&host_scene_mipv6 (s)->home, i);
}

static bool
is_bound_at (const struct host_scene *s, unsigned i)
{
  const struct ha_entry *entry = ha_find (home_agent (s, i), s->mn);

  return entry && entry->state == HA_ACTIVE;
}

/* Asked of the anycast address; the most preferred one takes the binding. */
static void
test_discovers (void)
{
  struct host_scene *s = discovery_new (3);
  struct address anycast
      = discovery_anycast (&host_scene_mipv6 (s)->home.prefix);

  host_scene_attach (s, 0);
  g_assert_true (address_equal (
      &world_sent (s->w, "HAAD Request", 0)->destination, &anycast));
  g_assert_cmpuint (world_sent (s->w, "HAAD Reply", 0)->n, ==, 8 + 3 * 16);
  g_assert_cmpuint (host_scene_mn (s)->home.discovery.n, ==, 3);
  g_assert_true (is_bound_at (s, 0));
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  g_assert_cmpuint (host_scene_data_up (s), ==, 1);
  host_scene_move (s, 1);
  g_assert_cmpuint (world_count (s->w, "HAAD Request"), ==, 1);
  host_scene_free (s);
}

/* INITIAL_DHAAD_TIMEOUT, doubling, DHAAD_RETRIES; then registration fails and
 * is tried again later. */
static void
test_lost_requests (void)
{
  static const double gaps[] = { 3, 6, 12, 24 };
  struct host_scene *s = discovery_new (1);
  struct address anycast
      = discovery_anycast (&host_scene_mipv6 (s)->home.prefix);

  world_block (s->w, &anycast);
  host_scene_attach (s, 0);
  host_scene_run_for (s, 100 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "HAAD Request"), ==, 1 + DHAAD_RETRIES);
  for (unsigned i = 0; i < G_N_ELEMENTS (gaps); i++)
    g_assert_cmpint (world_sent (s->w, "HAAD Request", i + 1)->at
                         - world_sent (s->w, "HAAD Request", i)->at,
                     ==, (sim_time)(gaps[i] * SIM_SECOND));
  g_assert_cmpuint (world_count (s->w, "BU"), ==, 0);
  world_unblock (s->w, &anycast);
  host_scene_run_for (s, 60 * SIM_SECOND);
  g_assert_true (is_bound_at (s, 0));
  host_scene_free (s);
}

/* Refused by the first for want of room: the next one of the list. */
static void
test_refused_by_the_first (void)
{
  struct host_scene *s = discovery_new (2);
  struct mobile_node *other = world_add_node (s->w, "other", 1);

  s->config.ha.capacity = 1;
  access_enter (other, world_router (s->w, 1));
  host_scene_run_for (s, SIM_SECOND);
  host_scene_attach (s, 0);
  g_assert_false (is_bound_at (s, 0));
  g_assert_true (is_bound_at (s, 1));
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  g_assert_cmpuint (host_scene_data_up (s), ==, 1);
  host_scene_move (s, SCENE_HOME);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_HOME);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  host_scene_free (s);
}

static void
test_first_is_dead (void)
{
  struct host_scene *s = discovery_new (2);
  struct address first = home_agent (s, 0)->entity.address;

  world_block (s->w, &first);
  host_scene_attach (s, 0);
  host_scene_run_for (s, 200 * SIM_SECOND);
  g_assert_true (is_bound_at (s, 1));
  host_scene_free (s);
}

/* 11.7.1: the former home agent still defends the home address. */
static void
test_defended_by_another (void)
{
  struct host_scene *s = discovery_new (2);
  struct host_scene_update u;

  host_scene_attach (s, 0);
  host_scene_update_init (s, &u, 100);
  u.path.destination = home_agent (s, 1)->entity.address;
  host_scene_update_send (s, &u);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpuint (host_scene_last_status (s), ==, STATUS_DAD_FAILED);
  g_assert_true (is_bound_at (s, 0));
  g_assert_false (is_bound_at (s, 1));
  host_scene_free (s);
}

#define CASE(name, function) \
  g_test_add_func ("/mipv6-discovery/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("discovers", test_discovers);
  CASE ("lost-requests", test_lost_requests);
  CASE ("refused-by-the-first", test_refused_by_the_first);
  CASE ("first-is-dead", test_first_is_dead);
  CASE ("defended-by-another", test_defended_by_another);
  return g_test_run ();
}
