/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LMA of RFC 5213 section 5: which session a PBU is about, and the end of
 * sessions. */
#include "tests/protocol/lma-dialogue.h"

/* ---- look-up, RFC 5213 5.4.1 --------------------------------------- */

static void
test_second_interface (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  parts.link_layer = 2;
  assert_status (d, 1, &parts, STATUS_ACCEPTED);
  g_assert_cmpuint (bces (d), ==, 2);
  dialogue_free (d);
}

static void
test_between_interfaces (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  parts.link_layer = 2;
  parts.handoff = HI_BETWEEN_INTERFACES;
  assert_status (d, 1, &parts, STATUS_ACCEPTED);
  g_assert_cmpuint (bces (d), ==, 1);
  g_assert_cmpuint (only_bce (d)->link_layer[5], ==, 2);
  dialogue_free (d);
}

/* Without link-layer identifier HI 3 updates, HI 1 asks for a new session. */
static void
test_no_link_layer (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;

  parts.link_layer = 0;
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  parts.handoff = HI_BETWEEN_MAGS;
  assert_status (d, 1, &parts, STATUS_ACCEPTED);
  g_assert_cmpuint (bces (d), ==, 1);
  parts.handoff = HI_NEW_INTERFACE;
  assert_status (d, 2, &parts, STATUS_ACCEPTED);
  g_assert_cmpuint (bces (d), ==, 2);
  dialogue_free (d);
}

/* A prefix that is known, but none of the conditions of 5.4.1.1 5: a request
 * for a new session, which nobody is authorized to put on that prefix. */
static void
test_prefix_of_other_interface (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  parts = known (d, HI_BETWEEN_MAGS);
  parts.link_layer = 2;
  assert_status (d, 1, &parts, STATUS_NOT_AUTHORIZED_FOR_HNP);
  parts.handoff = HI_BETWEEN_INTERFACES;
  assert_status (d, 1, &parts, STATUS_ACCEPTED);
  g_assert_cmpuint (bces (d), ==, 1);
  dialogue_free (d);
}

/* HI 4 from an unknown interface waits for the de-registration. */
static void
test_waits_for_deregistration (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good, release;
  struct prefix hnp;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  hnp = only_bce (d)->prefixes[0];
  release = known (d, HI_UNKNOWN);
  release.lifetime = 0;
  parts.link_layer = 2;
  parts.handoff = HI_UNKNOWN;
  g_assert_false (ask (d, 1, &parts, NULL));
  g_assert_nonnull (lma_node_get (d->lma, d->mn)->deferred);
  world_run (d->w, 2 * SIM_SECOND);
  g_assert_cmpuint (world_count (d->w, "PBA"), ==, 1);
  assert_status (d, 0, &release, STATUS_ACCEPTED);
  g_assert_cmpuint (world_count (d->w, "PBA"), ==, 3);
  g_assert_cmpuint (bces (d), ==, 1);
  g_assert_true (prefix_equal (&only_bce (d)->prefixes[0], &hnp));
  g_assert_cmpint (only_bce (d)->state, ==, BCE_ACTIVE);
  g_assert_true (address_equal (&only_bce (d)->proxy_coa,
                                &world_mag (d->w, 1)->entity.address));
  g_assert_null (lma_node_get (d->lma, d->mn)->deferred);
  dialogue_free (d);
}

/* No de-registration within MaxDelayBeforeNewBCEAssign: a new session, 1.5 s
 * after the first copy whatever the retransmissions. */
static void
test_waits_no_longer (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;
  sim_time asked, answered;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  parts.link_layer = 2;
  parts.handoff = HI_UNKNOWN;
  asked = sim_now (d->w->sim);
  g_assert_false (ask_for (d, 1, &parts, SIM_SECOND, NULL));
  g_assert_true (ask_for (d, 1, &parts, SIM_SECOND, NULL));
  answered = world_sent (d->w, "PBA", 1)->at;
  g_assert_cmpint (answered, ==, asked + WORLD_A + 1500 * SIM_MILLISECOND);
  g_assert_cmpuint (world_count (d->w, "PBA"), ==, 2);
  g_assert_cmpuint (bces (d), ==, 2);
  dialogue_free (d);
}

/* ---- de-registration, RFC 5213 5.3.5 ------------------------------- */

static void
test_holds (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts release;
  struct mh_message pba;
  struct address host;
  sim_time asked;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  host = world_host (&only_bce (d)->prefixes[0]);
  release = known (d, HI_UNKNOWN);
  release.lifetime = 0;
  asked = sim_now (d->w->sim);
  g_assert_true (ask (d, 0, &release, &pba));
  g_assert_cmpint (pba.ba.status, ==, STATUS_ACCEPTED);
  g_assert_cmpint (pba.ba.lifetime, ==, 0);
  g_assert_cmpint (only_bce (d)->state, ==, BCE_HELD);
  g_assert_cmpuint (node_tunnels (d->w->anchor), ==, 0);
  world_send_data (d->w, d->w->cn, &d->w->cn->address, &host);
  world_run (d->w, asked + WORLD_A + 10 * SIM_SECOND - 1);
  assert_dropped (d->w, BINDING_HOLD, 1);
  g_assert_cmpuint (bces (d), ==, 1);
  world_run (d->w, asked + WORLD_A + 10 * SIM_SECOND);
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

/* The other placement: data goes on to the former MAG and dies there. */
static void
test_holds_without_dropping (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts release;
  struct address host;

  d->w->pmipv6.binding_hold = false;
  assert_status (d, 0, &good, STATUS_ACCEPTED);
  host = world_host (&only_bce (d)->prefixes[0]);
  release = known (d, HI_UNKNOWN);
  release.lifetime = 0;
  assert_status (d, 0, &release, STATUS_ACCEPTED);
  world_send_data (d->w, d->w->cn, &d->w->cn->address, &host);
  world_run (d->w, 5 * SIM_SECOND);
  assert_dropped (d->w, BINDING_HOLD, 0);
  assert_dropped (d->w, NOT_READY, 1); /* the MAG never had a binding */
  dialogue_free (d);
}

static void
test_hold_ends (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts release, parts = good;
  struct prefix hnp;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  hnp = only_bce (d)->prefixes[0];
  release = known (d, HI_UNKNOWN);
  release.lifetime = 0;
  assert_status (d, 0, &release, STATUS_ACCEPTED);
  world_run (d->w, 9 * SIM_SECOND);
  parts.handoff = HI_BETWEEN_MAGS;
  assert_status (d, 1, &parts, STATUS_ACCEPTED);
  world_run (d->w, 30 * SIM_SECOND);
  g_assert_cmpint (only_bce (d)->state, ==, BCE_ACTIVE);
  g_assert_true (prefix_equal (&only_bce (d)->prefixes[0], &hnp));
  g_assert_cmpint (node_find_route (d->w->anchor, &hnp)->kind, ==,
                   ROUTE_TUNNEL);
  dialogue_free (d);
}

/* Not from the serving MAG: ignored, whatever the order. */
static void
test_ignores_former_gateway (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good, release;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  parts.handoff = HI_BETWEEN_MAGS;
  assert_status (d, 1, &parts, STATUS_ACCEPTED);
  release = known (d, HI_UNKNOWN);
  release.lifetime = 0;
  g_assert_false (ask (d, 0, &release, NULL));
  g_assert_cmpint (only_bce (d)->state, ==, BCE_ACTIVE);
  dialogue_free (d);
}

static void
test_ignores_unknown_release (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts release = good;

  release.lifetime = 0;
  g_assert_false (ask (d, 0, &release, NULL));
  release.prefixes[0] = prefix_make (&d->w->anchor->address, 64);
  g_assert_false (ask (d, 0, &release, NULL));
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

/* A plain binding update is no business of an LMA. */
static void
test_ignores_plain_update (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;

  parts.flags = BU_A | BU_H;
  g_assert_false (ask (d, 0, &parts, NULL));
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

#define CASE(name, function) g_test_add_func ("/lma/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("new-session-for-second-interface", test_second_interface);
  CASE ("moves-session-between-interfaces", test_between_interfaces);
  CASE ("looks-up-without-link-layer-identifier", test_no_link_layer);
  CASE ("keeps-prefix-on-its-interface", test_prefix_of_other_interface);
  CASE ("waits-for-deregistration", test_waits_for_deregistration);
  CASE ("waits-no-longer-than-1500-ms", test_waits_no_longer);
  CASE ("holds-deregistered-binding-10-s", test_holds);
  CASE ("hold-can-leave-dropping-to-gateway", test_holds_without_dropping);
  CASE ("registration-ends-hold", test_hold_ends);
  CASE ("ignores-release-by-former-gateway", test_ignores_former_gateway);
  CASE ("ignores-release-of-nothing", test_ignores_unknown_release);
  CASE ("ignores-plain-binding-update", test_ignores_plain_update);
  return g_test_run ();
}
