/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every status a MAP refuses with (RFC 5380 6.1, 6.2: those of RFC 6275, none
 * of its own), and what it does not answer at all. */
#include "tests/protocol/hmipv6-scene.h"

typedef void spoil_update (struct map_scene *m, struct host_scene_update *u);

static void
leave_as_is (struct map_scene *m G_GNUC_UNUSED,
             struct host_scene_update *u G_GNUC_UNUSED)
{
}

static void
spoil_acknowledge (struct map_scene *m G_GNUC_UNUSED,
                   struct host_scene_update *u)
{
  u->bu.bu.flags = BU_M;
}

/* The LCoA is not that of an access router's link. */
static void
spoil_link (struct map_scene *m, struct host_scene_update *u)
{
  mh_add_address (&u->bu, OPTION_ALTERNATE_CARE_OF, &m->s->w->cn->address);
}

/* 3.1: the RCoA of another MAP. */
static void
spoil_hierarchy (struct map_scene *m, struct host_scene_update *u)
{
  struct address rcoa
      = home_link_address (&map_scene_map (m, MAP_AR2)->link, m->s->mn);

  mh_add_address (&u->bu, OPTION_ALTERNATE_CARE_OF, &rcoa);
}

/* 6.2: a link outside the domain. */
static void
spoil_domain (struct map_scene *m, struct host_scene_update *u)
{
  struct subnet *subnet = world_router (m->s->w, 2)->entity;
  struct address lcoa = subnet_host (subnet, m->s->mn).address;

  m->config.neighbours = false;
  mh_add_address (&u->bu, OPTION_ALTERNATE_CARE_OF, &lcoa);
}

static void
spoil_service (struct map_scene *m, struct host_scene_update *u G_GNUC_UNUSED)
{
  m->s->mn->prefixes = 0;
}

static void
spoil_capacity (struct map_scene *m, struct host_scene_update *u)
{
  struct mobile_node *other = world_add_node (m->s->w, "other", 1);
  struct hmipv6 *hmipv6 = map_scene_map (m, MAP_CORE)->hmipv6;

  hmipv6->map_ha.capacity = 1;
  u->path.home_source
      = home_link_address (&map_scene_map (m, MAP_CORE)->link, other);
}

static void
spoil_subnet (struct map_scene *m, struct host_scene_update *u)
{
  u->path.home_source = m->s->w->cn->address;
}

static void
spoil_node (struct map_scene *m, struct host_scene_update *u)
{
  u->path.home_source
      = prefix_host (&map_scene_map (m, MAP_CORE)->link.prefix, 0x1234);
}

/* Nothing to de-register. */
static void
spoil_release (struct map_scene *m, struct host_scene_update *u)
{
  spoil_node (m, u);
  u->bu.bu.lifetime = 0;
}

static void
spoil_address (struct map_scene *m, struct host_scene_update *u)
{
  struct address taken
      = prefix_host (&map_scene_map (m, MAP_CORE)->link.prefix, 0x99);

  node_add_address (m->s->w->core, &taken);
  u->path.home_source = taken;
}

static void
spoil_sequence (struct map_scene *m G_GNUC_UNUSED, struct host_scene_update *u)
{
  u->bu.bu.sequence = 1;
}

/* A home registration, or one of a correspondent, in place of a local one. */
static void
spoil_type (struct map_scene *m G_GNUC_UNUSED, struct host_scene_update *u)
{
  u->bu.bu.flags = BU_A | BU_H;
}

static void
spoil_care_of (struct map_scene *m G_GNUC_UNUSED, struct host_scene_update *u)
{
  mh_add_address (&u->bu, OPTION_ALTERNATE_CARE_OF, &address_all_routers);
}

static void
spoil_signature (struct map_scene *m, struct host_scene_update *u)
{
  map_scene_map (m, MAP_CORE)->hmipv6->map_ha.authentication
      = AUTHENTICATION_MN_HA;
  mipv6_mn_ha_key (m->s->mn->identifier, m->s->mn->index, &u->key);
  u->key.addresses = (struct auth_addresses){ .care_of = u->path.source,
                                              .peer = u->path.home_source };
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
    { spoil_link, STATUS_PROHIBITED },
    { spoil_hierarchy, STATUS_PROHIBITED },
    { spoil_domain, STATUS_PROHIBITED },
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
      struct map_scene *m = map_scene_new ();
      struct host_scene_update u;
      struct address bound;

      host_scene_attach (m->s, 0);
      bound = map_scene_entry (m, MAP_CORE)->care_of;
      map_scene_update_init (m, &u, 100);
      cases[i].spoil (m, &u);
      host_scene_update_send (m->s, &u);
      host_scene_run_for (m->s, SIM_SECOND);
      g_test_message ("case %u", i);
      g_assert_cmpuint (world_count (m->s->w, "BA"), ==, 3);
      g_assert_cmpuint (host_scene_last_status (m->s), ==, cases[i].status);
      assert_address (&map_scene_entry (m, MAP_CORE)->care_of, &bound);
      g_assert_cmpuint (map_scene_map (m, MAP_CORE)->ha->count.entries, ==, 1);
      map_scene_free (m);
    }
}

/* A released binding: the entry is kept for its number, its tunnel is not. */
static void
test_releases (void)
{
  struct map_scene *m = map_scene_new ();
  struct host_scene_update u;

  host_scene_attach (m->s, 0);
  map_scene_update_init (m, &u, 100);
  u.bu.bu.lifetime = 0;
  host_scene_update_send (m->s, &u);
  host_scene_run_for (m->s, SIM_SECOND);
  g_assert_cmpuint (host_scene_last_status (m->s), ==, STATUS_ACCEPTED);
  g_assert_cmpint (map_scene_entry (m, MAP_CORE)->state, ==, HA_INVALID);
  g_assert_cmpuint (host_scene_data_down (m->s), ==, 0);
  map_scene_free (m);
}

/* A MAP is no home agent and no correspondent to whom it has no binding of. */
static void
test_ignores (void)
{
  struct map_scene *m = map_scene_new ();
  struct host_scene_update u;

  host_scene_attach (m->s, 0);
  map_scene_update_init (m, &u, 100);
  spoil_node (m, &u);
  u.bu.bu.flags = BU_A | BU_H;
  host_scene_update_send (m->s, &u);
  map_scene_update_init (m, &u, 101);
  mh_add (&u.bu, OPTION_NONCE_INDICES);
  mh_add (&u.bu, OPTION_AUTHORIZATION);
  host_scene_update_send (m->s, &u);
  host_scene_run_for (m->s, SIM_SECOND);
  g_assert_cmpuint (world_count (m->s->w, "BA"), ==, 2);
  map_scene_free (m);
}

/* A home agent is no MAP. */
static void
test_home_agent_is_no_map (void)
{
  struct map_scene *m = map_scene_new ();
  struct host_scene_update u;

  host_scene_attach (m->s, 0);
  host_scene_update_init (m->s, &u, 100);
  u.bu.bu.flags = BU_A | BU_M;
  u.path.source = host_scene_mn (m->s)->care_of;
  host_scene_update_send (m->s, &u);
  host_scene_run_for (m->s, SIM_SECOND);
  g_assert_cmpuint (host_scene_last_status (m->s), ==, STATUS_TYPE_CHANGE);
  map_scene_free (m);
}

/* Signed local registrations, both ways. */
static void
test_signed (void)
{
  struct map_scene *m = map_scene_prepare ();
  struct mh_message bu, ba;

  m->s->config.ha.authentication = AUTHENTICATION_MN_HA;
  map_scene_start (m);
  host_scene_attach (m->s, 0);
  host_scene_read (m->s, "BU", 0, &bu);
  host_scene_read (m->s, "BA", 0, &ba);
  g_assert_nonnull (mh_find (&bu, OPTION_MESSAGE_AUTHENTICATION, 0));
  g_assert_nonnull (mh_find (&ba, OPTION_MESSAGE_AUTHENTICATION, 0));
  g_assert_cmpint (m->s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  map_scene_free (m);
}

#define CASE(name, function) \
  g_test_add_func ("/hmipv6-statuses/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("refuses", test_refuses);
  CASE ("releases", test_releases);
  CASE ("ignores", test_ignores);
  CASE ("home-agent-is-no-map", test_home_agent_is_no_map);
  CASE ("signed", test_signed);
  return g_test_run ();
}
