/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes that ride in another one. */
#include "models/trace.h"
#include "tests/scenario/moves.h"

static struct moves *
bus_with_passenger (void)
{
  struct domain_config config = moves_config ();
  struct moves *m = moves_new (3, &config, 1);

  moves_populate (m, 2);
  access_ride (moves_mn (m, 1), moves_mn (m, 0));
  return m;
}

static void
go_by_bus (struct moves *m)
{
  struct mobile_node *bus = moves_mn (m, 0);

  access_enter (bus, moves_router (m, 0));
  moves_run (m, SIM_SECOND);
  access_move (bus, moves_router (m, 1));
  moves_run (m, 2 * SIM_SECOND);
}

static void
assert_at (struct moves *m, unsigned i, unsigned router)
{
  g_assert_true (moves_mn (m, i)->router == moves_router (m, router));
}

static void
follows_by_own_radio (void)
{
  struct moves *m = bus_with_passenger ();

  go_by_bus (m);
  assert_at (m, 0, 1);
  assert_at (m, 1, 1);
  g_assert_cmpuint (m->begun, ==, 4);
  g_assert_true (link_router (moves_mn (m, 1)->radio)
                 == moves_router (m, 1)->node);
  access_leave (moves_mn (m, 0));
  g_assert_false (moves_mn (m, 1)->present);
  moves_free (m);
}

static void
follows_through_cells (void)
{
  struct moves *m = bus_with_passenger ();

  access_enter_at (moves_mn (m, 0), 0, 0);
  moves_run (m, SIM_SECOND);
  access_change_cell (moves_mn (m, 0), CELL_NONE);
  moves_run (m, 2 * SIM_SECOND);
  g_assert_null (moves_mn (m, 1)->router);
  access_change_cell (moves_mn (m, 0), 2);
  moves_run (m, 3 * SIM_SECOND);
  assert_at (m, 0, 2);
  assert_at (m, 1, 2);
  moves_free (m);
}

/* On the bus's network: one attachment, one advertisement, sent by the bus;
 * the router is the bus's, and while that has none the last one. */
static struct moves *
bus_with_network (void)
{
  struct moves *m = bus_with_passenger ();
  struct channel_config wire = channel_config_default;

  wire.delay = SIM_MILLISECOND;
  node_make_mobile_router (moves_mn (m, 0)->node);
  access_carry_networks (m->domain, &wire);
  return m;
}

static void
boards_once (void)
{
  struct moves *m = bus_with_network ();

  go_by_bus (m);
  g_assert_cmpuint (m->begun, ==, 3); /* the bus twice */
  g_assert_cmpuint (m->stand_in.attached, ==, 3);
  g_assert_true (link_router (moves_mn (m, 1)->radio) == moves_mn (m, 0)->node);
  g_assert_cmpuint (moves_mn (m, 1)->addresses.len, ==, 1);
  assert_at (m, 1, 1);
  g_assert_cmpuint (moves_router (m, 0)->attached, ==, 0);
  g_assert_cmpuint (moves_router (m, 1)->attached, ==, 2);
  access_move (moves_mn (m, 0), moves_router (m, 2));
  moves_run (m, 2 * SIM_SECOND + SIM_MILLISECOND);
  g_assert_null (moves_mn (m, 0)->router);
  assert_at (m, 1, 1);
  access_leave (moves_mn (m, 0));
  g_assert_null (moves_mn (m, 1)->router);
  moves_free (m);
}

/* The vehicle is who a rider's solicitations come to. */
static void
vehicle_hears_solicitations (void)
{
  struct moves *m = bus_with_network ();

  m->domain->config.access.detection = DETECTION_RS;
  go_by_bus (m);
  g_assert_cmpuint (m->stand_in.attached, ==, 3);
  g_assert_cmpuint (moves_mn (m, 1)->addresses.len, ==, 1);
  g_assert_cmpint (moves_mn (m, 1)->handover->t_trigger, ==,
                   SIM_MILLISECOND + moves_mn (m, 1)->handover->t_up);
  moves_free (m);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/riding/follows-by-its-own-radio", follows_by_own_radio);
  g_test_add_func ("/riding/follows-through-cells-and-gaps",
                   follows_through_cells);
  g_test_add_func ("/riding/is-on-the-network-for-all-of-the-ride",
                   boards_once);
  g_test_add_func ("/riding/vehicle-hears-solicitations",
                   vehicle_hears_solicitations);
  return g_test_run ();
}
