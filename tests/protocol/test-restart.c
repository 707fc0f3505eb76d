/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entities that restart with and without their state: nothing stays behind,
 * and what their peers know comes back. */
#include "models/invariants.h"
#include "models/ipv6/ipv6.h"
#include "tests/protocol/dmm-world.h"
#include "tests/protocol/mag-scene.h"
#include "tests/protocol/mipv6-scene.h"

/* The restart as faults have it; whatever is left must hold together. */
static void
restart (struct domain *domain, struct node *node)
{
  GError *error = NULL;

  domain_restart (domain, node, false);
  domain_holds_invariants (domain, &error);
  g_assert_no_error (error);
}

/* ---- PMIPv6 -------------------------------------------------------- */

/* Does a packet from the correspondent come to the node? */
static bool
data_passes (struct scene *s)
{
  struct address destination = s->mn->addresses.at[0].address;
  unsigned before = s->w->received;

  world_send_data (s->w, s->w->cn, &s->w->cn->address, &destination);
  world_run (s->w, sim_now (s->w->sim) + 50 * MS);
  return s->w->received > before;
}

static void
assert_lma_empty (struct scene *s)
{
  g_assert_null (bce_of (s));
  g_assert_cmpuint (s->lma->count.entries, ==, 0);
  g_assert_cmpuint (g_hash_table_size (s->lma->prefixes), ==, 0);
  g_assert_cmpuint (node_tunnels (s->w->anchor), ==, 0);
}

/* Without heartbeats the MAG finds out when it refreshes; the node gets the
 * prefix back that the MAG names. */
static void
test_lma_loses_state (void)
{
  struct scene *s = scene_new ();
  struct prefix hnp;

  enter_and_register (s);
  hnp = bce_of (s)->prefixes[0];
  g_assert_true (data_passes (s));
  restart (s->w->domain, s->w->anchor);
  assert_lma_empty (s);
  g_assert_false (data_passes (s));
  assert_state (s, REGISTERED);
  world_run (s->w, T0 + 30 * S + 2 * WORLD_A); /* half the lifetime */
  g_assert_true (prefix_equal (&bce_of (s)->prefixes[0], &hnp));
  g_assert_true (data_passes (s));
  scene_free (s);
}

static void
test_lma_keeps_state (void)
{
  struct scene *s = scene_new ();
  const struct bce *bce;

  enter_and_register (s);
  bce = bce_of (s);
  domain_restart (s->w->domain, s->w->anchor, true);
  g_assert_true (bce_of (s) == bce);
  g_assert_cmpuint (s->lma->restarts, ==, 0);
  g_assert_true (data_passes (s));
  scene_free (s);
}

/* A PBU that waits for a de-registration is lost with all else, timer too. */
static void
test_lma_loses_what_waits (void)
{
  struct domain_config config = world_config ();
  struct scene *s;

  config.access.detach_notice = false;
  s = scene_new_with (&config);
  s->w->pmipv6.handoff_known = false; /* HI 4: the LMA waits, 5.4.1.2 */
  enter_and_register (s);
  bce_of (s)->link_layer_length = 0;
  bce_of (s)->technology = 0;
  access_move (s->mn, world_router (s->w, 1));
  world_run (s->w, T0 + 100 * MS);
  g_assert_nonnull (lma_node_get (s->lma, s->mn)->deferred);
  restart (s->w->domain, s->w->anchor);
  g_assert_null (lma_node_get (s->lma, s->mn)->deferred);
  assert_lma_empty (s);
  world_run (s->w, T0 + 10 * S); /* its copy comes, and is a first one */
  g_assert_cmpint (bce_of (s)->state, ==, BCE_ACTIVE);
  scene_free (s);
}

/* Its links come up anew, and with them the node; the LMA knows it. */
static void
test_mag_loses_state (void)
{
  struct scene *s = scene_new ();
  struct prefix hnp;

  enter_and_register (s);
  hnp = bce_of (s)->prefixes[0];
  mag_restart (s->mag);
  g_assert_null (mag_find (s->mag, s->mn));
  g_assert_cmpuint (s->mag->count.entries, ==, 0);
  g_assert_false (data_passes (s));
  restart (s->w->domain, world_router (s->w, 0)->node);
  assert_state (s, PENDING);
  world_run (s->w, sim_now (s->w->sim) + 2 * WORLD_A);
  assert_state (s, REGISTERED);
  g_assert_true (prefix_equal (&bce_of (s)->prefixes[0], &hnp));
  g_assert_true (data_passes (s));
  scene_free (s);
}

/* Of nodes that have gone on it knows nothing any more. */
static void
test_mag_forgets_departed (void)
{
  struct domain_config config = world_config ();
  struct scene *s;

  config.access.detach_notice = false;
  s = scene_new_with (&config);
  enter_and_register (s);
  access_move (s->mn, world_router (s->w, 1));
  world_run (s->w, T0 + S);
  assert_state (s, REGISTERED);
  restart (s->w->domain, world_router (s->w, 0)->node);
  g_assert_null (mag_find (s->mag, s->mn));
  g_assert_true (data_passes (s));
  scene_free (s);
}

/* ---- RFC 8885 ------------------------------------------------------ */

static struct node *
site (const struct dmm_world *w, unsigned i)
{
  return ((struct access_router *)g_ptr_array_index (w->domain->routers, i))
      ->node;
}

static void
run_for (struct dmm_world *w, sim_time time)
{
  dmm_world_run (w, sim_now (w->sim) + time);
}

/* Tunnels between MAARs stand without a CMD; it learns of the node when the
 * serving MAAR refreshes. */
static void
test_cmd_loses_state (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct mobile_node *mn = dmm_world_walk (w, 3);
  struct address serving = dmm_world_address (w, 2);

  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 2);
  restart (w->domain, w->domain->controller);
  g_assert_null (dmm_world_bce (mn));
  g_assert_cmpuint (dmm_state (w, w->domain->controller, ROLE_CMD).entries, ==,
                    0);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 2)), ==, 2);
  run_for (w, 40 * S);
  g_assert_true (address_equal (&dmm_world_bce (mn)->p_coa, &serving));
  dmm_world_free (w);
}

/* Another prefix than before, as the old one is of a session nobody knows. */
static void
test_serving_maar_loses_state (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
  struct mobile_node *mn = dmm_world_walk (w, 1);
  struct prefix old, now;

  old = *prefix_list_at (&dmm_world_session (w, mn, 0)->prefixes, 0);
  restart (w->domain, site (w, 0));
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_PENDING);
  run_for (w, S);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_SERVING);
  now = *prefix_list_at (&dmm_world_session (w, mn, 0)->prefixes, 0);
  g_assert_false (prefix_equal (&old, &now));
  g_assert_true (prefix_list_has (&dmm_world_bce (mn)->prefixes, &now));
  g_assert_cmpuint (dmm_world_bce (mn)->prefixes.len, ==, 1);
  dmm_world_free (w);
}

/* No tunnel without a session; the CMD hears at the next update. */
static void
test_previous_maar_loses_state (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
  struct mobile_node *mn = dmm_world_walk (w, 2);

  g_assert_cmpuint (node_tunnels (site (w, 0)), ==, 1);
  restart (w->domain, site (w, 0));
  g_assert_null (dmm_world_session (w, mn, 0));
  g_assert_cmpuint (node_tunnels (site (w, 0)), ==, 0);
  g_assert_cmpuint (dmm_previous (w), ==, 0);
  dmm_world_go (w, mn, 2);
  run_for (w, 5 * S);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 1);
  dmm_world_free (w);
}

/* ---- RFC 6275 ------------------------------------------------------ */

/* A home agent that lost its bindings takes the next update as a first one. */
static void
test_home_agent_loses_state (void)
{
  struct host_scene *s = host_scene_new ();

  host_scene_attach (s, 0);
  g_assert_cmpint (host_scene_entry (s)->state, ==, HA_ACTIVE);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  restart (s->w->domain, s->w->anchor);
  g_assert_null (host_scene_entry (s));
  g_assert_cmpuint (host_scene_ha (s)->bindings, ==, 0);
  g_assert_cmpuint (node_tunnels (s->w->anchor), ==, 0);
  g_assert_cmpuint (host_scene_data_down (s), ==, 0);
  host_scene_run_for (s, 40 * S);
  g_assert_cmpint (host_scene_entry (s)->state, ==, HA_ACTIVE);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  host_scene_free (s);
}

/* ---- who cannot ---------------------------------------------------- */

static void
assert_refused (const struct domain *domain, const char *word)
{
  GError *error = NULL;

  g_assert_false (domain_can_restart (domain, &error));
  g_assert_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, word));
  g_error_free (error);
}

static void
test_refused (void)
{
  struct domain_config config = world_config ();
  struct scene *s = scene_new ();
  struct world *w = world_new (&config);

  world_build (w, &architecture_ipv6);
  assert_refused (w->domain, "ipv6");
  world_free (w);
  g_assert_true (domain_can_restart (s->w->domain, NULL));
  s->w->pmipv6.localized.enabled = true;
  assert_refused (s->w->domain, "localized_routing");
  s->w->pmipv6.localized.enabled = false;
  scene_free (s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restart/lma-relearns-by-refresh", test_lma_loses_state);
  g_test_add_func ("/restart/lma-with-state-is-as-before",
                   test_lma_keeps_state);
  g_test_add_func ("/restart/lma-loses-what-waits", test_lma_loses_what_waits);
  g_test_add_func ("/restart/mag-registers-who-is-there", test_mag_loses_state);
  g_test_add_func ("/restart/mag-forgets-the-departed",
                   test_mag_forgets_departed);
  add_per_mode ("/restart/cmd-relearns-by-refresh", test_cmd_loses_state);
  g_test_add_func ("/restart/serving-maar-gives-another-prefix",
                   test_serving_maar_loses_state);
  g_test_add_func ("/restart/previous-maar-forwards-no-more",
                   test_previous_maar_loses_state);
  g_test_add_func ("/restart/home-agent-relearns-by-update",
                   test_home_agent_loses_state);
  g_test_add_func ("/restart/refused-where-unknown", test_refused);
  return g_test_run ();
}
