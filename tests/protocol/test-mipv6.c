/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile node and home agent in dialogue: registration, order, loss, refresh,
 * return home (RFC 6275). */
#include "tests/protocol/mipv6-scene.h"

/* One way between mobile node and HA. */
#define WAY (WORLD_RADIO_DELAY + WORLD_A)

/* ---- registration -------------------------------------------------- */

static void
test_registers (void)
{
  struct host_scene *s = host_scene_new ();
  struct mh_message bu, ba;

  host_scene_attach (s, 0);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERED);
  g_assert_cmpint (host_scene_entry (s)->state, ==, HA_ACTIVE);
  g_assert_cmpuint (world_count (s->w, "BU"), ==, 1);
  host_scene_read (s, "BU", 0, &bu);
  host_scene_read (s, "BA", 0, &ba);
  g_assert_cmpuint (bu.bu.flags, ==, BU_A | BU_H | BU_L);
  g_assert_true (
      address_equal (&mh_find (&bu, OPTION_ALTERNATE_CARE_OF, 0)->address,
                     &host_scene_mn (s)->care_of));
  g_assert_cmpuint (ba.ba.status, ==, STATUS_ACCEPTED);
  g_assert_cmpuint (ba.ba.sequence, ==, bu.bu.sequence);
  g_assert_cmpuint (ba.ba.lifetime, ==, 15);
  g_assert_cmpint (s->mn->handover->t_pba - s->mn->handover->t_pbu, ==,
                   2 * WAY);
  host_scene_free (s);
}

/* Flows run on the home address, and not before it is registered. */
static void
test_offers_home_address (void)
{
  struct host_scene *s = host_scene_new ();
  const struct mn_address *a;

  access_enter (s->mn, world_router (s->w, 0));
  host_scene_run_for (s, WORLD_RADIO_DELAY + 2 * WAY - 1);
  g_assert_null (access_select_address (s->mn, &s->w->cn->address));
  host_scene_run_for (s, 1);
  a = access_select_address (s->mn, &s->w->cn->address);
  g_assert_nonnull (a);
  g_assert_true (
      address_equal (&a->address, &host_scene_mn (s)->entity.address));
  host_scene_move (s, 1);
  a = access_select_address (s->mn, &s->w->cn->address);
  g_assert_true (
      address_equal (&a->address, &host_scene_mn (s)->entity.address));
  host_scene_free (s);
}

static void
test_data_both_ways (void)
{
  struct host_scene *s = host_scene_new ();

  for (unsigned i = 0; i < 3; i++)
    {
      if (i == 0)
        host_scene_attach (s, i);
      else
        host_scene_move (s, i);
      g_assert_cmpuint (host_scene_data_down (s), ==, 1);
      g_assert_cmpuint (host_scene_data_up (s), ==, 1);
    }
  host_scene_free (s);
}

/* 10.4.5: what another node tunnels is not the mobile node's. */
static void
test_checks_tunnel_source (void)
{
  struct host_scene *s = host_scene_new ();
  struct mobile_node *other;
  struct prefix forged;
  struct mipv6_mn *liar;

  host_scene_attach (s, 0);
  other = world_add_node (s->w, "other", 1);
  access_enter (other, world_router (s->w, 1));
  host_scene_run_for (s, SIM_SECOND);
  liar = other->entity;
  forged = prefix_make (&host_scene_mn (s)->entity.address, 128);
  node_set_egress_route (other->node, &forged, &liar->tunnel);
  world_send_data (s->w, other->node, &forged.address, &s->w->cn->address);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpuint (s->at_cn, ==, 0);
  assert_dropped (s->w, NO_TUNNEL, 1);
  host_scene_free (s);
}

/* ---- addresses ----------------------------------------------------- */

static struct host_scene *
host_scene_with_addressing (int addressing)
{
  struct domain_config config = world_config ();
  struct host_scene *s = host_scene_prepare (&config);

  s->config.configuration.addressing = addressing;
  host_scene_start (s);
  access_enter (s->mn, world_router (s->w, 0));
  host_scene_run_for (s, 3 * SIM_SECOND);
  return s;
}

static void
assert_addressing (int addressing, unsigned probes, sim_time wait)
{
  struct host_scene *s = host_scene_with_addressing (addressing);

  g_assert_cmpuint (world_count (s->w, "NS"), ==, probes);
  g_assert_cmpint (world_sent (s->w, "BU", 0)->at, ==,
                   WORLD_RADIO_DELAY + wait);
  host_scene_free (s);
}

static void
test_addressing (void)
{
  assert_addressing (ADDRESSING_INSTANT, 0, 0);
  assert_addressing (ADDRESSING_OPTIMISTIC, 1, 0);
  assert_addressing (ADDRESSING_DAD, 1, SIM_SECOND);
}

/* 10.3.1: a second for the first registration, none for later ones, and again
 * one after the node was at home. */
static void
test_home_agent_dad (void)
{
  static const struct
  {
    unsigned router;
    sim_time held;
  } stays[]
      = { { 0, SIM_SECOND }, { 1, 0 }, { SCENE_HOME, 0 }, { 2, SIM_SECOND } };
  struct domain_config config = world_config ();
  struct host_scene *s = host_scene_prepare (&config);

  s->config.ha.dad = true;
  host_scene_start (s);
  for (unsigned i = 0; i < G_N_ELEMENTS (stays); i++)
    {
      bool home = stays[i].router == SCENE_HOME;
      sim_time way = home ? WORLD_RADIO_DELAY : WAY;

      if (i == 0)
        host_scene_attach (s, stays[i].router);
      else
        host_scene_move (s, stays[i].router);
      host_scene_run_for (s, 20 * SIM_SECOND);
      g_assert_cmpint (s->mn->handover->t_pba - s->mn->handover->t_pbu, ==,
                       2 * way + stays[i].held);
    }
  host_scene_free (s);
}

/* ---- loss, 11.8 ---------------------------------------------------- */

static void
assert_gaps (const struct host_scene *s, unsigned first, const double *gaps,
             unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    {
      sim_time gap = world_sent (s->w, "BU", first + i + 1)->at
                     - world_sent (s->w, "BU", first + i)->at;

      g_assert_cmpint (gap, ==, (sim_time)(gaps[i] * SIM_SECOND));
    }
}

/* InitialBindackTimeoutFirstReg, doubling up to MAX_BINDACK_TIMEOUT, and on at
 * that rate after the last copy. */
static void
test_first_registration_backs_off (void)
{
  static const double gaps[] = { 1.5, 3, 6, 12, 24, 32 + 32, 1.5 };
  struct host_scene *s = host_scene_new ();
  struct address ha = mobility_central_address (s->w->anchor);

  world_block (s->w, &ha);
  host_scene_attach (s, 0);
  host_scene_run_for (s, 200 * SIM_SECOND);
  assert_gaps (s, 0, gaps, G_N_ELEMENTS (gaps));
  world_unblock (s->w, &ha);
  host_scene_run_for (s, 100 * SIM_SECOND);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERED);
  host_scene_free (s);
}

static void
test_later_registration_backs_off (void)
{
  static const double gaps[] = { 1, 2, 4, 8 };
  struct host_scene *s = host_scene_new ();
  unsigned before;

  host_scene_attach (s, 0);
  before = world_count (s->w, "BU");
  world_block (s->w, &host_scene_mn (s)->home.home_agent);
  host_scene_move (s, 1);
  host_scene_run_for (s, 20 * SIM_SECOND);
  assert_gaps (s, before, gaps, G_N_ELEMENTS (gaps));
  host_scene_free (s);
}

/* The acknowledgement is lost: the copy is a newer update, bound once. */
static void
test_lost_acknowledgement (void)
{
  struct host_scene *s = host_scene_new ();
  struct mh_message first, second;
  struct address care_of;

  host_scene_attach (s, 0);
  care_of = host_scene_mn (s)->care_of;
  host_scene_move (s, 1);
  world_block (s->w, &care_of);
  access_move (s->mn, world_router (s->w, 0));
  host_scene_run_for (s, SIM_SECOND / 2);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERING);
  world_unblock (s->w, &care_of);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERED);
  host_scene_read (s, "BU", 2, &first);
  host_scene_read (s, "BU", 3, &second);
  g_assert_cmpuint (second.bu.sequence, ==, first.bu.sequence + 1);
  g_assert_cmpuint (host_scene_ha (s)->count.entries, ==, 1);
  g_assert_cmpuint (node_tunnels (s->w->anchor), ==, 1);
  host_scene_free (s);
}

/* ---- order, 9.5.1 -------------------------------------------------- */

static void
test_duplicate_and_late_updates (void)
{
  struct host_scene *s = host_scene_new ();
  struct host_scene_update u;
  struct address bound;

  host_scene_attach (s, 0);
  host_scene_move (s, 1);
  bound = host_scene_entry (s)->care_of;
  for (uint16_t sequence = 1; sequence <= 2; sequence++)
    {
      struct mh_message ba;

      host_scene_update_init (s, &u, sequence);
      host_scene_update_send (s, &u);
      host_scene_run_for (s, SIM_SECOND / 4);
      host_scene_read (s, "BA", world_count (s->w, "BA") - 1, &ba);
      g_assert_cmpuint (ba.ba.status, ==, STATUS_SEQUENCE_OUT_OF_WINDOW);
      g_assert_cmpuint (ba.ba.sequence, ==, 2);
      g_assert_true (address_equal (&bound, &host_scene_entry (s)->care_of));
    }
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERED);
  host_scene_free (s);
}

/* The example of 9.5.1: after 15, 0 to 15 and 32783 to 65535 are stale. */
static void
test_sequence_modulo (void)
{
  static const struct
  {
    uint16_t last, next;
    bool stale;
  } cases[]
      = { { 15, 15, true },     { 15, 0, true },       { 15, 16, false },
          { 15, 32782, false }, { 15, 32783, true },   { 15, 65535, true },
          { 65535, 0, false },  { 65535, 65535, true } };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct host_scene *s = host_scene_new ();
      struct host_scene_update u;

      host_scene_attach (s, 0);
      host_scene_entry (s)->order.sequence = cases[i].last;
      host_scene_update_init (s, &u, cases[i].next);
      host_scene_update_send (s, &u);
      host_scene_run_for (s, SIM_SECOND / 4);
      g_assert_cmpuint (host_scene_last_status (s), ==,
                        cases[i].stale ? STATUS_SEQUENCE_OUT_OF_WINDOW
                                       : STATUS_ACCEPTED);
      host_scene_free (s);
    }
}

/* 11.7.3: a node that lost count goes on from the number it is told. */
static void
test_takes_up_the_sequence (void)
{
  struct host_scene *s = host_scene_new ();

  host_scene_attach (s, 0);
  host_scene_entry (s)->order.sequence = 1000;
  host_scene_move (s, 1);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERED);
  g_assert_cmpuint (host_scene_mn (s)->home.sequence, ==, 1001);
  g_assert_cmpuint (host_scene_entry (s)->order.sequence, ==, 1001);
  host_scene_free (s);
}

/* ---- refresh and end ----------------------------------------------- */

static void
test_refreshes_at_half (void)
{
  struct host_scene *s = host_scene_new ();

  host_scene_attach (s, 0);
  host_scene_run_for (s, 100 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "BU"), ==, 4);
  for (unsigned i = 1; i < 4; i++)
    {
      const struct signal *bu = world_sent (s->w, "BU", i);

      g_assert_cmpint (bu->at, ==, WORLD_RADIO_DELAY + i * 30 * SIM_SECOND);
      g_assert_cmpint (bu->class, ==, SIGNALING_REFRESH);
    }
  host_scene_free (s);
}

static void
test_heeds_refresh_advice (void)
{
  struct domain_config config = world_config ();
  struct host_scene *s = host_scene_prepare (&config);

  s->config.ha.refresh_advice = 12 * SIM_SECOND;
  host_scene_start (s);
  host_scene_attach (s, 0);
  host_scene_run_for (s, 20 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "BU"), ==, 2);
  g_assert_cmpint (world_sent (s->w, "BU", 1)->at, ==,
                   WORLD_RADIO_DELAY + 12 * SIM_SECOND);
  host_scene_free (s);
}

static void
test_answers_refresh_request (void)
{
  struct host_scene *s = host_scene_new ();
  struct mh_message brr;

  host_scene_attach (s, 0);
  mh_init (&brr, MH_BRR);
  mobility_send (&host_scene_ha (s)->entity, &host_scene_mn (s)->entity.address,
                 &brr, SIGNALING_REFRESH, TRANSACTION_NONE);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "BU"), ==, 2);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERED);
  host_scene_free (s);
}

static void
test_expires_without_refresh (void)
{
  struct domain_config config = world_config ();
  struct host_scene *s;

  config.protocol.refresh = false;
  s = host_scene_prepare (&config);
  host_scene_start (s);
  host_scene_attach (s, 0);
  host_scene_run_for (s, 58 * SIM_SECOND);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  host_scene_run_for (s, 3 * SIM_SECOND);
  g_assert_null (host_scene_entry (s));
  g_assert_cmpint (host_scene_mn (s)->home.state, ==,
                   REGISTRATION_UNREGISTERED);
  g_assert_cmpuint (host_scene_data_down (s), ==, 0);
  assert_dropped (s->w, NO_ROUTE, 1);
  g_assert_cmpuint (node_tunnels (s->w->anchor), ==, 0);
  host_scene_free (s);
}

/* ---- home, 11.5.5, 10.3.2 ------------------------------------------ */

static void
test_returns_home (void)
{
  struct host_scene *s = host_scene_new ();
  struct mh_message bu;

  host_scene_attach (s, 0);
  host_scene_move (s, SCENE_HOME);
  host_scene_read (s, "BU", 1, &bu);
  g_assert_cmpuint (bu.bu.lifetime, ==, 0);
  g_assert_true (address_equal (&world_sent (s->w, "BU", 1)->source,
                                &host_scene_mn (s)->entity.address));
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_HOME);
  g_assert_cmpint (host_scene_entry (s)->state, ==, HA_INVALID);
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (node_tunnels (s->w->anchor), ==, 0);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  g_assert_cmpuint (host_scene_data_up (s), ==, 1);
  host_scene_run_for (s, MAX_DELETE_BCE_TIMEOUT);
  g_assert_null (host_scene_entry (s));
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  host_scene_free (s);
}

/* A refresh that was delayed on the visited link comes after the node is home:
 * refused by its number, the node stays reachable. */
static void
test_late_update_after_return (void)
{
  struct host_scene *s = host_scene_new ();
  struct host_scene_update late;

  host_scene_attach (s, 0);
  host_scene_update_init (s, &late, 1);
  host_scene_move (s, SCENE_HOME);
  host_scene_update_send (s, &late);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpuint (host_scene_last_status (s), ==,
                    STATUS_SEQUENCE_OUT_OF_WINDOW);
  g_assert_cmpint (host_scene_entry (s)->state, ==, HA_INVALID);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_HOME);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  host_scene_free (s);
}

static void
test_starts_at_home (void)
{
  struct host_scene *s = host_scene_new ();

  host_scene_attach (s, SCENE_HOME);
  g_assert_cmpuint (world_count (s->w, "BU"), ==, 0);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_HOME);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  g_assert_cmpuint (host_scene_data_up (s), ==, 1);
  host_scene_move (s, 0);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERED);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  host_scene_free (s);
}

/* The node comes back to the area: everything anew, and it works. */
static void
test_leaves_and_comes_back (void)
{
  struct host_scene *s = host_scene_new ();

  host_scene_attach (s, 0);
  access_leave (s->mn);
  host_scene_run_for (s, 5 * SIM_SECOND);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==,
                   REGISTRATION_UNREGISTERED);
  host_scene_attach (s, 1);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERED);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  host_scene_free (s);
}

/* Faster than registrations: the last link wins. */
static void
test_moves_on_before_registered (void)
{
  struct host_scene *s = host_scene_new ();

  host_scene_attach (s, 0);
  for (unsigned i = 0; i < 12; i++)
    {
      access_move (s->mn, world_router (s->w, (i + 1) % 3));
      host_scene_run_for (s, (40 + 3 * i) * SIM_MILLISECOND);
    }
  host_scene_run_for (s, 5 * SIM_SECOND);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERED);
  g_assert_true (address_equal (&host_scene_entry (s)->care_of,
                                &host_scene_mn (s)->care_of));
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  g_assert_cmpuint (host_scene_data_up (s), ==, 1);
  host_scene_free (s);
}

#define CASE(name, function) g_test_add_func ("/mipv6/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("registers", test_registers);
  CASE ("offers-home-address-once-registered", test_offers_home_address);
  CASE ("data-both-ways", test_data_both_ways);
  CASE ("checks-tunnel-source", test_checks_tunnel_source);
  CASE ("addressing", test_addressing);
  CASE ("home-agent-dad", test_home_agent_dad);
  CASE ("first-registration-backs-off", test_first_registration_backs_off);
  CASE ("later-registration-backs-off", test_later_registration_backs_off);
  CASE ("lost-acknowledgement", test_lost_acknowledgement);
  CASE ("duplicate-and-late-updates", test_duplicate_and_late_updates);
  CASE ("sequence-modulo", test_sequence_modulo);
  CASE ("takes-up-the-sequence", test_takes_up_the_sequence);
  CASE ("refreshes-at-half", test_refreshes_at_half);
  CASE ("heeds-refresh-advice", test_heeds_refresh_advice);
  CASE ("answers-refresh-request", test_answers_refresh_request);
  CASE ("expires-without-refresh", test_expires_without_refresh);
  CASE ("returns-home", test_returns_home);
  CASE ("late-update-after-return", test_late_update_after_return);
  CASE ("starts-at-home", test_starts_at_home);
  CASE ("leaves-and-comes-back", test_leaves_and_comes_back);
  CASE ("moves-on-before-registered", test_moves_on_before_registered);
  return g_test_run ();
}
