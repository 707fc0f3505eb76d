/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaps in the coverage, changes between cells of one router, and technologies:
 * what happens when, by the clock. */
#include <math.h>

#include "models/access/state.h"
#include "tests/scenario/moves.h"

#define MS SIM_MILLISECOND

/* Loss detection 200 ms, layer-2 handover 50 ms; cells 0 and 1 of ar0, 2 and 3
 * of ar1. */
static struct moves *
world_new (void)
{
  struct domain_config config = moves_config ();
  struct moves *m;

  config.access.loss_detection = (struct law){ LAW_CONSTANT, 0.2, 0 };
  config.access.detach_notice = true;
  m = moves_new (2, &config, 1);
  g_array_set_size (m->domain->cells, 0);
  for (unsigned i = 0; i < 4; i++)
    {
      struct cell cell = { .x = 500.0 * i, .router = i / 2, .radius = 100 };

      g_array_append_val (m->domain->cells, cell);
    }
  moves_populate (m, 1);
  return m;
}

static struct mobile_node *
enter_first_cell (struct moves *m)
{
  struct mobile_node *mn = moves_mn (m, 0);

  access_enter_at (mn, 10, 0);
  moves_run (m, 1000 * MS);
  g_assert_true (mn->router == moves_router (m, 0));
  return mn;
}

/* The node loses ar0 at 1 s, notices at 1.2 s, finds ar1 at 3 s and is up at
 * 3.05 s. */
static void
a_gap_is_part_of_the_handover_behind_it (void)
{
  struct moves *m = world_new ();
  struct mobile_node *mn = enter_first_cell (m);

  access_change_cell (mn, CELL_NONE);
  g_assert_null (access_heading (mn));
  g_assert_true (mn->present);
  g_assert_null (mn->handover->to);
  moves_run (m, 3000 * MS);
  g_assert_cmpint (m->stand_in.detached_at, ==, 1200 * MS);
  access_change_cell (mn, 2);
  g_assert_true (access_heading (mn) == moves_router (m, 1));
  moves_run (m, 5 * SIM_SECOND);
  g_assert_cmpuint (m->last.number, ==, 1);
  g_assert_cmpint (m->last.outcome, ==, HANDOVER_COMPLETED);
  g_assert_true (m->last.from == moves_router (m, 0));
  g_assert_true (m->last.to == moves_router (m, 1));
  g_assert_cmpint (m->last.t_dead, ==, 1000 * MS);
  g_assert_cmpint (m->last.t_down, ==, 1200 * MS);
  g_assert_cmpint (m->last.t_up, ==, 3050 * MS);
  moves_free (m);
}

/* Found while the loss is not noticed: as in any handover, t_down first. */
static void
a_short_gap_waits_for_the_loss_to_be_noticed (void)
{
  struct moves *m = world_new ();
  struct mobile_node *mn = enter_first_cell (m);

  access_change_cell (mn, CELL_NONE);
  moves_run (m, 1100 * MS);
  access_change_cell (mn, 3);
  moves_run (m, 5 * SIM_SECOND);
  g_assert_cmpint (m->last.t_dead, ==, 1000 * MS);
  g_assert_cmpint (m->last.t_down, ==, 1200 * MS);
  g_assert_cmpint (m->last.t_up, ==, 1250 * MS);
  moves_free (m);
}

static void
the_old_router_in_time_is_no_handover (void)
{
  struct moves *m = world_new ();
  struct mobile_node *mn = enter_first_cell (m);
  unsigned attached = m->stand_in.attached;

  access_change_cell (mn, CELL_NONE);
  moves_run (m, 1100 * MS);
  g_assert_cmpuint (moves_router (m, 0)->attached, ==, 0);
  access_change_cell (mn, 0);
  g_assert_cmpuint (moves_router (m, 0)->attached, ==, 1);
  moves_run (m, 5 * SIM_SECOND);
  g_assert_cmpuint (m->ended[HANDOVER_RESUMED], ==, 1);
  g_assert_cmpuint (m->stand_in.detached, ==, 0);
  g_assert_cmpuint (m->stand_in.attached, ==, attached);
  g_assert_true (mn->router == moves_router (m, 0));
  moves_free (m);
}

/* Too late for that: the same router again, by a handover. */
static void
the_old_router_too_late_is_one (void)
{
  struct moves *m = world_new ();
  struct mobile_node *mn = enter_first_cell (m);

  access_change_cell (mn, CELL_NONE);
  moves_run (m, 2000 * MS);
  access_change_cell (mn, 0);
  moves_run (m, 5 * SIM_SECOND);
  g_assert_cmpint (m->last.outcome, ==, HANDOVER_COMPLETED);
  g_assert_true (m->last.from == m->last.to);
  g_assert_cmpint (m->last.t_up, ==, 2050 * MS);
  moves_free (m);
}

static void
a_node_without_coverage_enters_later (void)
{
  struct moves *m = world_new ();
  struct mobile_node *mn = moves_mn (m, 0);

  access_enter_at (mn, 250, 0);
  g_assert_true (mn->present);
  g_assert_cmpuint (m->begun, ==, 0);
  moves_run (m, 1000 * MS);
  access_change_cell (mn, 1);
  g_assert_cmpuint (mn->handover->number, ==, 0);
  g_assert_cmpint (mn->handover->t_up, ==, 1000 * MS);
  access_leave (mn);
  g_assert_false (mn->present);
  moves_free (m);
}

static void
leaving_in_a_gap_ends_the_handover (void)
{
  struct moves *m = world_new ();
  struct mobile_node *mn = enter_first_cell (m);

  access_change_cell (mn, CELL_NONE);
  moves_run (m, 1100 * MS);
  access_leave (mn);
  g_assert_cmpuint (m->ended[HANDOVER_LEFT], ==, 1);
  moves_run (m, 2000 * MS);
  g_assert_cmpint (m->stand_in.detached_at, ==, 1200 * MS);
  access_enter_at (mn, 1500, 0);
  g_assert_true (mn->router == moves_router (m, 1));
  g_assert_cmpuint (mn->handover->number, ==, 0);
  moves_free (m);
}

/* ---- within a router ----------------------------------------------- */

static bool
radio_is_up (const struct mobile_node *mn)
{
  return link_router (mn->radio) != NULL;
}

/* From 1 s the radio is dead for 250 ms; nobody above notices. */
static void
cells_of_one_router_are_layer_2_only (void)
{
  struct moves *m = world_new ();
  struct mobile_node *mn = enter_first_cell (m);
  unsigned attached = m->stand_in.attached;

  access_change_cell (mn, 1);
  g_assert_false (radio_is_up (mn));
  g_assert_true (access_reachable (moves_router (m, 0), mn));
  moves_run (m, 1249 * MS);
  g_assert_false (radio_is_up (mn));
  moves_run (m, 1250 * MS);
  g_assert_true (radio_is_up (mn));
  g_assert_cmpuint (mn->handovers, ==, 0);
  g_assert_cmpuint (m->stand_in.attached, ==, attached);
  g_assert_cmpuint (m->stand_in.detached, ==, 0);
  moves_free (m);
}

/* On the way to another cell of the router the node moves on to another
 * router: what it has noticed it need not notice again. */
static void
moving_on_while_selecting_begins_a_handover (void)
{
  struct moves *m = world_new ();
  struct mobile_node *mn = enter_first_cell (m);

  access_change_cell (mn, 1);
  moves_run (m, 1100 * MS);
  access_change_cell (mn, 2);
  moves_run (m, 5 * SIM_SECOND);
  g_assert_cmpint (m->last.t_dead, ==, 1100 * MS);
  g_assert_cmpint (m->last.t_down, ==, 1100 * MS);
  g_assert_cmpint (m->last.t_up, ==, 1150 * MS);
  g_assert_true (m->stand_in.detached_from == moves_router (m, 0));
  moves_free (m);
}

/* ---- technologies -------------------------------------------------- */

/* Into a cell of a technology with a layer-2 handover of 300 ms; its radio
 * takes 7 ms. */
static void
a_technology_brings_its_radio_and_its_times (void)
{
  struct technology_config lte
      = { .name = (char *)"lte",
          .att = 8,
          .radio = { .delay = 7 * MS, .rate = INFINITY },
          .l2_handover = { LAW_CONSTANT, 0.3, 0 },
          .loss_detection = { LAW_CONSTANT, 0, 0 } };
  struct moves *m = world_new ();
  struct mobile_node *mn;

  g_array_append_val (m->domain->technologies, lte);
  g_array_index (m->domain->cells, struct cell, 2).technology = 1;
  mn = enter_first_cell (m);
  g_assert_cmpuint (access_technology_type (mn), ==, 4);
  access_change_cell (mn, 2);
  moves_run (m, 5 * SIM_SECOND);
  g_assert_cmpint (m->last.t_up, ==, 1500 * MS);
  g_assert_cmpint (m->last.t_ra - m->last.t_ra_sent, ==, 7 * MS);
  g_assert_true (m->last.between_interfaces);
  g_assert_cmpuint (access_technology_type (mn), ==, 8);
  access_change_cell (mn, 0);
  moves_run (m, 10 * SIM_SECOND);
  g_assert_cmpint (m->last.t_up, ==, 5050 * MS);
  moves_free (m);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coverage/gap", a_gap_is_part_of_the_handover_behind_it);
  g_test_add_func ("/coverage/short-gap",
                   a_short_gap_waits_for_the_loss_to_be_noticed);
  g_test_add_func ("/coverage/back-in-time",
                   the_old_router_in_time_is_no_handover);
  g_test_add_func ("/coverage/back-too-late", the_old_router_too_late_is_one);
  g_test_add_func ("/coverage/enters-later",
                   a_node_without_coverage_enters_later);
  g_test_add_func ("/coverage/leaves-in-a-gap",
                   leaving_in_a_gap_ends_the_handover);
  g_test_add_func ("/coverage/within-a-router",
                   cells_of_one_router_are_layer_2_only);
  g_test_add_func ("/coverage/moves-on-while-selecting",
                   moving_on_while_selecting_begins_a_handover);
  g_test_add_func ("/coverage/technology",
                   a_technology_brings_its_radio_and_its_times);
  return g_test_run ();
}
