/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an LMA refuses of RFC 8278 and RFC 7148, PBU by PBU. */
#include <string.h>

#include "models/multihomed/flow_rule.h"
#include "tests/protocol/lma-dialogue.h"

static struct parts
by_path (uint8_t bid)
{
  struct parts parts = good;

  parts.multipath = true;
  parts.bid = bid;
  return parts;
}

/* Of the binding there is. */
static struct parts
again_by_path (struct dialogue *d, uint8_t bid)
{
  struct parts parts = known (d, HI_NO_CHANGE);

  parts.multipath = true;
  parts.bid = bid;
  return parts;
}

/* ---- RFC 8278 4.1 -------------------------------------------------- */

/* The RFC names no status for what a MAG must not send: a message that breaks a
 * rule is dropped, and nothing has changed. */
static void
assert_dropped_silently (struct dialogue *d, const struct parts *parts)
{
  uint64_t before = world_dropped (d->w, DROP_REFUSED);

  g_assert_false (ask (d, 0, parts, NULL));
  assert_dropped (d->w, REFUSED, before + 1);
}

static void
test_reserved_bid (void)
{
  struct dialogue *d = dialogue_new_multihomed ();
  struct parts parts = by_path (0);

  assert_dropped_silently (d, &parts);
  parts.bid = 255;
  assert_dropped_silently (d, &parts);
  g_assert_cmpuint (bces (d), ==, 0);
  parts.bid = 254;
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  dialogue_free (d);
}

/* 4.4: refused, as the LMA cannot tell whose path it is. */
static void
test_without_identifier (void)
{
  struct dialogue *d = dialogue_new_multihomed ();
  struct parts parts = by_path (1);

  parts.anonymous = true;
  assert_status (d, 0, &parts, STATUS_UNSPECIFIED);
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

static void
test_bulk_and_overwrite (void)
{
  struct dialogue *d = dialogue_new_multihomed ();
  struct parts parts = by_path (1);

  parts.bulk = parts.overwrite = true;
  assert_dropped_silently (d, &parts);
  g_assert_cmpuint (bces (d), ==, 0);
  parts.bulk = false;
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  dialogue_free (d);
}

static void
test_overwrite_in_release (void)
{
  struct dialogue *d = dialogue_new_multihomed ();
  struct parts parts = by_path (1);

  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  parts = again_by_path (d, 1);
  parts.lifetime = 0;
  parts.overwrite = true;
  assert_dropped_silently (d, &parts);
  g_assert_cmpint (only_bce (d)->state, ==, BCE_ACTIVE);
  parts.overwrite = false;
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  g_assert_cmpint (only_bce (d)->state, ==, BCE_HELD);
  dialogue_free (d);
}

/* The binding keeps its BID when its Proxy-CoA is another: the option says
 * that the binding "is associated with this BID". */
static void
test_same_bid_new_address (void)
{
  struct dialogue *d = dialogue_new_multihomed ();
  struct parts parts = by_path (7);

  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  parts = again_by_path (d, 7);
  assert_status (d, 1, &parts, STATUS_ACCEPTED);
  g_assert_cmpuint (only_bce (d)->more_bindings, ==, 0);
  g_assert_true (address_equal (&only_bce (d)->proxy_coa,
                                &world_mag (d->w, 1)->entity.address));
  parts = again_by_path (d, 8);
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  g_assert_cmpuint (only_bce (d)->more_bindings, ==, 1);
  dialogue_free (d);
}

/* ---- RFC 7148 5.2.2 ------------------------------------------------ */

static const struct prefix any;

static void
test_not_authorized (void)
{
  struct dialogue *d = dialogue_new_multihomed ();
  struct parts parts = by_path (1);

  parts.delegated = &any; /* not a node whose profile has it */
  assert_status (d, 0, &parts, STATUS_NOT_AUTHORIZED_FOR_DELEGATED_MNP);
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

static void
test_in_use (void)
{
  struct dialogue *d = dialogue_new_multihomed ();
  struct parts parts = by_path (1);
  struct prefix foreign;

  d->mn->logical = true;
  parts.delegated = &any;
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  g_assert_cmpuint (only_bce (d)->n_delegated, ==, 1);
  foreign = only_bce (d)->prefixes[0]; /* the home network prefix */
  parts = again_by_path (d, 1);
  parts.delegated = &foreign;
  assert_status (d, 0, &parts, STATUS_DELEGATED_MNP_IN_USE);
  foreign = only_bce (d)->prefixes[1]; /* the one delegated */
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  dialogue_free (d);
}

static bool
is_routed (struct dialogue *d, const struct prefix *prefix)
{
  struct address host = world_host (prefix);
  uint64_t dropped = world_dropped (d->w, DROP_NO_ROUTE);

  world_send_data (d->w, d->w->cn, &d->w->cn->address, &host);
  world_run (d->w, sim_now (d->w->sim) + 100 * SIM_MILLISECOND);
  return world_dropped (d->w, DROP_NO_ROUTE) == dropped;
}

/* With the option it is routed, without it is taken back: "updated PBU". */
static void
test_taken_back (void)
{
  struct dialogue *d = dialogue_new_multihomed ();
  struct parts parts = by_path (1);
  struct mh_message pba;
  struct prefix delegated;

  d->mn->logical = true;
  parts.delegated = &any;
  g_assert_true (ask (d, 0, &parts, &pba));
  g_assert_cmpuint (mh_count (&pba, OPTION_DELEGATED_PREFIX), ==, 1);
  delegated = only_bce (d)->prefixes[1];
  g_assert_true (is_routed (d, &delegated));
  parts = again_by_path (d, 1);
  g_assert_true (ask (d, 0, &parts, &pba));
  g_assert_cmpint (pba.ba.status, ==, STATUS_ACCEPTED);
  g_assert_cmpuint (mh_count (&pba, OPTION_DELEGATED_PREFIX), ==, 0);
  g_assert_false (is_routed (d, &delegated));
  dialogue_free (d);
}

static void
test_gone_with_the_entry (void)
{
  struct dialogue *d = dialogue_new_multihomed ();
  struct parts parts = by_path (1);
  struct prefix delegated;

  d->mn->logical = true;
  parts.delegated = &any;
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  delegated = only_bce (d)->prefixes[1];
  parts = again_by_path (d, 1);
  parts.delegated = &delegated;
  parts.lifetime = 0;
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  world_run (d->w, sim_now (d->w->sim) + 11 * SIM_SECOND);
  g_assert_cmpuint (bces (d), ==, 0);
  g_assert_false (is_routed (d, &delegated));
  dialogue_free (d);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/multipath/reserved-bid-is-dropped", test_reserved_bid);
  g_test_add_func ("/multipath/without-mag-identifier-is-refused",
                   test_without_identifier);
  g_test_add_func ("/multipath/bulk-with-overwrite-is-dropped",
                   test_bulk_and_overwrite);
  g_test_add_func ("/multipath/overwrite-in-deregistration-is-dropped",
                   test_overwrite_in_release);
  g_test_add_func ("/multipath/bid-stays-with-another-proxy-coa",
                   test_same_bid_new_address);
  g_test_add_func ("/multipath/delegation-needs-authorization",
                   test_not_authorized);
  g_test_add_func ("/multipath/delegated-prefix-of-another-is-refused",
                   test_in_use);
  g_test_add_func ("/multipath/delegated-prefix-is-taken-back",
                   test_taken_back);
  g_test_add_func ("/multipath/delegated-prefix-goes-with-the-entry",
                   test_gone_with_the_entry);
  return g_test_run ();
}
