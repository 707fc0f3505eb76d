/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain access routers: a new address at each move, and no signalling. */
#include "models/ipv6/ipv6.h"
#include "tests/protocol/world.h"

struct scene
{
  struct world *w;
  struct mobile_node *mn;
};

static struct scene
scene_new (bool notice)
{
  struct domain_config config = world_config ();
  struct scene s;

  config.access.detach_notice = notice;
  s.w = world_new (&config);
  world_build (s.w, &architecture_ipv6);
  s.mn = world_add_node (s.w, "mn", 1);
  access_enter (s.mn, world_router (s.w, 0));
  world_run (s.w, SIM_SECOND);
  return s;
}

static const struct mn_address *
address_of (const struct mobile_node *mn, const struct world *w)
{
  const struct mn_address *a = access_select_address (mn, &w->cn->address);

  g_assert_nonnull (a);
  return a;
}

static struct prefix
prefix_of (const struct mobile_node *mn, const struct world *w)
{
  return mn_address_prefix (address_of (mn, w));
}

static void
test_new_address (void)
{
  struct scene s = scene_new (false);
  struct prefix first = prefix_of (s.mn, s.w);

  g_assert_true (network_anchor (s.w->sim->network, &first.address)
                 == world_router (s.w, 0)->node);
  g_assert_true (address_equal (&address_of (s.mn, s.w)->router,
                                &world_router (s.w, 0)->link_local));
  access_move (s.mn, world_router (s.w, 1));
  world_run (s.w, 2 * SIM_SECOND);
  g_assert_true (
      network_anchor (s.w->sim->network, &address_of (s.mn, s.w)->address)
      == world_router (s.w, 1)->node);
  g_assert_cmpuint (s.mn->addresses.len, ==, 2);
  world_free (s.w);
}

/* Ready when the link is up: k = 0, RA one radio delay later. */
static void
test_ready_at_once (void)
{
  struct scene s = scene_new (false);
  const struct handover *handover;

  access_move (s.mn, world_router (s.w, 1));
  world_run (s.w, 2 * SIM_SECOND);
  handover = s.mn->handover;
  g_assert_cmpint (handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpint (handover->t_up, ==, SIM_SECOND + 50 * SIM_MILLISECOND);
  g_assert_cmpint (handover->t_ready, ==, handover->t_up);
  g_assert_cmpint (handover->t_ra, ==, handover->t_up + WORLD_RADIO_DELAY);
  g_assert_cmpuint (handover->previous_anchors, ==, 0);
  world_free (s.w);
}

static void
test_no_signalling (void)
{
  struct scene s = scene_new (true);

  access_move (s.mn, world_router (s.w, 1));
  world_run (s.w, 100 * SIM_SECOND);
  g_assert_cmpuint (network_books (s.w->sim->network)->sent[PACKET_SIGNALING],
                    ==, 0);
  g_assert_cmpuint (node_tunnels (s.w->anchor), ==, 0);
  world_free (s.w);
}

static void
test_data (void)
{
  struct scene s = scene_new (false);
  const struct mn_address *a = address_of (s.mn, s.w);
  sim_time now = sim_now (s.w->sim);

  world_send_data (s.w, s.w->cn, &s.w->cn->address, &a->address);
  world_run (s.w,
             now + WORLD_CN_DELAY + WORLD_ACCESS_DELAY + WORLD_RADIO_DELAY);
  g_assert_cmpuint (s.w->received, ==, 1); /* straight, not by the anchor */
  world_send_data (s.w, s.mn->node, &a->address, &s.w->cn->address);
  world_run (s.w, 2 * SIM_SECOND);
  assert_dropped (s.w, NO_LISTENER, 1); /* reached the correspondent */
  world_free (s.w);
}

/* A flow on the old address dies at the old router: on its link, or, when it
 * has been told, for want of a route. */
static void
check_old_flow (bool notice)
{
  struct scene s = scene_new (notice);
  struct address old = address_of (s.mn, s.w)->address;

  access_move (s.mn, world_router (s.w, 1));
  world_run (s.w, 2 * SIM_SECOND);
  world_send_data (s.w, s.w->cn, &s.w->cn->address, &old);
  world_send_data (s.w, s.mn->node, &old, &s.w->cn->address);
  world_run (s.w, 3 * SIM_SECOND);
  g_assert_cmpuint (s.w->received, ==, 0);
  assert_dropped (s.w, NOT_ATTACHED, !notice);
  assert_dropped (s.w, NO_ROUTE, notice);
  assert_dropped (s.w, INGRESS, 1);
  world_free (s.w);
}

static void
test_old_flow (void)
{
  check_old_flow (false);
  check_old_flow (true);
}

static void
test_neighbours (void)
{
  struct scene s = scene_new (false);
  struct mobile_node *other = world_add_node (s.w, "other", 1);
  struct prefix ours, theirs;

  access_enter (other, world_router (s.w, 0));
  world_run (s.w, 2 * SIM_SECOND);
  ours = prefix_of (s.mn, s.w);
  theirs = prefix_of (other, s.w);
  g_assert_true (prefix_equal (&ours, &theirs));
  world_send_data (s.w, s.mn->node, &address_of (s.mn, s.w)->address,
                   &address_of (other, s.w)->address);
  world_run (s.w, 2 * SIM_SECOND + 2 * WORLD_RADIO_DELAY);
  g_assert_cmpuint (s.w->received, ==, 1);
  world_free (s.w);
}

#define CASE(name, function) g_test_add_func ("/ipv6/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("new-address-at-each-move", test_new_address);
  CASE ("ready-when-the-link-is-up", test_ready_at_once);
  CASE ("signals-nothing", test_no_signalling);
  CASE ("delivers-both-ways", test_data);
  CASE ("old-flow-breaks", test_old_flow);
  CASE ("neighbours-share-a-subnet", test_neighbours);
  return g_test_run ();
}
