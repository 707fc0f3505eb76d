/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LMA of RFC 5213 section 5, one PBU at a time: registration and
 * refusals. */
#include "tests/protocol/lma-dialogue.h"

/* ---- registration -------------------------------------------------- */

static void
test_registers (void)
{
  struct dialogue *d = dialogue_new ();
  struct address *mag = &world_mag (d->w, 0)->entity.address;
  const struct route *route;
  struct mh_message pba;
  const struct bce *bce;

  g_assert_true (ask (d, 0, &good, &pba));
  g_assert_cmpint (pba.ba.status, ==, STATUS_ACCEPTED);
  bce = only_bce (d);
  g_assert_cmpint (bce->state, ==, BCE_ACTIVE);
  g_assert_true (address_equal (&bce->proxy_coa, mag));
  g_assert_true (network_anchor (d->w->sim->network, &bce->prefixes[0].address)
                 == d->w->anchor);
  route = node_find_route (d->w->anchor, &bce->prefixes[0]);
  g_assert_cmpint (route->kind, ==, ROUTE_TUNNEL);
  g_assert_true (address_equal (&route->peer, mag));
  g_assert_true (address_equal (&route->local, &d->lma->entity.address));
  g_assert_cmpuint (node_tunnels (d->w->anchor), ==, 1);
  g_assert_cmpuint (world_marks (d->w, TRACE_ANCHOR_SWITCHED), ==, 1);
  dialogue_free (d);
}

static void
test_mirrors (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;
  struct mh_message pba;
  struct prefix hnp;

  parts.timestamp = sim_now (d->w->sim);
  parts.link_local = true;
  g_assert_true (ask (d, 0, &parts, &pba));
  g_assert_cmpint (pba.ba.flags, ==, BA_P);
  g_assert_cmpint (pba.ba.sequence, ==, d->sequence);
  g_assert_cmpint (pba.ba.lifetime, ==, 15);
  hnp = prefix_make (
      &mh_find (&pba, OPTION_HOME_NETWORK_PREFIX, 0)->prefix.address, 64);
  g_assert_true (prefix_equal (&hnp, &only_bce (d)->prefixes[0]));
  g_assert_cmpint (mh_find (&pba, OPTION_HANDOFF_INDICATOR, 0)->value, ==,
                   parts.handoff);
  g_assert_cmpint (mh_find (&pba, OPTION_ACCESS_TECHNOLOGY, 0)->value, ==,
                   parts.technology);
  g_assert_cmpint (
      mh_find (&pba, OPTION_MN_LINK_LAYER_ID, 0)->link_layer.octets[5], ==, 1);
  g_assert_cmpint (mh_timestamp_ns (mh_find (&pba, OPTION_TIMESTAMP, 0)), ==,
                   parts.timestamp);
  g_assert_true (address_is_link_local (
      &mh_find (&pba, OPTION_LINK_LOCAL_ADDRESS, 0)->address));
  dialogue_free (d);
}

/* Options the PBU had not are not in the PBA. */
static void
test_mirrors_no_more (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;
  struct mh_message pba;

  parts.timestamp = SIM_TIME_NONE;
  parts.link_layer = 0;
  g_assert_true (ask (d, 0, &parts, &pba));
  g_assert_cmpint (pba.ba.status, ==, STATUS_ACCEPTED);
  g_assert_null (mh_find (&pba, OPTION_TIMESTAMP, 0));
  g_assert_null (mh_find (&pba, OPTION_MN_LINK_LAYER_ID, 0));
  g_assert_null (mh_find (&pba, OPTION_LINK_LOCAL_ADDRESS, 0));
  dialogue_free (d);
}

static void
test_several_prefixes (void)
{
  struct dialogue *d = dialogue_new ();
  struct mh_message pba;
  struct bce *bce;

  d->mn->prefixes = 3;
  g_assert_true (ask (d, 0, &good, &pba));
  g_assert_cmpuint (mh_count (&pba, OPTION_HOME_NETWORK_PREFIX), ==, 3);
  bce = only_bce (d);
  g_assert_cmpuint (bce->n_prefixes, ==, 3);
  for (unsigned i = 0; i < 3; i++)
    {
      g_assert_nonnull (node_find_route (d->w->anchor, &bce->prefixes[i]));
      g_assert_false (
          prefix_equal (&bce->prefixes[i], &bce->prefixes[(i + 1) % 3]));
    }
  dialogue_free (d);
}

static void
test_handover (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;
  struct prefix hnp;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  hnp = only_bce (d)->prefixes[0];
  parts.handoff = HI_BETWEEN_MAGS;
  assert_status (d, 1, &parts, STATUS_ACCEPTED);
  g_assert_true (prefix_equal (&hnp, &only_bce (d)->prefixes[0]));
  g_assert_true (address_equal (&node_find_route (d->w->anchor, &hnp)->peer,
                                &world_mag (d->w, 1)->entity.address));
  g_assert_cmpuint (node_tunnels (d->w->anchor), ==, 1);
  g_assert_cmpuint (world_marks (d->w, TRACE_ANCHOR_SWITCHED), ==, 2);
  dialogue_free (d);
}

static void
test_refresh (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  world_run (d->w, 50 * SIM_SECOND);
  parts = known (d, HI_NO_CHANGE);
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  /* A refresh is not a switch. */
  g_assert_cmpuint (world_marks (d->w, TRACE_ANCHOR_SWITCHED), ==, 1);
  world_run (d->w, 110 * SIM_SECOND);
  g_assert_cmpuint (bces (d), ==, 1);
  world_run (d->w, 110 * SIM_SECOND + WORLD_A);
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

static void
test_expiry (void)
{
  struct dialogue *d = dialogue_new ();
  sim_time end = SIM_SECOND + WORLD_A + 60 * SIM_SECOND;
  struct prefix hnp;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  hnp = only_bce (d)->prefixes[0];
  world_run (d->w, end - 1);
  g_assert_cmpuint (bces (d), ==, 1);
  world_run (d->w, end);
  g_assert_cmpuint (bces (d), ==, 0);
  g_assert_null (node_find_route (d->w->anchor, &hnp));
  g_assert_cmpuint (node_tunnels (d->w->anchor), ==, 0);
  dialogue_free (d);
}

/* ---- refusals, RFC 5213 5.3.1 -------------------------------------- */

static void
test_missing_identifier (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;
  struct mh_message pba;

  parts.identifier = NULL;
  g_assert_true (ask (d, 0, &parts, &pba));
  g_assert_cmpint (pba.ba.status, ==, STATUS_MISSING_MN_IDENTIFIER);
  g_assert_cmpuint (mh_find (&pba, OPTION_MN_IDENTIFIER, 0)->mn_identifier.id.n,
                    ==, 0);
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

static void
ignore_message (struct mobility_entity *entity G_GNUC_UNUSED,
                const struct mh_message *message G_GNUC_UNUSED,
                const struct packet *packet G_GNUC_UNUSED)
{
}

static void
test_untrusted_gateway (void)
{
  struct dialogue *d = dialogue_new ();
  struct mobility_entity stranger = { 0 };
  struct mh_message pbu, pba;

  mobility_entity_init (&stranger, d->w->domain, d->w->cn, ROLE_MAG,
                        ignore_message);
  compose (d, &good, &pbu);
  mobility_send (&stranger, &d->lma->entity.address, &pbu, SIGNALING_ATTACH, 0);
  world_run (d->w, 2 * SIM_SECOND);
  world_last (d->w, "PBA", &pba);
  g_assert_cmpint (pba.ba.status, ==, STATUS_MAG_NOT_AUTHORIZED);
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

static void
test_unknown_node (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;

  parts.identifier = "someone@example.org";
  assert_status (d, 0, &parts, STATUS_NOT_LMA_FOR_THIS_MN);
  dialogue_free (d);
}

static void
test_not_enabled (void)
{
  struct dialogue *d = dialogue_new ();

  d->mn->prefixes = 0;
  assert_status (d, 0, &good, STATUS_PROXY_REG_NOT_ENABLED);
  dialogue_free (d);
}

static void
test_older_timestamp (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;
  struct mh_message pba;
  sim_time sent;

  assert_status (d, 0, &good, STATUS_ACCEPTED);
  parts.timestamp = SIM_SECOND - 5 * SIM_MILLISECOND;
  sent = sim_now (d->w->sim);
  g_assert_true (ask (d, 1, &parts, &pba));
  g_assert_cmpint (pba.ba.status, ==, STATUS_TIMESTAMP_LOWER);
  /* Our time of day, to 1/65536 s. */
  g_assert_cmpint (sent + WORLD_A
                       - mh_timestamp_ns (mh_find (&pba, OPTION_TIMESTAMP, 0)),
                   <, 15260);
  g_assert_true (address_equal (&only_bce (d)->proxy_coa,
                                &world_mag (d->w, 0)->entity.address));
  dialogue_free (d);
}

static void
test_timestamp_window (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;

  parts.timestamp = SIM_SECOND + WORLD_A - 301 * SIM_MILLISECOND;
  assert_status (d, 0, &parts, STATUS_TIMESTAMP_MISMATCH);
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

static void
test_sequence (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;
  struct mh_message pba;

  parts.timestamp = SIM_TIME_NONE;
  d->sequence = 99;
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  d->sequence = 50;
  g_assert_true (ask (d, 0, &parts, &pba));
  g_assert_cmpint (pba.ba.status, ==, STATUS_SEQUENCE_OUT_OF_WINDOW);
  g_assert_cmpint (pba.ba.sequence, ==, 100); /* the last one accepted */
  dialogue_free (d);
}

static void
test_missing_prefix (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;
  struct mh_message pba;

  parts.n_prefixes = 0;
  g_assert_true (ask (d, 0, &parts, &pba));
  g_assert_cmpint (pba.ba.status, ==, STATUS_MISSING_HNP);
  g_assert_cmpuint (mh_count (&pba, OPTION_HOME_NETWORK_PREFIX), ==, 1);
  g_assert_true (address_is_unspecified (
      &mh_find (&pba, OPTION_HOME_NETWORK_PREFIX, 0)->prefix.address));
  dialogue_free (d);
}

static void
test_missing_handoff (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;
  struct mh_message pba;

  parts.handoff = 0;
  g_assert_true (ask (d, 0, &parts, &pba));
  g_assert_cmpint (pba.ba.status, ==, STATUS_MISSING_HANDOFF_INDICATOR);
  g_assert_cmpint (mh_find (&pba, OPTION_HANDOFF_INDICATOR, 0)->value, ==, 0);
  dialogue_free (d);
}

static void
test_missing_technology (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;
  struct mh_message pba;

  parts.technology = 0;
  g_assert_true (ask (d, 0, &parts, &pba));
  g_assert_cmpint (pba.ba.status, ==, STATUS_MISSING_ACCESS_TECHNOLOGY);
  g_assert_cmpint (mh_find (&pba, OPTION_ACCESS_TECHNOLOGY, 0)->value, ==, 0);
  dialogue_free (d);
}

/* All at fault at once: the status is that of the first check that is left. */
static void
test_order_of_checks (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = { .timestamp = 1, .flags = BU_A | BU_P, .lifetime = 15 };

  assert_status (d, 0, &parts, STATUS_MISSING_MN_IDENTIFIER);
  parts.identifier = "someone";
  assert_status (d, 0, &parts, STATUS_NOT_LMA_FOR_THIS_MN);
  parts.identifier = good.identifier;
  d->mn->prefixes = 0;
  assert_status (d, 0, &parts, STATUS_PROXY_REG_NOT_ENABLED);
  d->mn->prefixes = 1;
  assert_status (d, 0, &parts, STATUS_TIMESTAMP_MISMATCH);
  parts.timestamp = 0;
  assert_status (d, 0, &parts, STATUS_MISSING_HNP);
  parts.n_prefixes = 1;
  assert_status (d, 0, &parts, STATUS_MISSING_HANDOFF_INDICATOR);
  parts.handoff = 1;
  assert_status (d, 0, &parts, STATUS_MISSING_ACCESS_TECHNOLOGY);
  parts.technology = 4;
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  dialogue_free (d);
}

static void
test_foreign_prefix (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;
  struct mh_message pba;
  struct prefix hnp;

  world_add_node (d->w, "other", 1);
  assert_status (d, 0, &good, STATUS_ACCEPTED);
  parts = known (d, HI_BETWEEN_MAGS);
  hnp = parts.prefixes[0];
  parts.identifier = "other@example.net";
  g_assert_true (ask (d, 1, &parts, &pba));
  g_assert_cmpint (pba.ba.status, ==, STATUS_NOT_AUTHORIZED_FOR_HNP);
  g_assert_true (address_equal (
      &mh_find (&pba, OPTION_HOME_NETWORK_PREFIX, 0)->prefix.address,
      &hnp.address));
  dialogue_free (d);
}

/* One that no session has, so no policy allows it. */
static void
test_unassigned_prefix (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;

  parts.prefixes[0] = prefix_make (&d->w->anchor->address, 64);
  assert_status (d, 0, &parts, STATUS_NOT_AUTHORIZED_FOR_HNP);
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

static void
test_prefix_set (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts;

  d->mn->prefixes = 2;
  assert_status (d, 0, &good, STATUS_ACCEPTED);
  parts = known (d, HI_NO_CHANGE);
  assert_status (d, 0, &parts, STATUS_PREFIX_SET_MISMATCH);
  parts.n_prefixes = 2;
  parts.prefixes[1] = parts.prefixes[0];
  assert_status (d, 0, &parts, STATUS_PREFIX_SET_MISMATCH);
  parts.prefixes[0] = only_bce (d)->prefixes[1]; /* any order */
  assert_status (d, 0, &parts, STATUS_ACCEPTED);
  dialogue_free (d);
}

static void
test_capacity (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;

  d->w->pmipv6.capacity = 1;
  world_add_node (d->w, "other", 1);
  assert_status (d, 0, &good, STATUS_ACCEPTED);
  parts.identifier = "other@example.net";
  assert_status (d, 0, &parts, STATUS_INSUFFICIENT_RESOURCES);
  assert_status (d, 0, &good, STATUS_ACCEPTED);
  dialogue_free (d);
}

static void
test_distributed (void)
{
  struct dialogue *d = dialogue_new ();
  struct parts parts = good;

  parts.flags |= BU_D;
  assert_status (d, 0, &parts, STATUS_PROHIBITED);
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

#define CASE(name, function) g_test_add_func ("/lma/" name, function)

static void
add_refusals (void)
{
  CASE ("rejects-missing-identifier", test_missing_identifier);
  CASE ("rejects-untrusted-gateway", test_untrusted_gateway);
  CASE ("rejects-unknown-node", test_unknown_node);
  CASE ("rejects-node-without-service", test_not_enabled);
  CASE ("rejects-older-timestamp", test_older_timestamp);
  CASE ("rejects-timestamp-outside-window", test_timestamp_window);
  CASE ("rejects-stale-sequence-number", test_sequence);
  CASE ("rejects-missing-prefix", test_missing_prefix);
  CASE ("rejects-missing-handoff-indicator", test_missing_handoff);
  CASE ("rejects-missing-technology", test_missing_technology);
  CASE ("checks-in-the-order-of-the-rfc", test_order_of_checks);
  CASE ("rejects-prefix-of-another-node", test_foreign_prefix);
  CASE ("rejects-unassigned-prefix", test_unassigned_prefix);
  CASE ("rejects-other-prefix-set", test_prefix_set);
  CASE ("rejects-beyond-capacity", test_capacity);
  CASE ("rejects-distributed-registration", test_distributed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("registers", test_registers);
  CASE ("mirrors-options", test_mirrors);
  CASE ("mirrors-no-absent-option", test_mirrors_no_more);
  CASE ("allocates-several-prefixes", test_several_prefixes);
  CASE ("switches-at-handover", test_handover);
  CASE ("extends-lifetime", test_refresh);
  CASE ("deletes-expired-binding", test_expiry);
  add_refusals ();
  return g_test_run ();
}
