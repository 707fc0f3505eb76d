/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MAG of RFC 5213 section 6: a binding's life from refresh to departure,
 * and the data it carries. */
#include "tests/protocol/mag-scene.h"

/* ---- refresh ------------------------------------------------------- */

static void
test_refreshes (void)
{
  struct scene *s = scene_new ();
  struct mh_message pbu;
  struct prefix hnp;

  enter_and_register (s);
  hnp = bce_of (s)->prefixes[0];
  world_run (s->w, T0 + 601 * SIM_SECOND);
  assert_state (s, REGISTERED);
  g_assert_true (prefix_equal (&bce_of (s)->prefixes[0], &hnp));
  /* At half the lifetime of 60 s, each advertised again. */
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 1 + 20);
  g_assert_cmpint (world_sent (s->w, "PBU", 7)->at, ==,
                   T0 + 7 * 30 * SIM_SECOND);
  g_assert_cmpint (world_sent (s->w, "PBU", 7)->class, ==, SIGNALING_REFRESH);
  g_assert_cmpuint (world_count (s->w, "RA"), >=, 20);
  world_last (s->w, "PBU", &pbu);
  g_assert_cmpint (mh_find (&pbu, OPTION_HANDOFF_INDICATOR, 0)->value, ==,
                   HI_NO_CHANGE);
  g_assert_true (address_equal (
      &mh_find (&pbu, OPTION_HOME_NETWORK_PREFIX, 0)->prefix.address,
      &hnp.address));
  g_assert_nonnull (access_select_address (s->mn, &s->w->cn->address));
  scene_free (s);
}

static void
test_no_refresh (void)
{
  struct domain_config config = world_config ();
  struct scene *s;

  config.protocol.refresh = false;
  s = scene_new_with (&config);
  enter_and_register (s);
  world_run (s->w, T0 + 60 * SIM_SECOND);
  assert_state (s, RELEASED);
  world_run (s->w, T0 + 60 * SIM_SECOND + WORLD_A);
  g_assert_null (bce_of (s));
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 1);
  scene_free (s);
}

/* RFC 5213 6.13: a node that is not there is not refreshed. */
static void
test_refreshes_only_present (void)
{
  struct domain_config config = world_config ();
  struct mh_message pbu;
  struct scene *s;

  config.access.detach_notice = false;
  s = scene_new_with (&config);
  enter_and_register (s);
  world_run (s->w, T0 + 10 * SIM_SECOND);
  access_leave (s->mn);
  world_run (s->w, T0 + 30 * SIM_SECOND - 1);
  assert_state (s, REGISTERED); /* it does not know */
  world_run (s->w, T0 + 30 * SIM_SECOND);
  assert_state (s, DEREGISTERING);
  world_last (s->w, "PBU", &pbu);
  g_assert_cmpint (pbu.bu.lifetime, ==, 0);
  world_run (s->w, T0 + 50 * SIM_SECOND);
  g_assert_null (bce_of (s));
  scene_free (s);
}

/* It leaves while a refresh goes unanswered. */
static void
test_refreshed_node_left (void)
{
  struct domain_config config = world_config ();
  struct mh_message pbu;
  struct scene *s;

  config.access.detach_notice = false;
  s = scene_new_with (&config);
  enter_and_register (s);
  world_block (s->w, &s->lma->entity.address);
  world_run (s->w, T0 + 30 * SIM_SECOND);
  assert_state (s, REFRESHING);
  access_leave (s->mn);
  world_run (s->w, T0 + 31 * SIM_SECOND - 1);
  world_unblock (s->w, &s->lma->entity.address);
  world_run (s->w, T0 + 31 * SIM_SECOND); /* no copy: it is not there */
  world_last (s->w, "PBU", &pbu);
  g_assert_cmpint (pbu.bu.lifetime, ==, 0);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 3);
  world_run (s->w, T0 + 32 * SIM_SECOND);
  assert_state (s, RELEASED);
  g_assert_cmpint (bce_of (s)->state, ==, BCE_HELD);
  scene_free (s);
}

/* Answers fail for a while: the binding lasts, the refresh comes later. */
static void
test_refresh_survives_outage (void)
{
  struct domain_config config = world_config ();
  struct prefix hnp;
  struct scene *s;

  config.protocol.binding_lifetime = 400 * SIM_SECOND;
  s = scene_new_with (&config);
  enter_and_register (s);
  hnp = bce_of (s)->prefixes[0];
  world_block (s->w, &s->lma->entity.address);
  world_run (s->w, T0 + 280 * SIM_SECOND); /* refresh at 200, gives up at 263 */
  assert_state (s, REGISTERED);
  world_unblock (s->w, &s->lma->entity.address);
  world_run (s->w, T0 + 1000 * SIM_SECOND);
  assert_state (s, REGISTERED);
  g_assert_true (prefix_equal (&bce_of (s)->prefixes[0], &hnp));
  scene_free (s);
}

/* The LMA lost its state: the MAG gets a new prefix for the node. */
static void
test_anchor_forgot (void)
{
  struct scene *s = scene_new ();
  struct bul_entry *entry = enter_and_register (s);
  struct prefix old = entry->prefixes[0];

  bce_delete (bce_of (s));
  world_run (s->w, T0 + 40 * SIM_SECOND);
  assert_state (s, REGISTERED);
  g_assert_false (prefix_equal (&entry->prefixes[0], &old));
  g_assert_true (prefix_equal (&entry->prefixes[0], &bce_of (s)->prefixes[0]));
  scene_free (s);
}

/* ---- departure ----------------------------------------------------- */

static void
test_deregisters (void)
{
  struct scene *s = scene_new ();
  struct mh_message pbu;
  sim_time left = T0 + 5 * SIM_SECOND;

  enter_and_register (s);
  world_run (s->w, left);
  access_leave (s->mn);
  world_run (s->w, left + WORLD_A);
  assert_state (s, DEREGISTERING);
  g_assert_cmpint (bce_of (s)->state, ==, BCE_HELD);
  world_last (s->w, "PBU", &pbu);
  g_assert_cmpint (pbu.bu.lifetime, ==, 0);
  g_assert_cmpint (mh_find (&pbu, OPTION_HANDOFF_INDICATOR, 0)->value, ==,
                   HI_UNKNOWN);
  world_run (s->w, left + 2 * WORLD_A);
  assert_state (s, RELEASED);
  g_assert_cmpuint (s->mag->count.entries, ==, 0);
  world_run (s->w, left + 2 * WORLD_A + 10 * SIM_SECOND);
  g_assert_null (mag_find (s->mag, s->mn));
  g_assert_null (bce_of (s));
  scene_free (s);
}

/* One copy, and INITIAL_BINDACK_TIMEOUT. */
static void
test_deregistration_lost (void)
{
  struct scene *s = scene_new ();
  sim_time left = T0 + 5 * SIM_SECOND;

  enter_and_register (s);
  world_run (s->w, left);
  world_block (s->w, &s->lma->entity.address);
  access_leave (s->mn);
  world_run (s->w, left + SIM_SECOND - 1);
  assert_state (s, DEREGISTERING);
  world_run (s->w, left + SIM_SECOND);
  assert_state (s, RELEASED);
  world_run (s->w, left + 9 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2);
  g_assert_cmpint (bce_of (s)->state, ==, BCE_ACTIVE); /* until it expires */
  scene_free (s);
}

static void
test_no_deregistration (void)
{
  struct scene *s = scene_new ();

  s->w->pmipv6.deregister = false;
  enter_and_register (s);
  access_leave (s->mn);
  world_run (s->w, T0 + 59 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 1);
  g_assert_cmpint (bce_of (s)->state, ==, BCE_ACTIVE);
  world_run (s->w, T0 + 61 * SIM_SECOND);
  g_assert_null (bce_of (s));
  scene_free (s);
}

/* It comes back while its old state is being given up. */
static void
test_comes_back (void)
{
  struct scene *s = scene_new ();
  struct prefix hnp;

  enter_and_register (s);
  hnp = bce_of (s)->prefixes[0];
  world_run (s->w, T0 + 5 * SIM_SECOND);
  access_leave (s->mn);
  world_run (s->w, T0 + 5 * SIM_SECOND + SIM_MILLISECOND);
  assert_state (s, DEREGISTERING);
  enter (s);
  assert_state (s, PENDING);
  world_run (s->w, T0 + 60 * SIM_SECOND);
  assert_state (s, REGISTERED);
  g_assert_cmpint (bce_of (s)->state, ==, BCE_ACTIVE);
  g_assert_true (prefix_equal (&bce_of (s)->prefixes[0], &hnp));
  scene_free (s);
}

/* ---- data ---------------------------------------------------------- */

static void
send_down (struct scene *s)
{
  const struct mn_address *a = &s->mn->addresses.at[0];

  world_send_data (s->w, s->w->cn, &s->w->cn->address, &a->address);
}

static void
send_up (struct scene *s)
{
  const struct mn_address *a = &s->mn->addresses.at[0];

  world_send_data (s->w, s->mn->node, &a->address, &s->w->cn->address);
}

static void
test_delivers (void)
{
  struct scene *s = scene_new ();
  sim_time down
      = WORLD_CN_DELAY + WORLD_ANCHOR_DELAY + WORLD_A + WORLD_RADIO_DELAY;
  sim_time now;

  enter_and_register (s);
  now = sim_now (s->w->sim);
  send_down (s);
  world_run (s->w, now + down - 1);
  g_assert_cmpuint (s->w->received, ==, 0);
  world_run (s->w, now + down);
  g_assert_cmpuint (s->w->received, ==, 1);
  send_up (s);
  world_run (s->w, now + SIM_SECOND);
  assert_dropped (s->w, NO_LISTENER, 1); /* reached the correspondent */
  scene_free (s);
}

/* At the new MAG between the arrival of the PBA and its processing. */
static void
test_not_ready (void)
{
  struct domain_config config = world_config ();
  sim_time move = 5 * SIM_SECOND, up = move + 50 * SIM_MILLISECOND;
  struct scene *s;

  config.processing.gateway = 4 * SIM_MILLISECOND;
  s = scene_new_with (&config);
  enter (s);
  world_run (s->w, move);
  access_move (s->mn, world_router (s->w, 1));
  /* So that it passes the LMA 2 ms after the switch. */
  world_run (s->w, up + WORLD_A - 11 * SIM_MILLISECOND);
  send_down (s);
  world_run (s->w, up + SIM_MILLISECOND);
  send_up (s);
  world_run (s->w, 10 * SIM_SECOND);
  assert_dropped (s->w, NOT_READY, 2);
  g_assert_cmpint (s->mn->handover->t_ready, ==,
                   up + 2 * WORLD_A + 4 * SIM_MILLISECOND);
  send_down (s);
  send_up (s);
  world_run (s->w, 11 * SIM_SECOND);
  g_assert_cmpuint (s->w->received, ==, 1);
  assert_dropped (s->w, NO_LISTENER, 1);
  scene_free (s);
}

/* After it left: at its old MAG, whether that knows or not. */
static void
check_gone (bool notice, bool hold)
{
  struct domain_config config = world_config ();
  struct address left;
  struct scene *s;

  config.access.detach_notice = notice;
  s = scene_new_with (&config);
  s->w->pmipv6.binding_hold = hold;
  enter_and_register (s);
  left = s->mn->addresses.at[0].address;
  access_leave (s->mn);
  world_run (s->w, 2 * SIM_SECOND);
  world_send_data (s->w, s->w->cn, &s->w->cn->address, &left);
  world_run (s->w, 3 * SIM_SECOND);
  assert_dropped (s->w, BINDING_HOLD, notice && hold);
  assert_dropped (s->w, NOT_ATTACHED, !(notice && hold));
  scene_free (s);
}

static void
test_gone (void)
{
  check_gone (false, true);
  check_gone (true, false);
  check_gone (true, true);
}

static void
test_spoofed_source (void)
{
  struct scene *s = scene_new ();
  struct address forged;

  enter_and_register (s);
  address_parse ("2001:db8:ffff::1", &forged);
  world_send_data (s->w, s->mn->node, &forged, &s->w->cn->address);
  world_run (s->w, 2 * SIM_SECOND);
  assert_dropped (s->w, NOT_READY, 1);
  assert_dropped (s->w, NO_LISTENER, 0);
  scene_free (s);
}

static void
test_many_nodes (void)
{
  struct scene *s = scene_new ();
  struct mobile_node *nodes[50];

  for (unsigned i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      g_autofree char *name = g_strdup_printf ("mn%u", i);

      nodes[i] = world_add_node (s->w, name, 1 + i % 3);
      access_enter (nodes[i], world_router (s->w, 0));
    }
  world_run (s->w, 2 * SIM_SECOND);
  g_assert_cmpuint (s->mag->count.entries, ==, 50);
  g_assert_cmpuint (s->lma->count.entries, ==, 50);
  g_assert_cmpuint (node_tunnels (s->w->anchor), ==, 50);
  for (unsigned i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      g_assert_cmpuint (mag_find (s->mag, nodes[i])->n_prefixes, ==, 1 + i % 3);
      g_assert_cmpuint (nodes[i]->addresses.len, ==, 1 + i % 3);
      access_move (nodes[i], world_router (s->w, 1));
    }
  world_run (s->w, 3 * SIM_SECOND);
  g_assert_cmpuint (s->mag->count.entries, ==, 0);
  g_assert_cmpuint (world_mag (s->w, 1)->count.entries, ==, 50);
  scene_free (s);
}

#define CASE(name, function) g_test_add_func ("/mag/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("refresh-keeps-binding-alive", test_refreshes);
  CASE ("expires-without-refresh", test_no_refresh);
  CASE ("refreshes-only-present-node", test_refreshes_only_present);
  CASE ("retransmits-no-refresh-of-absent-node", test_refreshed_node_left);
  CASE ("refresh-survives-outage", test_refresh_survives_outage);
  CASE ("registers-anew-when-anchor-forgot", test_anchor_forgot);
  CASE ("deregisters-at-notice", test_deregisters);
  CASE ("deregisters-once", test_deregistration_lost);
  CASE ("deregistration-can-be-off", test_no_deregistration);
  CASE ("node-comes-back-meanwhile", test_comes_back);
  CASE ("delivers-both-ways", test_delivers);
  CASE ("drops-not-ready", test_not_ready);
  CASE ("drops-for-node-that-left", test_gone);
  CASE ("refuses-forged-source", test_spoofed_source);
  CASE ("serves-many-nodes", test_many_nodes);
  return g_test_run ();
}
