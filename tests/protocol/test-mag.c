/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MAG of RFC 5213 section 6: registration, messages that get lost, answers
 * that are wrong. */
#include "tests/protocol/mag-scene.h"

/* ---- registration -------------------------------------------------- */

static void
test_registers (void)
{
  struct scene *s = scene_new ();
  struct mh_message pbu;

  enter (s);
  world_last (s->w, "PBU", &pbu);
  g_assert_cmpint (pbu.bu.flags, ==, BU_A | BU_P);
  g_assert_cmpint (pbu.bu.lifetime, ==, 15);
  g_assert_cmpint (mh_find (&pbu, OPTION_HANDOFF_INDICATOR, 0)->value, ==,
                   HI_NEW_INTERFACE);
  g_assert_true (address_is_unspecified (
      &mh_find (&pbu, OPTION_HOME_NETWORK_PREFIX, 0)->prefix.address));
  world_run (s->w, T0 + 2 * WORLD_A - 1);
  assert_state (s, PENDING);
  g_assert_nonnull (bce_of (s));
  g_assert_cmpuint (world_count (s->w, "RA"), ==, 0);
  world_run (s->w, T0 + 2 * WORLD_A);
  assert_state (s, REGISTERED);
  g_assert_cmpint (world_sent (s->w, "RA", 0)->at, ==, T0 + 2 * WORLD_A);
  g_assert_cmpint (s->mn->handover->t_ready, ==, T0 + 2 * WORLD_A);
  g_assert_cmpuint (s->mag->count.entries, ==, 1);
  g_assert_cmpuint (s->mag->count.stale, ==, 1);
  scene_free (s);
}

/* RFC 6543: link-layer 00-00-5E-00-52-13, fe80::200:5eff:fe00:5213. */
static void
test_fixed_router (void)
{
  struct scene *s = scene_new ();
  struct mn_address *a;
  struct address router;

  enter_and_register (s);
  g_assert_cmpuint (s->mn->addresses.len, ==, 1);
  a = &s->mn->addresses.at[0];
  g_assert_true (prefix_contains (&bce_of (s)->prefixes[0], &a->address));
  address_parse ("fe80::200:5eff:fe00:5213", &router);
  g_assert_true (address_equal (&a->router, &router));
  scene_free (s);
}

static void
test_refused (void)
{
  struct scene *s = scene_new ();

  s->mn->prefixes = 0; /* not enabled at the LMA: 152 */
  enter (s);
  world_run (s->w, 100 * SIM_SECOND);
  assert_state (s, UNREGISTERED);
  g_assert_cmpuint (world_count (s->w, "RA"), ==, 0);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 1);
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_FAILED);
  g_assert_cmpuint (s->mag->count.entries, ==, 0);
  scene_free (s);
}

static void
test_gives_up (void)
{
  struct scene *s = scene_new ();

  world_block (s->w, &s->lma->entity.address);
  enter (s);
  world_run (s->w, T0 + 63 * SIM_SECOND - 1);
  assert_state (s, PENDING);
  world_run (s->w, T0 + 63 * SIM_SECOND); /* 1 + 2 + 4 + 8 + 16 + 32 */
  assert_state (s, UNREGISTERED);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 6);
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_FAILED);
  scene_free (s);
}

/* All copies up to @copies are lost on the way to @lost. */
static void
check_recovery (struct scene *s, const struct address *lost, unsigned copies)
{
  sim_time next = T0 + (sim_time)((1u << copies) - 1) * SIM_SECOND;

  world_block (s->w, lost);
  enter (s);
  world_run (s->w, next - SIM_MILLISECOND);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, copies);
  assert_state (s, PENDING);
  world_unblock (s->w, lost);
  world_run (s->w, next + 2 * WORLD_A);
  assert_state (s, REGISTERED);
  g_assert_cmpint (s->mn->handover->t_ready, ==, next + 2 * WORLD_A);
  g_assert_cmpint (world_sent (s->w, "PBU", copies)->class, ==,
                   SIGNALING_RETRANSMISSION);
}

static void
test_lost_pbu (void)
{
  for (unsigned copies = 1; copies <= 5; copies++)
    {
      struct scene *s = scene_new ();

      check_recovery (s, &s->lma->entity.address, copies);
      scene_free (s);
    }
}

/* The LMA has the binding meanwhile and answers each copy with the same. */
static void
test_lost_pba (void)
{
  for (unsigned copies = 1; copies <= 5; copies++)
    {
      struct scene *s = scene_new ();

      check_recovery (s, &s->mag->entity.address, copies);
      g_assert_null (bce_of (s)->next);
      g_assert_cmpuint (world_marks (s->w, TRACE_ANCHOR_SWITCHED), ==, 1);
      scene_free (s);
    }
}

static void
test_retransmits_while_attached (void)
{
  struct domain_config config = world_config ();
  struct scene *s;

  config.access.detach_notice = false;
  s = scene_new_with (&config);
  world_block (s->w, &s->lma->entity.address);
  enter (s);
  world_run (s->w, T0 + 2 * SIM_SECOND);
  access_leave (s->mn);
  world_run (s->w, T0 + 100 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2);
  g_assert_cmpuint (s->mag->count.entries, ==, 0);
  g_assert_null (mag_find (s->mag, s->mn)); /* and nothing is left */
  scene_free (s);
}

/* ---- answers that are none ----------------------------------------- */

/* A PBA to the PBU sent last, with one thing changed. */
static void
answer (struct scene *s, struct mobility_entity *from, unsigned option,
        unsigned flags, unsigned sequence_offset)
{
  static const uint8_t other[6] = { 2, 9, 9, 9, 9, 9 };
  struct prefix hnp = prefix_make (&s->w->anchor->address, 64);
  struct mh_message pbu, pba;

  world_last (s->w, "PBU", &pbu);
  proxy_pba_init (&pba, &pbu, STATUS_ACCEPTED, 60 * SIM_SECOND, flags);
  pba.ba.sequence = (uint16_t)(pba.ba.sequence + sequence_offset);
  mh_add_prefix (&pba, OPTION_HOME_NETWORK_PREFIX, &hnp);
  proxy_pba_mirror (from, &pba, &pbu);
  for (unsigned i = 0; i < pba.n_options; i++)
    if (pba.options[i].type == option)
      switch (option)
        {
        case OPTION_MN_LINK_LAYER_ID:
          pba.options[i].link_layer = (struct view){ other, 6 };
          break;
        case OPTION_MN_IDENTIFIER:
          pba.options[i].mn_identifier.id
              = (struct view){ (const uint8_t *)"other@example.net", 17 };
          break;
        default:
          pba.options[i].value++;
        }
  mobility_send (from, &s->mag->entity.address, &pba, SIGNALING_HANDOVER, 0);
}

/* While the LMA hears nothing. */
static struct scene *
scene_new_deaf (void)
{
  struct scene *s = scene_new ();

  world_add_node (s->w, "other", 1);
  world_block (s->w, &s->lma->entity.address);
  enter (s);
  return s;
}

/* RFC 5213 6.9.1.2 6: ignored, and not retransmitted. */
static void
test_mismatch (void)
{
  static const unsigned options[]
      = { OPTION_HANDOFF_INDICATOR, OPTION_ACCESS_TECHNOLOGY,
          OPTION_MN_LINK_LAYER_ID };

  for (unsigned i = 0; i < G_N_ELEMENTS (options); i++)
    {
      struct scene *s = scene_new_deaf ();

      answer (s, &s->lma->entity, options[i], 0, 0);
      world_run (s->w, T0 + 100 * SIM_SECOND);
      assert_state (s, UNREGISTERED);
      g_assert_cmpuint (world_count (s->w, "RA"), ==, 0);
      g_assert_cmpuint (world_count (s->w, "PBU"), ==, 1);
      scene_free (s);
    }
}

static void
check_ignored (struct scene *s)
{
  world_run (s->w, T0 + SIM_SECOND);
  assert_state (s, PENDING);
  g_assert_cmpuint (world_count (s->w, "RA"), ==, 0);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2);
  scene_free (s);
}

static void
test_other_answers (void)
{
  struct mobility_entity stranger = { 0 };
  struct scene *s = scene_new_deaf ();

  answer (s, &s->lma->entity, 0, 0, 1); /* of no PBU */
  check_ignored (s);
  s = scene_new_deaf ();
  answer (s, &s->lma->entity, OPTION_MN_IDENTIFIER, 0, 0);
  check_ignored (s);
  s = scene_new_deaf ();
  answer (s, &s->lma->entity, 0, BA_D, 0); /* RFC 8885 4.2 */
  check_ignored (s);
  s = scene_new_deaf ();
  mobility_entity_init (&stranger, s->w->domain, s->w->cn, ROLE_LMA, NULL);
  answer (s, &stranger, 0, 0, 0);
  check_ignored (s);
  s = scene_new_deaf ();
  answer (s, &s->lma->entity, 0, 0, 0); /* and the right one is taken */
  world_run (s->w, T0 + SIM_SECOND);
  assert_state (s, REGISTERED);
  scene_free (s);
}

/* RFC 5213 6.9.1.2 8: the node is here, so say it again. */
static void
test_asserts_again (void)
{
  struct scene *s = scene_new ();
  struct binding_order *order = &lma_node_get (s->lma, s->mn)->order;

  order->any = true;
  order->timestamp = T0 + 2 * WORLD_A + SIM_MILLISECOND;
  enter (s);
  world_run (s->w, T0 + SIM_SECOND);
  assert_state (s, REGISTERED);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 3);
  g_assert_cmpint (s->mn->handover->t_ready, ==, T0 + 6 * WORLD_A);
  scene_free (s);
}

static void
test_sequence_numbers (void)
{
  struct domain_config config = world_config ();
  struct binding_order *order;
  struct scene *s;

  config.protocol.timestamps = false;
  s = scene_new_with (&config);
  order = &lma_node_get (s->lma, s->mn)->order;
  order->any = true;
  order->sequence = 1000;
  enter (s);
  world_run (s->w, T0 + SIM_SECOND);
  assert_state (s, REGISTERED);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2);
  g_assert_cmpuint (lma_node_get (s->lma, s->mn)->order.sequence, ==, 1001);
  /* The next MAG goes on where this one was. */
  access_move (s->mn, world_router (s->w, 1));
  world_run (s->w, T0 + 3 * SIM_SECOND);
  g_assert_true (address_equal (&bce_of (s)->proxy_coa,
                                &world_mag (s->w, 1)->entity.address));
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 4); /* one de-registers */
  scene_free (s);
}

#define CASE(name, function) g_test_add_func ("/mag/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("registers-then-advertises", test_registers);
  CASE ("advertises-from-fixed-router", test_fixed_router);
  CASE ("refused-node-gets-no-service", test_refused);
  CASE ("gives-up-after-last-copy", test_gives_up);
  CASE ("recovers-lost-pbu", test_lost_pbu);
  CASE ("recovers-lost-pba", test_lost_pba);
  CASE ("retransmits-only-while-attached", test_retransmits_while_attached);
  CASE ("takes-no-mismatching-answer", test_mismatch);
  CASE ("ignores-answers-of-others", test_other_answers);
  CASE ("asserts-refused-order-again", test_asserts_again);
  CASE ("adopts-refused-sequence-number", test_sequence_numbers);
  return g_test_run ();
}
