/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every status a home agent refuses a mobile router with (RFC 3963 6), and what
 * the mobile router makes of it (5.3, 5.4). */
#include "tests/protocol/nemo-scene.h"

/* ---- statuses, 6.2, 6.6 -------------------------------------------- */

typedef void spoil_update (struct nemo_scene *s, struct host_scene_update *u);

static void
add_own (struct nemo_scene *s, struct host_scene_update *u)
{
  u->bu.bu.flags |= BU_R;
  mh_add_prefix (&u->bu, OPTION_MOBILE_NETWORK_PREFIX,
                 &nemo_scene_network_of (s)->prefixes[0]);
}

static void
spoil_home (struct nemo_scene *s G_GNUC_UNUSED, struct host_scene_update *u)
{
  u->bu.bu.flags = BU_A | BU_R;
}

static void
spoil_support (struct nemo_scene *s, struct host_scene_update *u)
{
  s->config.supporting = 2;
  add_own (s, u);
}

/* 139: a mobile host all of a sudden. */
static void
spoil_router (struct nemo_scene *s G_GNUC_UNUSED, struct host_scene_update *u)
{
  u->bu.bu.flags = BU_A | BU_H;
}

static void
add_prefix (struct host_scene_update *u, const struct prefix *prefix)
{
  u->bu.bu.flags |= BU_R;
  mh_add_prefix (&u->bu, OPTION_MOBILE_NETWORK_PREFIX, prefix);
}

static void
spoil_length (struct nemo_scene *s, struct host_scene_update *u)
{
  struct prefix wide
      = prefix_make (&nemo_scene_network_of (s)->prefixes[0].address, 48);

  add_own (s, u);
  add_prefix (u, &wide);
}

/* Routed elsewhere. */
static void
spoil_place (struct nemo_scene *s, struct host_scene_update *u)
{
  struct node *cn = s->host->w->cn;
  struct prefix foreign = network_new_prefix (cn->network, cn);

  add_prefix (u, &foreign);
}

static void
spoil_group (struct nemo_scene *s G_GNUC_UNUSED, struct host_scene_update *u)
{
  struct prefix group = prefix_make (&address_all_routers, 64);

  add_prefix (u, &group);
}

/* Another MR's. */
static void
spoil_owner (struct nemo_scene *s, struct host_scene_update *u)
{
  struct node *node = nemo_scene_agent_node (s);
  struct prefix other = network_new_prefix (node->network, node);

  add_own (s, u);
  add_prefix (u, &other);
}

static void
spoil_table (struct nemo_scene *s, struct host_scene_update *u)
{
  s->config.prefix_table = false;
  u->bu.bu.flags |= BU_R;
}

static void
test_refuses (void)
{
  static const struct
  {
    spoil_update *spoil;
    enum binding_status status;
  } cases[] = {
    { add_own, STATUS_ACCEPTED },
    { spoil_home, STATUS_ROUTER_NOT_PERMITTED },
    { spoil_support, STATUS_ROUTER_NOT_PERMITTED },
    { spoil_router, STATUS_TYPE_CHANGE },
    { spoil_length, STATUS_INVALID_PREFIX },
    { spoil_place, STATUS_INVALID_PREFIX },
    { spoil_group, STATUS_INVALID_PREFIX },
    { spoil_owner, STATUS_NOT_AUTHORIZED_FOR_PREFIX },
    { spoil_table, STATUS_FORWARDING_FAILED },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct nemo_scene *s = nemo_scene_new (NEMO_EXPLICIT, 1);
      struct host_scene_update u;

      host_scene_update_init (s->host, &u, 100);
      cases[i].spoil (s, &u);
      host_scene_update_send (s->host, &u);
      host_scene_run_for (s->host, SIM_SECOND);
      g_test_message ("case %u", i);
      g_assert_cmpuint (world_count (s->host->w, "BA"), ==, 2);
      g_assert_cmpuint (host_scene_last_status (s->host), ==, cases[i].status);
      /* What was bound is bound as before. */
      g_assert_cmpint (nemo_scene_route_at_agent (s, 0), ==, ROUTE_TUNNEL);
      nemo_scene_assert_reachable (s, 1);
      nemo_scene_free (s);
    }
}

/* 6.2: R without H is refused without a binding, too. */
static void
test_refuses_strangers (void)
{
  struct nemo_scene *s = nemo_scene_prepare ();
  struct host_scene_update u;

  nemo_scene_start (s, 1);
  host_scene_attach (s->host, SCENE_HOME);
  host_scene_update_init (s->host, &u, 1);
  u.bu.bu.flags = BU_A | BU_R;
  u.path.source = host_scene_mn (s->host)->entity.address;
  u.path.home_source = address_unspecified;
  host_scene_update_send (s->host, &u);
  host_scene_run_for (s->host, SIM_SECOND);
  g_assert_cmpuint (host_scene_last_status (s->host), ==,
                    STATUS_ROUTER_NOT_PERMITTED);
  nemo_scene_free (s);
}

/* 6.2: prefixes that an update lists no longer are forwarded no longer. */
static void
test_fewer_prefixes (void)
{
  struct nemo_scene *s = nemo_scene_new (NEMO_EXPLICIT, 2);
  struct host_scene_update u;

  host_scene_update_init (s->host, &u, 100);
  add_own (s, &u);
  host_scene_update_send (s->host, &u);
  host_scene_run_for (s->host, SIM_SECOND / 2);
  g_assert_cmpint (nemo_scene_route_at_agent (s, 0), ==, ROUTE_TUNNEL);
  g_assert_cmpint (nemo_scene_route_at_agent (s, 1), ==, ROUTE_PLAIN);
  nemo_scene_free (s);
}

/* ---- what the MR makes of a refusal, 5.4 --------------------------- */

/* An answer to the update under way, in place of the HA, which verifies the
 * home address. */
static void
forge_answer (struct nemo_scene *s, enum binding_status status)
{
  struct mipv6_mn *node = host_scene_mn (s->host);
  struct mobility_entity *agent
      = &home_link_agent (&host_scene_mipv6 (s->host)->home, 0)->entity;
  struct mipv6_path path = { .source = node->home.home_agent,
                             .destination = node->care_of,
                             .home_destination = node->entity.address };
  struct mh_message ba;

  mh_init (&ba, MH_BA);
  ba.ba.status = (uint8_t)status;
  ba.ba.flags = BA_R;
  ba.ba.sequence = node->home.exchange.sequence;
  mipv6_send (agent, &path, &ba, NULL, SIGNALING_ERROR, TRANSACTION_NONE);
  host_scene_run_for (s->host, SIM_SECOND / 10);
}

static void
test_refused (void)
{
  static const struct
  {
    enum nemo_mode mode;
    bool other;
    enum binding_status status;
    enum nemo_mode then;
  } cases[] = {
    { NEMO_EXPLICIT, true, STATUS_ROUTER_NOT_PERMITTED, NEMO_NONE },
    { NEMO_EXPLICIT, true, STATUS_INVALID_PREFIX, NEMO_IMPLICIT },
    { NEMO_EXPLICIT, false, STATUS_INVALID_PREFIX, NEMO_NONE },
    { NEMO_EXPLICIT, true, STATUS_NOT_AUTHORIZED_FOR_PREFIX, NEMO_IMPLICIT },
    { NEMO_EXPLICIT, false, STATUS_NOT_AUTHORIZED_FOR_PREFIX, NEMO_NONE },
    { NEMO_EXPLICIT, true, STATUS_FORWARDING_FAILED, NEMO_NONE },
    { NEMO_IMPLICIT, true, STATUS_ROUTER_NOT_PERMITTED, NEMO_NONE },
    { NEMO_IMPLICIT, true, STATUS_INVALID_PREFIX, NEMO_NONE },
    { NEMO_IMPLICIT, true, STATUS_NOT_AUTHORIZED_FOR_PREFIX, NEMO_NONE },
    { NEMO_IMPLICIT, true, STATUS_FORWARDING_FAILED, NEMO_EXPLICIT },
    { NEMO_IMPLICIT, false, STATUS_FORWARDING_FAILED, NEMO_NONE },
    { NEMO_EXPLICIT, true, STATUS_INSUFFICIENT_RESOURCES, NEMO_EXPLICIT },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct nemo_scene *s = nemo_scene_prepare ();
      bool again = cases[i].then != NEMO_NONE && cases[i].then != cases[i].mode;
      unsigned sent;

      s->config.mode = cases[i].mode;
      s->config.other_mode = cases[i].other;
      s->config.mipv6.ha.dad = true;
      nemo_scene_start (s, 1);
      host_scene_attach (s->host, 0);
      forge_answer (s, cases[i].status);
      g_test_message ("case %u", i);
      g_assert_cmpint (nemo_scene_network_of (s)->mode, ==, cases[i].then);
      sent = world_count (s->host->w, "BU");
      g_assert_cmpuint (sent, ==, again ? 2 : 1);
      host_scene_move (s->host, 1);
      g_assert_cmpuint (world_count (s->host->w, "BU"), ==,
                        cases[i].then == NEMO_NONE ? sent : sent + 1);
      nemo_scene_free (s);
    }
}

/* Refused in both modes: that was all. */
static void
test_refused_twice (void)
{
  struct nemo_scene *s = nemo_scene_prepare ();

  s->config.other_mode = true;
  s->config.mipv6.ha.dad = true;
  nemo_scene_start (s, 1);
  host_scene_attach (s->host, 0);
  forge_answer (s, STATUS_INVALID_PREFIX);
  g_assert_cmpstr (nemo_mode_name (nemo_scene_network_of (s)->mode), ==,
                   "implicit");
  forge_answer (s, STATUS_FORWARDING_FAILED);
  g_assert_cmpstr (nemo_mode_name (nemo_scene_network_of (s)->mode), ==,
                   "none");
  nemo_scene_free (s);
}

/* ---- home agents without support, 5.3, 5.4 ------------------------- */

static struct nemo_scene *
scene_unsupported (int otherwise, unsigned agents)
{
  struct nemo_scene *s = nemo_scene_prepare ();

  s->config.otherwise = otherwise;
  s->config.supporting = 2;
  s->config.mipv6.home_agents = agents;
  s->config.mipv6.discovery = true;
  nemo_scene_start (s, 1);
  host_scene_attach (s->host, 0);
  host_scene_run_for (s->host, SIM_SECOND);
  return s;
}

static void
assert_at_agent (const struct nemo_scene *s, unsigned i)
{
  const struct home_link *link = &host_scene_mipv6 (s->host)->home;

  g_assert_true (address_equal (&host_scene_mn (s->host)->home.home_agent,
                                &home_link_agent (link, i)->entity.address));
}

static void
test_next_after_refusal (void)
{
  struct nemo_scene *s = scene_unsupported (OTHERWISE_REFUSE, 2);

  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 2);
  assert_at_agent (s, 1);
  nemo_scene_assert_reachable (s, 1);
  nemo_scene_free (s);
}

/* BA without R: de-registration, then the next one. */
static void
test_next_after_silence (void)
{
  struct nemo_scene *s = scene_unsupported (OTHERWISE_IGNORE, 2);
  struct mh_message message;

  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 3);
  host_scene_read (s->host, "BA", 0, &message);
  g_assert_cmpuint (message.ba.status, ==, STATUS_ACCEPTED);
  g_assert_cmpuint (message.ba.flags & BA_R, ==, 0);
  host_scene_read (s->host, "BU", 1, &message);
  g_assert_cmpuint (message.bu.lifetime, ==, 0);
  g_assert_cmpuint (nemo_scene_count_prefixes (&message), ==, 0);
  assert_at_agent (s, 1);
  nemo_scene_assert_reachable (s, 1);
  nemo_scene_free (s);
}

static void
test_none_supports (void)
{
  for (int otherwise = OTHERWISE_REFUSE; otherwise <= OTHERWISE_IGNORE;
       otherwise++)
    {
      struct nemo_scene *s = scene_unsupported (otherwise, 1);
      unsigned sent = world_count (s->host->w, "BU");

      g_assert_cmpint (nemo_scene_network_of (s)->mode, ==, NEMO_NONE);
      g_assert_cmpint (nemo_scene_route_at_agent (s, 0), ==, ROUTE_PLAIN);
      host_scene_move (s->host, 1);
      g_assert_cmpuint (world_count (s->host->w, "BU"), ==, sent);
      nemo_scene_assert_reachable (s, 0);
      nemo_scene_free (s);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nemo/agent-refuses", test_refuses);
  g_test_add_func ("/nemo/agent-refuses-without-binding",
                   test_refuses_strangers);
  g_test_add_func ("/nemo/agent-drops-prefixes-not-listed",
                   test_fewer_prefixes);
  g_test_add_func ("/nemo/router-refused", test_refused);
  g_test_add_func ("/nemo/router-refused-in-both-modes", test_refused_twice);
  g_test_add_func ("/nemo/next-agent-after-refusal", test_next_after_refusal);
  g_test_add_func ("/nemo/next-agent-after-answer-without-r",
                   test_next_after_silence);
  g_test_add_func ("/nemo/no-agent-supports", test_none_supports);
  return g_test_run ();
}
