/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LMA of RFC 5213 section 5, one PBU at a time.  PBUs are written here and
 * sent from a MAG's node, so that each can be as wrong as it needs to be. */
#include "tests/protocol/world.h"

struct dialogue
{
  struct world *w;
  struct mobile_node *mn;
  struct lma *lma;
  uint16_t sequence;
  uint8_t link_layer[6]; /* of the PBU under construction */
};

/* What a PBU is made of; zero leaves an option out. */
struct parts
{
  const char *identifier;
  struct prefix prefixes[3];
  unsigned n_prefixes;
  unsigned handoff, technology;
  uint8_t link_layer; /* last octet of an otherwise fixed one */
  sim_time timestamp; /* 0: now, SIM_TIME_NONE: no option */
  uint16_t lifetime, flags;
  bool link_local;
};

static const struct parts good = { .identifier = "mn@example.net",
                                   .n_prefixes = 1,
                                   .handoff = HI_NEW_INTERFACE,
                                   .technology = ATT_802_11,
                                   .link_layer = 1,
                                   .lifetime = 15,
                                   .flags = BU_A | BU_P };

static struct dialogue *
dialogue_new_with (const struct domain_config *config)
{
  struct dialogue *d = g_new0 (struct dialogue, 1);

  d->w = world_new_pmipv6 (config);
  d->mn = world_add_node (d->w, "mn", 1);
  d->lma = world_lma (d->w);
  world_run (d->w, SIM_SECOND);
  return d;
}

static struct dialogue *
dialogue_new (void)
{
  struct domain_config config = world_config ();

  return dialogue_new_with (&config);
}

static void
dialogue_free (struct dialogue *d)
{
  world_free (d->w);
  g_free (d);
}

static void
compose (struct dialogue *d, const struct parts *parts, struct mh_message *pbu)
{
  d->link_layer[0] = 2;
  d->link_layer[5] = parts->link_layer;
  mh_init (pbu, MH_BU);
  pbu->bu.flags = parts->flags;
  pbu->bu.lifetime = parts->lifetime;
  pbu->bu.sequence = ++d->sequence;
  if (parts->identifier)
    mh_add_mn_identifier (pbu, parts->identifier);
  for (unsigned i = 0; i < parts->n_prefixes; i++)
    mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &parts->prefixes[i]);
  if (parts->handoff)
    mh_add_value (pbu, OPTION_HANDOFF_INDICATOR, (uint8_t)parts->handoff);
  if (parts->technology)
    mh_add_value (pbu, OPTION_ACCESS_TECHNOLOGY, (uint8_t)parts->technology);
  if (parts->link_layer)
    mh_add_link_layer (pbu, OPTION_MN_LINK_LAYER_ID, d->link_layer, 6);
  if (parts->link_local)
    mh_add_address (pbu, OPTION_LINK_LOCAL_ADDRESS, &address_unspecified);
  if (parts->timestamp != SIM_TIME_NONE)
    mh_add_timestamp (pbu, parts->timestamp ? parts->timestamp
                                            : sim_now (d->w->sim));
}

/* Sends from MAG @mag and lets @for_long pass; the answer, if any, in @pba. */
static bool
ask_for (struct dialogue *d, unsigned mag, const struct parts *parts,
         sim_time for_long, struct mh_message *pba)
{
  struct mh_message pbu;
  unsigned before = world_count (d->w, "PBA");

  compose (d, parts, &pbu);
  proxy_send (&world_mag (d->w, mag)->entity, &d->lma->entity.address, &pbu,
              SIGNALING_HANDOVER, TRANSACTION_NONE);
  world_run (d->w, sim_now (d->w->sim) + for_long);
  if (world_count (d->w, "PBA") == before)
    return false;
  if (pba)
    world_last (d->w, "PBA", pba);
  return true;
}

static bool
ask (struct dialogue *d, unsigned mag, const struct parts *parts,
     struct mh_message *pba)
{
  return ask_for (d, mag, parts, 20 * SIM_MILLISECOND, pba);
}

#define assert_status(d, mag, parts, value)           \
  do                                                  \
    {                                                 \
      struct mh_message answer_;                      \
      g_assert_true (ask (d, mag, parts, &answer_));  \
      g_assert_cmpint (answer_.ba.status, ==, value); \
    }                                                 \
  while (0)

static struct bce *
only_bce (struct dialogue *d)
{
  struct bce *bce = lma_node_get (d->lma, d->mn)->entries;

  g_assert_nonnull (bce);
  g_assert_null (bce->next);
  return bce;
}

static unsigned
bces (struct dialogue *d)
{
  unsigned n = 0;

  for (struct bce *b = lma_node_get (d->lma, d->mn)->entries; b; b = b->next)
    n++;
  g_assert_cmpuint (d->lma->count.entries, ==, n);
  return n;
}

/* The parts that name the prefix of the only binding. */
static struct parts
known (struct dialogue *d, unsigned handoff)
{
  struct parts parts = good;

  parts.prefixes[0] = only_bce (d)->prefixes[0];
  parts.handoff = handoff;
  return parts;
}

/* ---- registration ------------------------------------------------------ */

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

/* ---- refusals, RFC 5213 5.3.1 ------------------------------------------ */

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
ignore_message (struct proxy_entity *entity G_GNUC_UNUSED,
                const struct mh_message *message G_GNUC_UNUSED,
                const struct packet *packet G_GNUC_UNUSED)
{
}

static void
test_untrusted_gateway (void)
{
  struct dialogue *d = dialogue_new ();
  struct proxy_entity stranger = { 0 };
  struct mh_message pbu, pba;

  proxy_entity_init (&stranger, d->w->domain, d->w->cn, ROLE_MAG,
                     ignore_message);
  compose (d, &good, &pbu);
  proxy_send (&stranger, &d->lma->entity.address, &pbu, SIGNALING_ATTACH, 0);
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

/* ---- look-up, RFC 5213 5.4.1 ------------------------------------------- */

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

/* ---- de-registration, RFC 5213 5.3.5 ----------------------------------- */

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
