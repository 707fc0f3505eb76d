/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clocks that disagree: RFC 5213 5.5 (timestamps) and 6.9.1.2 8 and 9. */
#include "tests/protocol/dmm-world.h"
#include "tests/protocol/mag-scene.h"

static struct scene *
scene_with_clock (const struct domain_config *config, unsigned router,
                  sim_time offset)
{
  struct scene *s = scene_new_with (config);

  mobility_set_clock (s->w->domain, world_router (s->w, router)->node, offset);
  return s;
}

/* Statuses that the LMA has answered so far. */
static unsigned
count_status (const struct scene *s, unsigned status)
{
  const GArray *signals = s->w->heard.signals;
  unsigned n = 0;

  for (guint i = 0; i < signals->len; i++)
    {
      const struct signal *signal = &g_array_index (signals, struct signal, i);
      struct mh_message pba;

      if (!signal->sent || !g_str_equal (signal->name, "PBA"))
        continue;
      g_assert_cmpint (mh_decode (signal->octets, signal->n, NULL, NULL, &pba),
                       ==, MH_OK);
      n += pba.ba.status == status;
    }
  return n;
}

static int64_t
last_timestamp (const struct scene *s, const char *name)
{
  struct mh_message message;

  world_last (s->w, name, &message);
  return mh_timestamp_ns (mh_find (&message, OPTION_TIMESTAMP, 0));
}

/* A clock 294 ms behind is 299 ms behind when the PBU arrives, 5 ms later. */
static void
test_within_window (void)
{
  static const sim_time offsets[] = { 200 * MS, 304 * MS, -294 * MS };
  struct domain_config config = world_config ();

  for (size_t i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      struct scene *s = scene_with_clock (&config, 0, offsets[i]);

      enter_and_register (s);
      g_assert_cmpuint (world_count (s->w, "PBU"), ==, 1);
      g_assert_cmpint (ABS (last_timestamp (s, "PBU") - (T0 + offsets[i])), <,
                       SIM_SECOND / 65536);
      g_assert_cmpint (last_timestamp (s, "PBA"), ==,
                       last_timestamp (s, "PBU"));
      scene_free (s);
    }
}

/* Refused with the LMA's time; set by the common source, not by that. */
static void
test_beyond_window (void)
{
  static const sim_time offsets[]
      = { 306 * MS, -296 * MS, 3600 * S, -3600 * S /* before 1970 */ };
  struct domain_config config = world_config ();

  for (size_t i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      struct scene *s = scene_with_clock (&config, 0, offsets[i]);

      enter (s);
      world_run (s->w, T0 + 2 * WORLD_A);
      g_assert_cmpuint (count_status (s, STATUS_TIMESTAMP_MISMATCH), ==, 1);
      g_assert_cmpint (ABS (last_timestamp (s, "PBA") - (T0 + WORLD_A)), <,
                       SIM_SECOND / 65536);
      g_assert_cmpint (s->mag->entity.clock_offset, ==, 0);
      g_assert_cmpint (ABS (last_timestamp (s, "PBU") - (T0 + 2 * WORLD_A)), <,
                       SIM_SECOND / 65536);
      world_run (s->w, T0 + 4 * WORLD_A);
      assert_state (s, REGISTERED);
      g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2);
      scene_free (s);
    }
}

/* As often as a PBU is sent again, then no service. */
static void
test_no_common_source (void)
{
  struct domain_config config = world_config ();
  struct scene *s;

  config.protocol.clock_synchronization = false;
  s = scene_with_clock (&config, 0, 400 * MS);
  enter (s);
  world_run (s->w, T0 + S);
  assert_state (s, UNREGISTERED);
  g_assert_cmpuint (count_status (s, STATUS_TIMESTAMP_MISMATCH), ==,
                    1 + (unsigned)config.protocol.retransmit.limit);
  g_assert_null (bce_of (s));
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_FAILED);
  scene_free (s);
}

/* It is the LMA that is wrong: MAGs cannot mend that. */
static void
test_anchor_off (void)
{
  struct domain_config config = world_config ();
  struct scene *s = scene_new_with (&config);

  mobility_set_clock (s->w->domain, s->w->anchor, -S);
  enter (s);
  world_run (s->w, T0 + S);
  assert_state (s, UNREGISTERED);
  mobility_set_clock (s->w->domain, s->w->anchor, 0);
  access_move (s->mn, world_router (s->w, 1));
  world_run (s->w, T0 + 2 * S);
  g_assert_cmpint (bce_of (s)->state, ==, BCE_ACTIVE);
  scene_free (s);
}

/* A clock ahead, but within the window: the next MAG is older until that time
 * has come. */
static void
test_ahead_of_the_next (void)
{
  struct domain_config config = world_config ();
  struct scene *s;

  config.access.detach_notice = false;
  s = scene_with_clock (&config, 0, 200 * MS);
  enter_and_register (s);
  access_move (s->mn, world_router (s->w, 1)); /* link up 50 ms later */
  world_run (s->w, T0 + 2 * S);
  g_assert_cmpuint (count_status (s, STATUS_TIMESTAMP_LOWER), ==, 6);
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_FAILED);
  access_move (s->mn, world_router (s->w, 2));
  world_run (s->w, T0 + 3 * S);
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  scene_free (s);
}

static void
test_sequence_numbers_unaffected (void)
{
  struct domain_config config = world_config ();
  struct scene *s;

  config.protocol.timestamps = false;
  config.protocol.clock_synchronization = false;
  s = scene_with_clock (&config, 0, 3600 * S);
  enter_and_register (s);
  access_move (s->mn, world_router (s->w, 1));
  world_run (s->w, T0 + S);
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (count_status (s, STATUS_ACCEPTED), >=, 2);
  scene_free (s);
}

/* The same between MAAR and CMD: asked again at once, by a clock set right. */
static void
test_maar (void)
{
  struct dmm_world *w = dmm_star_in (DMM_RELAY);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct access_router *router = g_ptr_array_index (w->domain->routers, 0);

  mobility_set_clock (w->domain, router->node, 400 * MS);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 2 * STAR_A);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_PENDING);
  dmm_world_run (w, 4 * STAR_A);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_SERVING);
  g_assert_cmpuint (dmm_count (w, "PBU", TRANSACTION_NONE), ==, 2);
  dmm_world_free (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock/within-the-window-nobody-notices",
                   test_within_window);
  g_test_add_func ("/clock/beyond-the-window-refused-and-set",
                   test_beyond_window);
  g_test_add_func ("/clock/without-common-source-no-service",
                   test_no_common_source);
  g_test_add_func ("/clock/of-the-anchor-stops-everybody", test_anchor_off);
  g_test_add_func ("/clock/ahead-makes-the-next-gateway-older",
                   test_ahead_of_the_next);
  g_test_add_func ("/clock/sequence-numbers-do-not-care",
                   test_sequence_numbers_unaffected);
  g_test_add_func ("/clock/of-a-maar", test_maar);
  return g_test_run ();
}
