/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Route optimization: return routability, bindings at correspondents, data by
 * them, and what goes wrong (RFC 6275 5.2, 9, 11.6, 11.7.2). */
#include <string.h>

#include "tests/protocol/mipv6-scene.h"

static struct host_scene *
routes_new (const struct domain_config *config)
{
  struct host_scene *s = host_scene_prepare (config);

  s->config.route_optimization = true;
  host_scene_start (s);
  host_scene_attach (s, 0);
  return s;
}

static struct mn_correspondent *
correspondent (const struct host_scene *s)
{
  return host_scene_mn (s)->correspondents;
}

static void
begin_flow (struct host_scene *s)
{
  mn_correspondent_count (host_scene_mn (s), &s->w->cn->address, 1);
}

/* Bound, with a flow. */
static struct host_scene *
routes_bound (void)
{
  struct domain_config config = world_config ();
  struct host_scene *s = routes_new (&config);

  begin_flow (s);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpint (correspondent (s)->state, ==, CORRESPONDENT_BOUND);
  return s;
}

static struct cn_entry *
cn_entry_of (const struct host_scene *s)
{
  return cn_find (host_scene_cn (s), &host_scene_mn (s)->entity.address);
}

/* ---- the procedure ------------------------------------------------- */

static void
test_binds (void)
{
  struct host_scene *s = routes_bound ();
  struct mh_message bu, ba;

  g_assert_cmpuint (world_count (s->w, "HoTI"), ==, 1);
  g_assert_cmpuint (world_count (s->w, "CoTI"), ==, 1);
  g_assert_cmpuint (world_count (s->w, "HoT"), ==, 1);
  g_assert_cmpuint (world_count (s->w, "CoT"), ==, 1);
  host_scene_read (s, "BU", 1, &bu);
  host_scene_read (s, "BA", 1, &ba);
  g_assert_cmpuint (bu.bu.flags, ==, BU_A);
  g_assert_nonnull (mh_find (&bu, OPTION_NONCE_INDICES, 0));
  g_assert_nonnull (mh_find (&bu, OPTION_AUTHORIZATION, 0));
  g_assert_nonnull (mh_find (&ba, OPTION_AUTHORIZATION, 0));
  g_assert_true (
      address_equal (&cn_entry_of (s)->care_of, &host_scene_mn (s)->care_of));
  host_scene_free (s);
}

/* evaluation: max (home, care-of round trip) and half a direct one until the
 * correspondent sends directly. */
static void
test_time_until_direct (void)
{
  struct host_scene *s = routes_bound ();
  sim_time direct = WORLD_RADIO_DELAY + WORLD_ACCESS_DELAY + WORLD_CN_DELAY;
  sim_time home
      = WORLD_RADIO_DELAY + WORLD_A + WORLD_ANCHOR_DELAY + WORLD_CN_DELAY;
  sim_time begun = world_sent (s->w, "HoTI", 0)->at;

  g_assert_cmpint (world_sent (s->w, "BU", 1)->at - begun, ==, 2 * home);
  g_assert_cmpint (world_sent (s->w, "BA", 1)->at - begun, ==,
                   2 * home + direct);
  host_scene_free (s);
}

/* With the HA out of reach data goes both ways all the same. */
static void
test_data_goes_directly (void)
{
  struct host_scene *s = routes_bound ();
  struct address ha = host_scene_mn (s)->home.home_agent;

  world_block (s->w, &ha);
  world_block (s->w, &host_scene_mn (s)->entity.address);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  g_assert_cmpuint (host_scene_data_up (s), ==, 1);
  host_scene_free (s);
}

static void
test_follows_the_node (void)
{
  struct host_scene *s = routes_bound ();

  host_scene_move (s, 1);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpint (correspondent (s)->state, ==, CORRESPONDENT_BOUND);
  g_assert_true (
      address_equal (&cn_entry_of (s)->care_of, &host_scene_mn (s)->care_of));
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  g_assert_cmpuint (host_scene_data_up (s), ==, 1);
  host_scene_free (s);
}

/* 5.2.6, 9.5.3: deleted with the home token alone. */
static void
test_deletes_at_home (void)
{
  struct host_scene *s = routes_bound ();
  struct mh_message bu;
  unsigned tests = world_count (s->w, "CoTI");

  host_scene_move (s, SCENE_HOME);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_null (cn_entry_of (s));
  g_assert_cmpint (correspondent (s)->state, ==, CORRESPONDENT_IDLE);
  g_assert_cmpuint (world_count (s->w, "CoTI"), ==, tests);
  host_scene_read (s, "BU", world_count (s->w, "BU") - 1, &bu);
  g_assert_cmpuint (bu.bu.lifetime, ==, 0);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  g_assert_cmpuint (host_scene_data_up (s), ==, 1);
  host_scene_free (s);
}

static void
test_renews (void)
{
  struct host_scene *s = routes_bound ();

  host_scene_run_for (s, 300 * SIM_SECOND);
  g_assert_cmpint (correspondent (s)->state, ==, CORRESPONDENT_BOUND);
  g_assert_cmpuint (world_count (s->w, "HoTI"), ==, 11);
  g_assert_cmpuint (world_count (s->w, "BRR"), ==, 0);
  host_scene_free (s);
}

/* Without an acknowledgement: five messages instead of six. */
static void
test_unacknowledged (void)
{
  struct domain_config config = world_config ();
  struct host_scene *s = host_scene_prepare (&config);

  s->config.route_optimization = true;
  s->config.correspondent_ack = false;
  host_scene_start (s);
  host_scene_attach (s, 0);
  begin_flow (s);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "BA"), ==, 1);
  g_assert_cmpint (correspondent (s)->state, ==, CORRESPONDENT_BOUND);
  g_assert_cmpuint (host_scene_data_up (s), ==, 1);
  host_scene_free (s);
}

/* 9.5.5, 11.7.4: a binding in use is asked for again before it ends. */
static void
test_refresh_request (void)
{
  struct domain_config config = world_config ();
  struct host_scene *s;

  config.protocol.refresh = false;
  config.protocol.binding_lifetime = 100 * SIM_SECOND;
  s = routes_new (&config);
  begin_flow (s);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpuint (host_scene_data_down (s), ==, 1);
  host_scene_run_for (s, 80 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "BRR"), ==, 1);
  g_assert_cmpuint (world_count (s->w, "HoTI"), ==, 2);
  g_assert_cmpint (cn_entry_of (s)->expires, >, 120 * SIM_SECOND);
  host_scene_free (s);
}

/* A correspondent beside the HA, or beside the node's access router: before it
 * is bound its packets meet the routes of that very router. */
static void
assert_reaches_from (struct host_scene *s, struct node *node)
{
  unsigned before = s->w->received;

  world_send_data (s->w, node, &node->address,
                   &host_scene_mn (s)->entity.address);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpuint (s->w->received, ==, before + 1);
}

static void
test_correspondent_at_a_router (void)
{
  for (unsigned i = 0; i < 2; i++)
    {
      struct domain_config config = world_config ();
      struct host_scene *s = host_scene_prepare (&config);
      struct node *node = i == 0 ? s->w->anchor : world_router (s->w, 0)->node;

      s->w->domain->correspondents->pdata[0] = node;
      s->config.route_optimization = true;
      host_scene_start (s);
      host_scene_attach (s, 0);
      assert_reaches_from (s, node);
      mn_correspondent_count (host_scene_mn (s), &node->address, 1);
      host_scene_run_for (s, SIM_SECOND);
      g_assert_cmpint (correspondent (s)->state, ==, CORRESPONDENT_BOUND);
      assert_reaches_from (s, node);
      host_scene_move (s, SCENE_HOME);
      host_scene_run_for (s, SIM_SECOND);
      assert_reaches_from (s, node);
      host_scene_free (s);
    }
}

/* ---- what goes wrong ----------------------------------------------- */

/* 9.3.3, 11.3.6: the correspondent lost the binding. */
static void
test_binding_error (void)
{
  struct host_scene *s = routes_bound ();
  struct mh_message be;

  cn_remove (cn_entry_of (s));
  g_assert_cmpuint (host_scene_data_up (s), ==, 0);
  g_assert_cmpuint (world_count (s->w, "BE"), ==, 1);
  host_scene_read (s, "BE", 0, &be);
  g_assert_cmpuint (be.be.status, ==, BINDING_ERROR_UNKNOWN_BINDING);
  g_assert_true (
      address_equal (&be.be.home_address, &host_scene_mn (s)->entity.address));
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpint (correspondent (s)->state, ==, CORRESPONDENT_BOUND);
  g_assert_cmpuint (host_scene_data_up (s), ==, 1);
  host_scene_free (s);
}

/* From another care-of address than the one bound: no binding either. */
static void
test_forged_home_address_option (void)
{
  struct host_scene *s = routes_bound ();

  cn_entry_of (s)->care_of.octet[15] ^= 1;
  g_assert_cmpuint (host_scene_data_up (s), ==, 0);
  g_assert_cmpuint (world_count (s->w, "BE"), ==, 1);
  host_scene_free (s);
}

/* An update as the node would sign it now. */
static void
signed_update (struct host_scene *s, struct host_scene_update *u)
{
  const struct mn_correspondent *c = correspondent (s);
  struct mh_option *indices;

  host_scene_update_init (s, u, (uint16_t)(c->sequence + 1));
  u->bu.bu.flags = BU_A;
  u->path.destination = c->peer;
  u->key = c->key;
  indices = mh_add (&u->bu, OPTION_NONCE_INDICES);
  indices->nonce_index.home = c->home.nonce_index;
  indices->nonce_index.care_of = c->care_of.nonce_index;
}

/* 9.5.1: silently discarded. */
static void
test_wrong_authenticator (void)
{
  struct host_scene *s = routes_bound ();
  struct host_scene_update u;
  unsigned answers = world_count (s->w, "BA");
  sim_time expires = cn_entry_of (s)->expires;

  signed_update (s, &u);
  u.key.octets[0] ^= 1;
  host_scene_update_send (s, &u);
  signed_update (s, &u);
  u.key.addresses.care_of.octet[15] ^= 1;
  host_scene_update_send (s, &u);
  signed_update (s, &u);
  u.key.kind = SIGNATURE_NONE;
  u.bu.n_options = 0;
  host_scene_update_send (s, &u);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "BA"), ==, answers);
  g_assert_cmpint (cn_entry_of (s)->expires, ==, expires);
  host_scene_free (s);
}

/* 9.5.1: 136 to 138, unsigned (9.5.4); 135 with the last number accepted. */
static void
test_statuses (void)
{
  static const struct
  {
    uint16_t home, care_of, back;
    enum binding_status status;
    bool is_signed;
  } cases[] = {
    { 0, 0, 0, STATUS_ACCEPTED, true },
    { 50, 0, 0, STATUS_HOME_NONCE_EXPIRED, false },
    { 0, 50, 0, STATUS_CARE_OF_NONCE_EXPIRED, false },
    { 50, 50, 0, STATUS_NONCES_EXPIRED, false },
    { 0, 0, 1, STATUS_SEQUENCE_OUT_OF_WINDOW, true },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct host_scene *s = routes_bound ();
      struct host_scene_update u;
      struct mh_message ba;

      signed_update (s, &u);
      u.bu.options[0].nonce_index.home -= cases[i].home;
      u.bu.options[0].nonce_index.care_of -= cases[i].care_of;
      u.bu.bu.sequence -= cases[i].back;
      host_scene_update_send (s, &u);
      host_scene_run_for (s, SIM_SECOND);
      host_scene_read (s, "BA", world_count (s->w, "BA") - 1, &ba);
      g_assert_cmpuint (ba.ba.status, ==, cases[i].status);
      g_assert_true ((mh_find (&ba, OPTION_AUTHORIZATION, 0) != NULL)
                     == cases[i].is_signed);
      host_scene_free (s);
    }
}

/* Tokens that were too old when the update came are made anew. */
static void
test_tests_again_after_expired_nonces (void)
{
  struct host_scene *s = routes_bound ();
  struct mh_message ba;
  unsigned tests;

  correspondent (s)->care_of.nonce_index -= 50;
  correspondent (s)->state = CORRESPONDENT_BINDING;
  tests = world_count (s->w, "HoTI");
  binding_exchange_start (&correspondent (s)->update,
                          &correspondent (s)->sequence);
  host_scene_run_for (s, SIM_SECOND);
  host_scene_read (s, "BA", 2, &ba);
  g_assert_cmpuint (ba.ba.status, ==, STATUS_CARE_OF_NONCE_EXPIRED);
  g_assert_cmpuint (world_count (s->w, "HoTI"), ==, tests + 1);
  g_assert_cmpint (correspondent (s)->state, ==, CORRESPONDENT_BOUND);
  host_scene_free (s);
}

/* 11.8: copies have new cookies; 11.6.2: the answer to an old one is none. */
static void
test_lost_tests (void)
{
  struct domain_config config = world_config ();
  struct host_scene *s = routes_new (&config);
  struct mh_message first, second, late;

  world_block (s->w, &s->w->cn->address);
  begin_flow (s);
  host_scene_run_for (s, SIM_SECOND / 2);
  host_scene_read (s, "CoTI", 0, &first);
  host_scene_run_for (s, SIM_SECOND);
  host_scene_read (s, "CoTI", 1, &second);
  g_assert_cmpint (
      memcmp (first.routability.cookie, second.routability.cookie, 8), !=, 0);
  late = first;
  late.type = MH_COT;
  mobility_send (&host_scene_cn (s)->entity, &host_scene_mn (s)->care_of, &late,
                 SIGNALING_REFRESH, TRANSACTION_NONE);
  host_scene_run_for (s, SIM_SECOND / 4);
  g_assert_false (correspondent (s)->care_of.done);
  world_unblock (s->w, &s->w->cn->address);
  host_scene_run_for (s, 4 * SIM_SECOND);
  g_assert_cmpint (correspondent (s)->state, ==, CORRESPONDENT_BOUND);
  host_scene_free (s);
}

/* A correspondent that does not answer is left alone after MAX_RO_FAILURE, and
 * reached by the home agent all the time. */
static void
test_gives_up (void)
{
  struct domain_config config = world_config ();
  struct host_scene *s = routes_new (&config);
  struct address dead = host_scene_cn (s)->entity.address;
  unsigned tests;

  dead.octet[15] = 0x77;
  for (unsigned i = 0; i < 5; i++)
    {
      mn_correspondent_count (host_scene_mn (s), &dead, 1);
      host_scene_run_for (s, 100 * SIM_SECOND);
    }
  tests = world_count (s->w, "HoTI");
  g_assert_cmpuint (tests, ==, 3 * 6);
  g_assert_cmpint (correspondent (s)->state, ==, CORRESPONDENT_IDLE);
  g_assert_cmpuint (host_scene_data_up (s), ==, 1);
  host_scene_free (s);
}

/* Every message of a handover lost once, one after the other. */
static void
test_any_loss (void)
{
  for (sim_time gap = 0; gap < 120 * SIM_MILLISECOND; gap += SIM_MILLISECOND)
    {
      struct host_scene *s = routes_bound ();
      struct address cn = s->w->cn->address, care_of;

      access_move (s->mn, world_router (s->w, 1));
      host_scene_run_for (s, 50 * SIM_MILLISECOND + gap);
      care_of = host_scene_mn (s)->care_of;
      world_block (s->w, &cn);
      world_block (s->w, &care_of);
      world_block (s->w, &host_scene_mn (s)->home.home_agent);
      host_scene_run_for (s, 3 * SIM_MILLISECOND);
      world_unblock (s->w, &cn);
      world_unblock (s->w, &care_of);
      world_unblock (s->w, &host_scene_mn (s)->home.home_agent);
      host_scene_run_for (s, 20 * SIM_SECOND);
      g_assert_cmpint (host_scene_mn (s)->home.state, ==,
                       REGISTRATION_REGISTERED);
      g_assert_cmpint (correspondent (s)->state, ==, CORRESPONDENT_BOUND);
      g_assert_cmpuint (host_scene_data_down (s), ==, 1);
      g_assert_cmpuint (host_scene_data_up (s), ==, 1);
      host_scene_free (s);
    }
}

#define CASE(name, function) g_test_add_func ("/mipv6-routes/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("binds", test_binds);
  CASE ("time-until-direct", test_time_until_direct);
  CASE ("data-goes-directly", test_data_goes_directly);
  CASE ("follows-the-node", test_follows_the_node);
  CASE ("deletes-at-home", test_deletes_at_home);
  CASE ("renews", test_renews);
  CASE ("unacknowledged", test_unacknowledged);
  CASE ("refresh-request", test_refresh_request);
  CASE ("correspondent-at-a-router", test_correspondent_at_a_router);
  CASE ("binding-error", test_binding_error);
  CASE ("forged-home-address-option", test_forged_home_address_option);
  CASE ("wrong-authenticator", test_wrong_authenticator);
  CASE ("statuses", test_statuses);
  CASE ("tests-again-after-expired-nonces",
        test_tests_again_after_expired_nonces);
  CASE ("lost-tests", test_lost_tests);
  CASE ("gives-up", test_gives_up);
  CASE ("any-loss", test_any_loss);
  return g_test_run ();
}
