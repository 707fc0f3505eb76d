/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile node, MAP and home agent in dialogue: advertising, registration, moves
 * within a domain and between two (RFC 5380). */
#include "models/codec/extension.h"
#include "models/codec/nd.h"
#include "tests/protocol/hmipv6-scene.h"

/* ---- advertising, 5 ------------------------------------------------ */

/* The option as section 5 draws it, and as the node keeps it. */
static void
test_advertises (void)
{
  struct map_scene *m = map_scene_new ();
  const uint8_t option[] = { 23, 3, 0x2f, 0, 0x00, 0x27, 0x8d, 0x00 };
  struct address address = map_scene_address (m, MAP_CORE);
  const struct signal *ra;
  const struct nd_map *kept;

  host_scene_attach (m->s, 0);
  ra = world_sent (m->s->w, "RA", 0);
  g_assert_cmpmem (ra->octets + ra->n - 24, 8, option, sizeof option);
  g_assert_cmpmem (ra->octets + ra->n - 16, 16, address.octet, 16);
  g_assert_cmpuint (m->s->mn->maps->len, ==, 1);
  kept = &g_array_index (m->s->mn->maps, struct nd_map, 0);
  g_assert_cmpuint (kept->distance, ==, 2);
  assert_address (&kept->address, &address);
  host_scene_move (m->s, 2);
  kept = &g_array_index (m->s->mn->maps, struct nd_map, 0);
  g_assert_cmpuint (kept->distance, ==, 1); /* on the router itself */
  map_scene_free (m);
}

/* ---- registration, 4, 6.1 ------------------------------------------ */

static void
test_registers (void)
{
  struct map_scene *m = map_scene_new ();
  struct address map = map_scene_address (m, MAP_CORE),
                 ours = map_scene_rcoa (m, MAP_CORE);
  struct mipv6_mn *node;
  struct map_scene_update local, home;

  host_scene_attach (m->s, 0);
  node = host_scene_mn (m->s);
  g_assert_cmpuint (map_scene_updates (m), ==, 2);
  local = map_scene_bu (m, 0);
  g_assert_cmpuint (local.bu.bu.flags, ==, BU_A | BU_M);
  g_assert_null (mh_find (&local.bu, OPTION_ALTERNATE_CARE_OF, 0));
  assert_address (&local.source, &node->care_of);
  assert_address (&local.destination, &map);
  assert_address (&local.home, &ours);
  home = map_scene_bu (m, 1);
  g_assert_cmpuint (home.bu.bu.flags, ==, BU_A | BU_H | BU_L);
  assert_address (&home.source, &ours);
  assert_address (&home.home, &node->entity.address);
  assert_address (&mh_find (&home.bu, OPTION_ALTERNATE_CARE_OF, 0)->address,
                  &ours);
  assert_address (&map_scene_entry (m, MAP_CORE)->care_of, &node->care_of);
  assert_address (&host_scene_entry (m->s)->care_of, &ours);
  map_scene_free (m);
}

/* The acknowledgement has a type 2 routing header with the RCoA (6.2). */
static void
test_acknowledges_by_routing_header (void)
{
  struct map_scene *m = map_scene_new ();
  struct address ours = map_scene_rcoa (m, MAP_CORE);
  const struct signal *ba;

  host_scene_attach (m->s, 0);
  ba = world_sent (m->s->w, "BA", 0);
  assert_address (&ba->source,
                  &map_scene_map (m, MAP_CORE)->ha->entity.address);
  assert_address (&ba->destination, &host_scene_mn (m->s)->care_of);
  g_assert_cmpuint (ba->octets[0], ==, NEXT_MH);
  g_assert_cmpuint (ba->octets[2], ==, ROUTING_TYPE_2);
  g_assert_cmpmem (ba->octets + 8, 16, ours.octet, 16);
  map_scene_free (m);
}

/* 6.1: it waits for the MAP before it tells the home agent. */
static void
test_waits_for_map (void)
{
  struct map_scene *m = map_scene_prepare ();

  m->config.map_dad = true;
  map_scene_start (m);
  access_enter (m->s->mn, world_router (m->s->w, 0));
  host_scene_run_for (m->s, WORLD_RADIO_DELAY + 2 * TO_MAP + SIM_SECOND - 1);
  g_assert_cmpuint (map_scene_updates (m), ==, 1);
  host_scene_run_for (m->s, 1);
  g_assert_cmpuint (map_scene_updates (m), ==, 2);
  host_scene_run_for (m->s, 2 * TO_HA);
  g_assert_cmpint (m->s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  map_scene_free (m);
}

/* 6.1: MUST NOT be larger than what the MAP granted, here by a forged answer.
 */
static void
test_home_lifetime_is_bounded (void)
{
  struct map_scene *m = map_scene_new ();
  struct address map = map_scene_address (m, MAP_CORE);
  struct mh_message ba;
  struct mipv6_path path = { .source = map };

  block (world_router (m->s->w, 0)->node, &map);
  host_scene_attach (m->s, 0);
  mh_init (&ba, MH_BA);
  ba.ba.sequence = map_scene_bu (m, map_scene_updates (m) - 1).bu.bu.sequence;
  ba.ba.lifetime = 5;
  path.destination = host_scene_mn (m->s)->care_of;
  path.home_destination = map_scene_rcoa (m, MAP_CORE);
  mipv6_send (&map_scene_map (m, MAP_CORE)->ha->entity, &path, &ba, NULL,
              SIGNALING_ATTACH, TRANSACTION_NONE);
  host_scene_run_for (m->s, TO_MAP);
  g_assert_cmpuint (map_scene_updates (m), ==, 2);
  g_assert_cmpuint (map_scene_bu (m, 1).bu.bu.lifetime, ==, 5);
  map_scene_free (m);
}

/* 6.1: silently ignored without the routing header. */
static void
test_ignores_plain_acknowledgement (void)
{
  struct map_scene *m = map_scene_new ();
  struct address map = map_scene_address (m, MAP_CORE);
  struct mh_message ba;

  block (world_router (m->s->w, 0)->node, &map);
  host_scene_attach (m->s, 0);
  mh_init (&ba, MH_BA);
  ba.ba.sequence = map_scene_bu (m, 0).bu.bu.sequence;
  ba.ba.lifetime = 15;
  mobility_send (&map_scene_map (m, MAP_CORE)->ha->entity,
                 &host_scene_mn (m->s)->care_of, &ba, SIGNALING_ATTACH,
                 TRANSACTION_NONE);
  host_scene_run_for (m->s, SIM_SECOND / 4);
  g_assert_cmpint (map_scene_local (m)->current->registration.state, ==,
                   REGISTRATION_REGISTERING);
  map_scene_free (m);
}

/* ---- data ---------------------------------------------------------- */

static void
test_data_both_ways (void)
{
  static const unsigned stays[] = { 1, 2, 0, WORLD_FAR, SCENE_HOME, 1 };
  struct map_scene *m = map_scene_new ();

  host_scene_attach (m->s, 0);
  g_assert_true (map_scene_carries (m));
  for (unsigned i = 0; i < G_N_ELEMENTS (stays); i++)
    {
      g_test_message ("at router %u", stays[i]);
      host_scene_move (m->s, stays[i]);
      g_assert_true (map_scene_carries (m));
    }
  map_scene_free (m);
}

/* 6.2: what another node tunnels is not the node's. */
static void
test_checks_tunnel_source (void)
{
  struct map_scene *m = map_scene_new ();
  struct mobile_node *other;
  struct prefix ours;
  struct route lie = { .kind = ROUTE_TUNNEL };

  host_scene_attach (m->s, 0);
  other = world_add_node (m->s->w, "other", 1);
  access_enter (other, world_router (m->s->w, 1));
  host_scene_run_for (m->s, SIM_SECOND);
  lie.local = ((struct mipv6_mn *)other->entity)->care_of;
  lie.peer = map_scene_address (m, MAP_CORE);
  ours = prefix_make (&(struct address){ 0 }, 128);
  ours.address = map_scene_rcoa (m, MAP_CORE);
  node_set_egress_route (other->node, &ours, &lie);
  world_send_data (m->s->w, other->node, &ours.address, &m->s->w->cn->address);
  host_scene_run_for (m->s, SIM_SECOND);
  g_assert_cmpuint (m->s->at_cn, ==, 0);
  assert_dropped (m->s->w, NO_TUNNEL, 1);
  map_scene_free (m);
}

/* ---- moves --------------------------------------------------------- */

/* 6.1: within the domain only the MAP is told. */
static void
test_move_within_domain (void)
{
  struct map_scene *m = map_scene_new ();
  struct address map = map_scene_address (m, MAP_CORE),
                 ours = map_scene_rcoa (m, MAP_CORE);
  struct map_scene_update told;

  host_scene_attach (m->s, 0);
  host_scene_move (m->s, 1);
  g_assert_cmpuint (map_scene_updates (m), ==, 3);
  told = map_scene_bu (m, 2);
  assert_address (&told.destination, &map);
  assert_address (&map_scene_entry (m, MAP_CORE)->care_of,
                  &host_scene_mn (m->s)->care_of);
  assert_address (&host_scene_entry (m->s)->care_of, &ours);
  g_assert_cmpint (m->s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpint (m->s->mn->handover->t_ready - m->s->mn->handover->t_trigger,
                   ==, WORLD_RADIO_DELAY + 2 * TO_MAP);
  map_scene_free (m);
}

/* 8: the MAP left, then the new one, then the home agent. */
static void
test_move_between_domains (void)
{
  struct map_scene *m = map_scene_new ();
  struct address left = map_scene_address (m, MAP_CORE),
                 map = map_scene_address (m, MAP_AR2);
  struct address ours = map_scene_rcoa (m, MAP_AR2);
  struct map_scene_update told;

  host_scene_attach (m->s, 0);
  host_scene_move (m->s, 2);
  g_assert_cmpuint (map_scene_updates (m), ==, 5);
  told = map_scene_bu (m, 2);
  assert_address (&told.destination, &left);
  assert_address (&told.source, &host_scene_mn (m->s)->care_of);
  g_assert_cmpuint (told.bu.bu.lifetime, ==, 3);
  told = map_scene_bu (m, 3);
  assert_address (&told.destination, &map);
  told = map_scene_bu (m, 4);
  assert_address (&told.source, &ours);
  assert_address (&host_scene_entry (m->s)->care_of, &ours);
  g_assert_null (map_scene_local (m)->previous);
  host_scene_run_for (m->s, 12 * SIM_SECOND);
  g_assert_null (map_scene_entry (m, MAP_CORE)); /* not asked for again */
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

static void
test_previous_map_not_told (void)
{
  struct map_scene *m = map_scene_prepare ();
  struct address lcoa;

  m->config.forwarding = 0;
  map_scene_start (m);
  host_scene_attach (m->s, 0);
  lcoa = host_scene_mn (m->s)->care_of;
  host_scene_move (m->s, 2);
  g_assert_cmpuint (map_scene_updates (m), ==, 4);
  assert_address (&map_scene_entry (m, MAP_CORE)->care_of, &lcoa);
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

/* What the home agent still sends to the RCoA of before comes all the same,
 * wherever the node goes in that time. */
static void
test_previous_map_forwards (void)
{
  struct map_scene *m = map_scene_prepare ();
  struct address before;

  m->config.map_dad = true;
  map_scene_start (m);
  host_scene_attach (m->s, 0);
  host_scene_run_for (m->s, SIM_SECOND);
  before = map_scene_rcoa (m, MAP_CORE);
  host_scene_move (m->s, 2);
  assert_address (&host_scene_entry (m->s)->care_of, &before);
  g_assert_cmpuint (host_scene_data_down (m->s), ==, 1);
  host_scene_run_for (m->s, SIM_SECOND);
  g_assert_false (address_equal (&host_scene_entry (m->s)->care_of, &before));
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

/* Back where the home agent sends to before it is told of anything else. */
static void
test_return_before_registration (void)
{
  struct map_scene *m = map_scene_prepare ();
  unsigned sent;

  m->config.map_dad = true;
  map_scene_start (m);
  host_scene_attach (m->s, 0);
  host_scene_run_for (m->s, SIM_SECOND);
  sent = map_scene_updates (m);
  host_scene_move (m->s, 2);
  host_scene_move (m->s, 1);
  g_assert_cmpuint (map_scene_updates (m), ==,
                    sent + 3); /* two, then the MAP's */
  g_assert_cmpint (m->s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

/* A third link in the second that the new MAP takes: both MAPs are told. */
static void
test_moves_on_before_registration (void)
{
  struct map_scene *m = map_scene_prepare ();

  m->config.map_dad = true;
  m->maps[MAP_AR2].node = (char *)"ar1";
  map_scene_start (m);
  host_scene_attach (m->s, 0);
  host_scene_run_for (m->s, SIM_SECOND);
  host_scene_move (m->s, 1);
  host_scene_move (m->s, 2);
  assert_address (&map_scene_entry (m, MAP_CORE)->care_of,
                  &host_scene_mn (m->s)->care_of);
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

/* 3: at home Mobile IPv6 is all there is; away again begins anew. */
static void
test_home_and_away (void)
{
  struct map_scene *m = map_scene_new ();

  host_scene_attach (m->s, 0);
  host_scene_move (m->s, SCENE_HOME);
  g_assert_cmpint (host_scene_mn (m->s)->home.state, ==, REGISTRATION_HOME);
  g_assert_null (map_scene_local (m)->current);
  g_assert_true (map_scene_carries (m));
  host_scene_run_for (m->s, 61 * SIM_SECOND);
  g_assert_null (map_scene_entry (m, MAP_CORE));
  host_scene_move (m->s, 1);
  g_assert_true (map_scene_carries (m));
  g_assert_nonnull (map_scene_entry (m, MAP_CORE));
  map_scene_free (m);
}

#define CASE(name, function) g_test_add_func ("/hmipv6/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("advertises", test_advertises);
  CASE ("registers", test_registers);
  CASE ("acknowledges-by-routing-header", test_acknowledges_by_routing_header);
  CASE ("waits-for-map", test_waits_for_map);
  CASE ("home-lifetime-is-bounded", test_home_lifetime_is_bounded);
  CASE ("ignores-plain-acknowledgement", test_ignores_plain_acknowledgement);
  CASE ("data-both-ways", test_data_both_ways);
  CASE ("checks-tunnel-source", test_checks_tunnel_source);
  CASE ("move-within-domain", test_move_within_domain);
  CASE ("move-between-domains", test_move_between_domains);
  CASE ("previous-map-not-told", test_previous_map_not_told);
  CASE ("previous-map-forwards", test_previous_map_forwards);
  CASE ("return-before-registration", test_return_before_registration);
  CASE ("moves-on-before-registration", test_moves_on_before_registration);
  CASE ("home-and-away", test_home_and_away);
  return g_test_run ();
}
