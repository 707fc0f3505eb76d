/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local registrations that are lost, repeated, refused, not answered, and MAPs
 * that fail (RFC 5380 7.1, 9, 10; RFC 6275 11.8). */
#include "tests/protocol/hmipv6-scene.h"

/* ---- loss, repetition ---------------------------------------------- */

/* Loses what passes @at towards @address for the first half second. */
static struct map_scene *
scene_losing (struct node *(*at) (const struct map_scene *m),
              const struct address *(*whose) (const struct map_scene *m))
{
  struct map_scene *m = map_scene_new ();
  const struct address *address = whose (m);
  struct node *node = at (m);

  block (node, address);
  host_scene_attach (m->s, 0);
  unblock (node, address);
  host_scene_run_for (m->s, 2 * SIM_SECOND);
  return m;
}

static const struct address *
the_map (const struct map_scene *m)
{
  return &map_scene_map (m, MAP_CORE)->ha->entity.address;
}

static const struct address *
the_home_agent (const struct map_scene *m)
{
  return &host_scene_ha (m->s)->entity.address;
}

static struct node *
first_router (const struct map_scene *m)
{
  return world_router (m->s->w, 0)->node;
}

static struct node *
the_core (const struct map_scene *m)
{
  return m->s->w->core;
}

/* A lost update is sent again after 1.5 s, to whom it was for alone. */
static void
test_lost_updates (void)
{
  struct map_scene *m = scene_losing (first_router, the_map);
  struct map_scene_update again;

  g_assert_cmpuint (map_scene_updates (m), ==, 3);
  g_assert_cmpint (world_sent (m->s->w, "BU", 1)->at
                       - world_sent (m->s->w, "BU", 0)->at,
                   ==, INITIAL_BINDACK_TIMEOUT_FIRST_REG);
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
  m = scene_losing (the_core, the_home_agent);
  g_assert_cmpuint (map_scene_updates (m), ==, 3);
  again = map_scene_bu (m, 2);
  assert_address (&again.destination, the_home_agent (m));
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

/* A lost acknowledgement: the next copy is answered as the first one was. */
static void
test_lost_acknowledgement (void)
{
  struct map_scene *m = map_scene_new ();
  struct address lcoa;

  access_enter (m->s->mn, world_router (m->s->w, 0));
  host_scene_run_for (m->s, WORLD_RADIO_DELAY + TO_MAP);
  lcoa = host_scene_mn (m->s)->care_of;
  block (world_router (m->s->w, 0)->node, &lcoa);
  host_scene_run_for (m->s, SIM_SECOND);
  unblock (world_router (m->s->w, 0)->node, &lcoa);
  subnet_open (world_router (m->s->w, 0)->entity, m->s->mn);
  host_scene_run_for (m->s, 2 * SIM_SECOND);
  g_assert_cmpuint (map_scene_updates (m), ==, 3);
  g_assert_cmpuint (host_scene_last_status (m->s), ==, STATUS_ACCEPTED);
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

/* A copy of a update that was accepted has an old number: 135, which answers
 * nothing that the node has asked. */
static void
test_repeated_update (void)
{
  struct map_scene *m = map_scene_new ();
  struct host_scene_update u;

  host_scene_attach (m->s, 0);
  map_scene_update_init (m, &u, map_scene_bu (m, 0).bu.bu.sequence);
  host_scene_update_send (m->s, &u);
  host_scene_run_for (m->s, SIM_SECOND);
  g_assert_cmpuint (host_scene_last_status (m->s), ==,
                    STATUS_SEQUENCE_OUT_OF_WINDOW);
  g_assert_cmpint (map_scene_local (m)->current->registration.state, ==,
                   REGISTRATION_REGISTERED);
  g_assert_cmpuint (map_scene_updates (m), ==, 3);
  map_scene_free (m);
}

/* Both bindings are extended at half their time, each by its own agent. */
static void
test_refreshes (void)
{
  struct map_scene *m = map_scene_new ();

  host_scene_attach (m->s, 0);
  host_scene_run_for (m->s, 45 * SIM_SECOND);
  g_assert_cmpuint (map_scene_updates (m), ==, 4);
  host_scene_run_for (m->s, 300 * SIM_SECOND);
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

/* ---- without the MAP ----------------------------------------------- */

/* 7.1: no other MAP, so the node does without: the LCoA is registered. */
static void
assert_plain (struct map_scene *m)
{
  g_assert_null (map_scene_local (m)->current);
  assert_address (&host_scene_entry (m->s)->care_of,
                  &host_scene_mn (m->s)->care_of);
  g_assert_true (map_scene_carries (m));
}

static void
test_map_refuses (void)
{
  struct map_scene *m = map_scene_prepare ();
  struct mobile_node *other;

  m->config.map_capacity = 1;
  map_scene_start (m);
  other = world_add_node (m->s->w, "other", 1);
  access_enter (other, world_router (m->s->w, 1));
  host_scene_run_for (m->s, SIM_SECOND);
  host_scene_attach (m->s, 0);
  g_assert_cmpint (m->s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  assert_plain (m);
  host_scene_move (m->s, 1); /* asks again on the next link */
  assert_plain (m);
  map_scene_free (m);
}

/* 134: the RCoA is somebody else's, so that MAP is not asked again at all
 * (RFC 6275 11.7.1). */
static void
test_duplicate_rcoa (void)
{
  struct map_scene *m = map_scene_new ();
  struct address taken = map_scene_rcoa (m, MAP_CORE);
  unsigned sent;

  node_add_address (m->s->w->core, &taken);
  host_scene_attach (m->s, 0);
  g_assert_cmpint (m->s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  assert_plain (m);
  sent = map_scene_updates (m);
  host_scene_move (m->s, 1);
  g_assert_cmpuint (map_scene_updates (m), ==, sent + 1);
  assert_plain (m);
  host_scene_move (m->s, 2); /* another MAP */
  g_assert_nonnull (map_scene_local (m)->current);
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

/* Copies at 1.5, 3, 6, 12, 24 s and as much as the last one's time on. */
static void
test_map_is_silent (void)
{
  struct map_scene *m = map_scene_new ();

  block (world_router (m->s->w, 0)->node, the_map (m));
  host_scene_attach (m->s, 0);
  host_scene_run_for (m->s, 70 * SIM_SECOND);
  g_assert_nonnull (map_scene_local (m)->current);
  host_scene_run_for (m->s, 20 * SIM_SECOND);
  assert_plain (m);
  map_scene_free (m);
}

/* 9: with two advertised the farther one, and the other when that refuses. */
static void
test_next_map (void)
{
  struct map_scene *m = map_scene_prepare ();
  struct mobile_node *other;
  struct address second;

  m->config.map_capacity = 1;
  m->config.advertised = 2;
  map_scene_start (m);
  other = world_add_node (m->s->w, "other", 1);
  access_enter (other, world_router (m->s->w, 1));
  host_scene_run_for (m->s, SIM_SECOND);
  g_assert_nonnull (ha_find (map_scene_map (m, MAP_AR2)->ha, other));
  host_scene_attach (m->s, 0);
  second = map_scene_rcoa (m, MAP_CORE);
  assert_address (&host_scene_entry (m->s)->care_of, &second);
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

/* ---- failure, 10 --------------------------------------------------- */

static struct map_scene *
scene_failing (sim_time duration, int64_t advertised)
{
  struct map_scene *m = map_scene_prepare ();

  m->failure = (struct map_failure_config){ .map = (char *)"core",
                                            .at = 10 * SIM_SECOND,
                                            .duration = duration };
  m->config.failures = (struct parameter_list){ 1, &m->failure };
  m->config.advertised = advertised;
  m->config.selection = SELECTION_NEAREST;
  map_scene_start (m);
  host_scene_attach (m->s, 0);
  host_scene_run_for (m->s, 10 * SIM_SECOND);
  return m;
}

/* Bindings are lost at once; 25 s later the routers say so, and the node goes
 * on with another MAP. */
static void
test_failure_to_other_map (void)
{
  struct map_scene *m = scene_failing (SIM_TIME_NONE, 2);
  struct address other = map_scene_rcoa (m, MAP_AR2);

  g_assert_null (map_scene_entry (m, MAP_CORE));
  g_assert_cmpuint (host_scene_data_down (m->s), ==, 0);
  host_scene_run_for (m->s, 26 * SIM_SECOND);
  assert_address (&host_scene_entry (m->s)->care_of, &other);
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

/* 7.1: without another MAP the node must not use HMIPv6; when it is back, the
 * node takes it again. */
static void
test_failure_and_return (void)
{
  struct map_scene *m = scene_failing (60 * SIM_SECOND, 1);
  struct address ours = map_scene_rcoa (m, MAP_CORE);

  host_scene_run_for (m->s, 30 * SIM_SECOND);
  g_assert_cmpuint (
      g_array_index (m->s->mn->maps, struct nd_map, 0).valid_lifetime, ==, 0);
  assert_plain (m);
  host_scene_run_for (m->s, 30 * SIM_SECOND);
  assert_address (&host_scene_entry (m->s)->care_of, &ours);
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

/* 10: back between two probes, nobody has noticed but for the bindings lost;
 * the node's refresh makes one anew. */
static void
test_failure_not_detected (void)
{
  struct map_scene *m = scene_failing (SIM_SECOND, 1);
  unsigned heard = world_count (m->s->w, "RA");

  host_scene_run_for (m->s, 2 * SIM_SECOND);
  g_assert_cmpuint (host_scene_data_down (m->s), ==, 0);
  host_scene_run_for (m->s, 30 * SIM_SECOND);
  g_assert_cmpuint (world_count (m->s->w, "RA"), ==, heard);
  g_assert_true (map_scene_carries (m));
  map_scene_free (m);
}

#define CASE(name, function) g_test_add_func ("/hmipv6-faults/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("lost-updates", test_lost_updates);
  CASE ("lost-acknowledgement", test_lost_acknowledgement);
  CASE ("repeated-update", test_repeated_update);
  CASE ("refreshes", test_refreshes);
  CASE ("map-refuses", test_map_refuses);
  CASE ("duplicate-rcoa", test_duplicate_rcoa);
  CASE ("map-is-silent", test_map_is_silent);
  CASE ("next-map", test_next_map);
  CASE ("failure-to-other-map", test_failure_to_other_map);
  CASE ("failure-and-return", test_failure_and_return);
  CASE ("failure-not-detected", test_failure_not_detected);
  return g_test_run ();
}
