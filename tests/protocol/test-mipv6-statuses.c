/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every status a home agent refuses with (RFC 6275 6.1.8, RFC 4285), and what
 * the mobile node makes of a refusal. */
#include "tests/protocol/mipv6-scene.h"

typedef void spoil_update (struct host_scene *s, struct host_scene_update *u);

static void
leave_as_is (struct host_scene *s G_GNUC_UNUSED,
             struct host_scene_update *u G_GNUC_UNUSED)
{
}

static void
spoil_acknowledge (struct host_scene *s G_GNUC_UNUSED,
                   struct host_scene_update *u)
{
  u->bu.bu.flags = BU_H;
}

static void
spoil_service (struct host_scene *s, struct host_scene_update *u G_GNUC_UNUSED)
{
  s->mn->prefixes = 0;
}

static void
spoil_capacity (struct host_scene *s, struct host_scene_update *u)
{
  struct mobile_node *other = world_add_node (s->w, "other", 1);
  struct address home = home_link_address (&host_scene_mipv6 (s)->home, other);

  s->config.ha.capacity = 1;
  u->path.home_source = home;
}

static void
spoil_subnet (struct host_scene *s, struct host_scene_update *u)
{
  u->path.home_source = s->w->cn->address;
}

static void
spoil_node (struct host_scene *s, struct host_scene_update *u)
{
  u->path.home_source
      = prefix_host (&host_scene_mipv6 (s)->home.prefix, 0x1234);
}

/* Nothing to de-register. */
static void
spoil_release (struct host_scene *s, struct host_scene_update *u)
{
  spoil_node (s, u);
  u->bu.bu.lifetime = 0;
}

static void
spoil_address (struct host_scene *s, struct host_scene_update *u)
{
  struct address taken = prefix_host (&host_scene_mipv6 (s)->home.prefix, 0x99);

  node_add_address (s->w->anchor, &taken);
  u->path.home_source = taken;
}

static void
spoil_sequence (struct host_scene *s G_GNUC_UNUSED, struct host_scene_update *u)
{
  u->bu.bu.sequence = 1;
}

static void
spoil_type (struct host_scene *s G_GNUC_UNUSED, struct host_scene_update *u)
{
  u->bu.bu.flags = BU_A;
}

static void
spoil_care_of (struct host_scene *s G_GNUC_UNUSED, struct host_scene_update *u)
{
  mh_add_address (&u->bu, OPTION_ALTERNATE_CARE_OF, &address_all_routers);
}

static void
spoil_signature (struct host_scene *s, struct host_scene_update *u)
{
  s->config.ha.authentication = AUTHENTICATION_MN_HA;
  u->key = registration_key (&host_scene_mn (s)->home, &u->path.source);
  u->key.octets[3] ^= 1;
}

static void
test_refuses (void)
{
  static const struct
  {
    spoil_update *spoil;
    enum binding_status status;
  } cases[] = {
    { leave_as_is, STATUS_ACCEPTED },
    { spoil_acknowledge, STATUS_UNSPECIFIED },
    { spoil_service, STATUS_PROHIBITED },
    { spoil_capacity, STATUS_INSUFFICIENT_RESOURCES },
    { spoil_subnet, STATUS_NOT_HOME_SUBNET },
    { spoil_node, STATUS_NOT_HOME_AGENT },
    { spoil_release, STATUS_NOT_HOME_AGENT },
    { spoil_address, STATUS_DAD_FAILED },
    { spoil_sequence, STATUS_SEQUENCE_OUT_OF_WINDOW },
    { spoil_type, STATUS_TYPE_CHANGE },
    { spoil_care_of, STATUS_INVALID_CARE_OF },
    { spoil_signature, STATUS_AUTHENTICATION_FAILED },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct host_scene *s = host_scene_new ();
      struct host_scene_update u;
      struct address bound;

      host_scene_attach (s, 0);
      bound = host_scene_entry (s)->care_of;
      host_scene_update_init (s, &u, 100);
      cases[i].spoil (s, &u);
      host_scene_update_send (s, &u);
      host_scene_run_for (s, SIM_SECOND);
      g_test_message ("case %u", i);
      g_assert_cmpuint (world_count (s->w, "BA"), ==, 2);
      g_assert_cmpuint (host_scene_last_status (s), ==, cases[i].status);
      g_assert_true (address_equal (&host_scene_entry (s)->care_of, &bound));
      g_assert_cmpuint (host_scene_ha (s)->count.entries, ==, 1);
      host_scene_free (s);
    }
}

/* 9.5.1: nonce indices in a home registration; no binding to change the type
 * of. */
static void
test_ignores (void)
{
  struct host_scene *s = host_scene_new ();
  struct host_scene_update u;

  host_scene_attach (s, 0);
  host_scene_update_init (s, &u, 100);
  mh_add (&u.bu, OPTION_NONCE_INDICES);
  mh_add (&u.bu, OPTION_AUTHORIZATION);
  host_scene_update_send (s, &u);
  host_scene_update_init (s, &u, 101);
  spoil_node (s, &u);
  u.bu.bu.flags = BU_A;
  host_scene_update_send (s, &u);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "BA"), ==, 1);
  host_scene_free (s);
}

/* 10.3.1: who is no home agent says so: a correspondent. */
static void
test_correspondent_is_no_home_agent (void)
{
  struct domain_config config = world_config ();
  struct host_scene *s = host_scene_prepare (&config);
  struct host_scene_update u;

  s->config.route_optimization = true;
  host_scene_start (s);
  host_scene_attach (s, 0);
  host_scene_update_init (s, &u, 100);
  u.path.destination = s->w->cn->address;
  host_scene_update_send (s, &u);
  host_scene_run_for (s, SIM_SECOND);
  g_assert_cmpuint (host_scene_last_status (s), ==,
                    STATUS_HOME_REGISTRATION_NOT_SUPPORTED);
  host_scene_free (s);
}

static struct host_scene *
scene_refusing (void)
{
  struct domain_config config = world_config ();
  struct host_scene *s = host_scene_prepare (&config);

  host_scene_start (s);
  s->mn->prefixes = 0;
  host_scene_attach (s, 0);
  return s;
}

/* No service, and no more copies, until the next link. */
static void
test_refused_node (void)
{
  struct host_scene *s = scene_refusing ();

  host_scene_run_for (s, 100 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "BU"), ==, 1);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==,
                   REGISTRATION_UNREGISTERED);
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_FAILED);
  s->mn->prefixes = 1;
  host_scene_move (s, 1);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERED);
  host_scene_free (s);
}

/* 11.7.1: never again with that home address. */
static void
test_duplicate_home_address (void)
{
  struct host_scene *s = host_scene_new ();
  struct address home = home_link_address (&host_scene_mipv6 (s)->home, s->mn);

  node_add_address (s->w->anchor, &home);
  host_scene_attach (s, 0);
  g_assert_cmpuint (host_scene_last_status (s), ==, STATUS_DAD_FAILED);
  host_scene_move (s, 1);
  g_assert_cmpuint (world_count (s->w, "BU"), ==, 1);
  host_scene_free (s);
}

/* RFC 4285: signed both ways; who has another key is told and gives up, and an
 * unsigned answer is none. */
static void
test_signed (void)
{
  struct domain_config config = world_config ();
  struct host_scene *s = host_scene_prepare (&config);
  struct mh_message bu, ba;

  s->config.ha.authentication = AUTHENTICATION_MN_HA;
  host_scene_start (s);
  host_scene_attach (s, 0);
  host_scene_read (s, "BU", 0, &bu);
  host_scene_read (s, "BA", 0, &ba);
  g_assert_nonnull (mh_find (&bu, OPTION_MESSAGE_AUTHENTICATION, 0));
  g_assert_nonnull (mh_find (&ba, OPTION_MESSAGE_AUTHENTICATION, 0));
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERED);
  host_scene_move (s, SCENE_HOME);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_HOME);
  host_scene_free (s);
}

/* 11.7.3: answers of another number, or of somebody else, are none. */
static void
test_ignores_foreign_answers (void)
{
  struct host_scene *s = host_scene_new ();
  struct address ha = mobility_central_address (s->w->anchor);
  struct mh_message ba;

  world_block (s->w, &ha);
  host_scene_attach (s, 0);
  mh_init (&ba, MH_BA);
  ba.ba.sequence = 7;
  ba.ba.lifetime = 15;
  mobility_send (&host_scene_ha (s)->entity, &host_scene_mn (s)->care_of, &ba,
                 SIGNALING_REFRESH, TRANSACTION_NONE);
  host_scene_run_for (s, SIM_SECOND / 2);
  g_assert_cmpint (host_scene_mn (s)->home.state, ==, REGISTRATION_REGISTERING);
  host_scene_free (s);
}

#define CASE(name, function) g_test_add_func ("/mipv6-statuses/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("refuses", test_refuses);
  CASE ("ignores", test_ignores);
  CASE ("correspondent-is-no-home-agent", test_correspondent_is_no_home_agent);
  CASE ("refused-node", test_refused_node);
  CASE ("duplicate-home-address", test_duplicate_home_address);
  CASE ("signed", test_signed);
  CASE ("ignores-foreign-answers", test_ignores_foreign_answers);
  return g_test_run ();
}
