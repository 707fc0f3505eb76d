/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instants of a handover, to the nanosecond. */
#include "tests/scenario/moves.h"

#define MS SIM_MILLISECOND

/* Radio 2 ms one way; the stand-in answers after 7 ms. */
static void
completes_in_the_order_of_its_instants (void)
{
  struct domain_config config = moves_config ();
  struct moves *m;
  struct handover h;

  config.access.loss_detection = (struct law){ LAW_CONSTANT, 0.3, 0 };
  m = moves_new (2, &config, 1);
  m->stand_in.delay = 7 * MS;
  moves_populate (m, 1);
  access_enter (moves_mn (m, 0), moves_router (m, 0));
  moves_run (m, 10 * SIM_SECOND);
  access_move (moves_mn (m, 0), moves_router (m, 1));
  moves_run (m, 20 * SIM_SECOND);
  h = m->last;
  g_assert_cmpint (h.number, ==, 1);
  g_assert_cmpint (h.outcome, ==, HANDOVER_COMPLETED);
  g_assert_true (h.from == moves_router (m, 0));
  g_assert_true (h.to == moves_router (m, 1));
  g_assert_cmpint (h.t_dead, ==, 10000 * MS);
  g_assert_cmpint (h.t_down, ==, 10300 * MS);
  g_assert_cmpint (h.t_up, ==, 10350 * MS);
  g_assert_cmpint (h.t_trigger, ==, 10350 * MS);
  g_assert_cmpint (h.t_ra_sent, ==, 10357 * MS);
  g_assert_cmpint (h.t_ready, ==, 10357 * MS);
  g_assert_cmpint (h.t_ra, ==, 10359 * MS);
  g_assert_cmpuint (m->begun, ==, 2);
  g_assert_cmpuint (m->ended[HANDOVER_COMPLETED], ==, 2);
  moves_free (m);
}

static void
first_attachment_needs_no_layer_2_handover (void)
{
  struct domain_config config = moves_config ();
  struct moves *m = moves_new (1, &config, 1);

  moves_populate (m, 1);
  moves_run (m, 3 * MS);
  access_enter (moves_mn (m, 0), moves_router (m, 0));
  g_assert_true (moves_mn (m, 0)->router == moves_router (m, 0));
  moves_run (m, SIM_SECOND);
  g_assert_cmpint (m->last.number, ==, 0);
  g_assert_null (m->last.from);
  g_assert_cmpint (m->last.t_dead, ==, SIM_TIME_NONE);
  g_assert_cmpint (m->last.t_up, ==, 3 * MS);
  g_assert_cmpint (m->last.t_ra, ==, 5 * MS);
  moves_free (m);
}

/* Dead at 1 s, dead again at 1.1 s while detecting: noticed at 1.3 s all the
 * same; a third move at 1.32 s while switching has nothing to notice. */
static void
moving_on_without_a_link_abandons (void)
{
  struct domain_config config = moves_config ();
  struct moves *m;
  struct mobile_node *mn;

  config.access.loss_detection = (struct law){ LAW_CONSTANT, 0.3, 0 };
  config.access.detach_notice = true;
  m = moves_new (4, &config, 1);
  moves_populate (m, 1);
  mn = moves_mn (m, 0);
  access_enter (mn, moves_router (m, 0));
  moves_run (m, 1000 * MS);
  access_move (mn, moves_router (m, 1));
  moves_run (m, 1100 * MS);
  access_move (mn, moves_router (m, 2));
  g_assert_cmpuint (m->ended[HANDOVER_ABANDONED], ==, 1);
  g_assert_cmpint (m->last.t_down, ==, SIM_TIME_NONE);
  moves_run (m, 1320 * MS);
  g_assert_cmpint (mn->handover->t_down, ==, 1300 * MS);
  access_move (mn, moves_router (m, 3));
  g_assert_cmpuint (m->ended[HANDOVER_ABANDONED], ==, 2);
  moves_run (m, 5 * SIM_SECOND);
  g_assert_cmpint (m->last.t_dead, ==, 1320 * MS);
  g_assert_cmpint (m->last.t_down, ==, 1320 * MS);
  g_assert_cmpint (m->last.t_up, ==, 1370 * MS);
  g_assert_cmpuint (m->last.number, ==, 3);
  g_assert_true (m->last.from == moves_router (m, 0));
  g_assert_cmpuint (m->stand_in.detached, ==, 1);
  g_assert_cmpint (m->stand_in.detached_at, ==, 1300 * MS);
  g_assert_true (m->stand_in.detached_from == moves_router (m, 0));
  moves_free (m);
}

static void
moving_on_before_registration_fails (void)
{
  struct domain_config config = moves_config ();
  struct moves *m = moves_new (3, &config, 1);
  struct mobile_node *mn;
  uint32_t first;

  m->stand_in.delay = SIM_SECOND;
  moves_populate (m, 1);
  mn = moves_mn (m, 0);
  access_enter (mn, moves_router (m, 0));
  first = mn->handover->id;
  g_assert_true (handover_of (mn, first) == mn->handover);
  moves_run (m, 500 * MS);
  access_move (mn, moves_router (m, 1));
  g_assert_cmpuint (m->ended[HANDOVER_FAILED], ==, 1);
  /* What comes late for the first does not change the second. */
  g_assert_null (handover_of (mn, first));
  handover_mark_pbu (handover_of (mn, first));
  handover_mark_ready (handover_of (mn, first), 5);
  handover_mark_failed (handover_of (mn, first));
  g_assert_cmpint (mn->handover->t_ready, ==, SIM_TIME_NONE);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_PENDING);
  moves_free (m);
}

static void
leaving_ends_it_and_returning_begins_anew (void)
{
  struct domain_config config = moves_config ();
  struct moves *m;
  struct mobile_node *mn;

  config.access.detach_notice = true;
  config.access.loss_detection = (struct law){ LAW_CONSTANT, 0.2, 0 };
  m = moves_new (2, &config, 1);
  m->stand_in.delay = SIM_TIME_MAX;
  moves_populate (m, 1);
  mn = moves_mn (m, 0);
  access_enter (mn, moves_router (m, 0));
  moves_run (m, SIM_SECOND);
  access_leave (mn);
  g_assert_cmpuint (m->ended[HANDOVER_LEFT], ==, 1);
  g_assert_null (access_heading (mn));
  g_assert_cmpuint (moves_router (m, 0)->attached, ==, 0);
  moves_run (m, 2 * SIM_SECOND);
  g_assert_cmpint (m->stand_in.detached_at, ==, 1200 * MS);
  access_enter (mn, moves_router (m, 1));
  g_assert_cmpuint (mn->handover->number, ==, 0);
  g_assert_cmpuint (moves_router (m, 1)->attached, ==, 1);
  moves_free (m);
}

static void
moving_to_where_it_is_heading_does_nothing (void)
{
  struct domain_config config = moves_config ();
  struct moves *m = moves_new (2, &config, 1);
  struct mobile_node *mn;

  moves_populate (m, 1);
  mn = moves_mn (m, 0);
  access_enter (mn, moves_router (m, 0));
  access_move (mn, moves_router (m, 0));
  g_assert_cmpuint (m->begun, ==, 1);
  access_move (mn, moves_router (m, 1));
  access_move (mn, moves_router (m, 1));
  g_assert_cmpuint (m->begun, ==, 2);
  moves_free (m);
}

/* RFC 4861 6.3.7: at link up, then every 4 s, 3 at most, until an RA. */
static void
solicits_as_the_rfc_says (void)
{
  struct domain_config config = moves_config ();
  struct moves *m;
  const sim_time *at;

  config.access.detection = DETECTION_RS;
  m = moves_new (1, &config, 1);
  m->stand_in.delay = SIM_TIME_MAX;
  moves_populate (m, 1);
  access_enter (moves_mn (m, 0), moves_router (m, 0));
  moves_run (m, 60 * SIM_SECOND);
  at = m->stand_in.attached_at;
  g_assert_cmpuint (m->stand_in.attached, ==, 3);
  g_assert_cmpint (at[0], ==, 2 * MS);
  g_assert_cmpint (at[1], ==, 4002 * MS);
  g_assert_cmpint (at[2], ==, 8002 * MS);
  g_assert_cmpint (moves_mn (m, 0)->handover->t_trigger, ==, 2 * MS);
  moves_free (m);
}

static void
stops_soliciting_when_advertised (void)
{
  struct domain_config config = moves_config ();
  struct moves *m;

  config.access.detection = DETECTION_RS;
  m = moves_new (1, &config, 1);
  m->stand_in.delay = SIM_SECOND;
  moves_populate (m, 1);
  access_enter (moves_mn (m, 0), moves_router (m, 0));
  moves_run (m, 60 * SIM_SECOND);
  g_assert_cmpuint (m->stand_in.attached, ==, 1);
  g_assert_cmpuint (moves_mn (m, 0)->solicitations, ==, 1);
  g_assert_cmpint (m->last.t_ra, ==, 1004 * MS);
  moves_free (m);
}

/* A packet half way over the radio when that dies. */
static void
what_is_on_the_air_dies (void)
{
  struct domain_config config = moves_config ();
  struct moves *m = moves_new (2, &config, 1);
  const struct books *books = network_books (m->sim->network);

  moves_populate (m, 1);
  access_enter (moves_mn (m, 0), moves_router (m, 0));
  moves_run (m, MS); /* the RA is under way */
  access_move (moves_mn (m, 0), moves_router (m, 1));
  moves_run (m, 10 * MS);
  g_assert_cmpuint (books->dropped[PACKET_ND][DROP_RADIO_GONE], ==, 1);
  /* Registered, though it never heard so. */
  g_assert_cmpuint (m->ended[HANDOVER_COMPLETED], ==, 1);
  g_assert_cmpint (m->last.t_ra, ==, SIM_TIME_NONE);
  moves_free (m);
}

/* The k-th handover of a node takes the same time whatever others do. */
static void
draws_belong_to_the_node (void)
{
  struct domain_config config = moves_config ();
  sim_time up[2];

  config.access.l2_handover = (struct law){ LAW_UNIFORM, 0.03, 0.07 };
  for (unsigned others = 0; others < 2; others++)
    {
      struct moves *m = moves_new (2, &config, 7);

      moves_populate (m, 1 + others);
      for (unsigned i = 0; i <= others; i++)
        access_enter (moves_mn (m, others - i), moves_router (m, 0));
      for (unsigned i = 0; i <= others; i++)
        access_move (moves_mn (m, others - i), moves_router (m, 1));
      moves_run (m, SIM_SECOND);
      up[others] = moves_mn (m, 0)->handover->t_up;
      if (others)
        g_assert_cmpint (up[1], !=, moves_mn (m, 1)->handover->t_up);
      moves_free (m);
    }
  g_assert_cmpint (up[0], ==, up[1]);
  g_assert_cmpint (up[0], >=, 30 * MS);
  g_assert_cmpint (up[0], <=, 70 * MS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access/handover/instants",
                   completes_in_the_order_of_its_instants);
  g_test_add_func ("/access/handover/first-attachment",
                   first_attachment_needs_no_layer_2_handover);
  g_test_add_func ("/access/handover/abandons",
                   moving_on_without_a_link_abandons);
  g_test_add_func ("/access/handover/fails",
                   moving_on_before_registration_fails);
  g_test_add_func ("/access/handover/leaves",
                   leaving_ends_it_and_returning_begins_anew);
  g_test_add_func ("/access/handover/already-heading-there",
                   moving_to_where_it_is_heading_does_nothing);
  g_test_add_func ("/access/solicits-every-4-s-three-times",
                   solicits_as_the_rfc_says);
  g_test_add_func ("/access/stops-soliciting-when-advertised",
                   stops_soliciting_when_advertised);
  g_test_add_func ("/access/what-is-on-the-air-dies", what_is_on_the_air_dies);
  g_test_add_func ("/access/draws-belong-to-the-node",
                   draws_belong_to_the_node);
  return g_test_run ();
}
