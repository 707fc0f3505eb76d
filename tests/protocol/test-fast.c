/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fast handover in dialogue (RFC 5949, RFC 5568): MAGs 0 (the node's), 1 and 2
 * around a core, C from one to another, A from each to the LMA. */
#include "models/pmipv6/fast.h"
#include "tests/protocol/world.h"

#define C (2 * WORLD_ACCESS_DELAY)
#define A WORLD_A
#define W WORLD_RADIO_DELAY
#define T0 SIM_SECOND
#define T1 (2 * SIM_SECOND) /* the handover's begin */
#define L2 (50 * SIM_MILLISECOND)
#define LATER (T1 + 30 * SIM_SECOND)

struct scene
{
  struct world *w;
  struct mobile_node *mn;
  struct fast_config fast;
  uint32_t tunnels[WORLD_ROUTERS]; /* accepted while nothing is under way */
};

static const struct variant *
variant_named (const char *name)
{
  for (unsigned i = 0; fast_variants[i]; i++)
    if (g_str_equal (fast_variants[i]->name, name))
      return fast_variants[i];
  g_assert_not_reached ();
}

struct options
{
  const char *mode;
  int forward, buffering;
  int64_t packets, capacity;
  bool notice;
  sim_time bicasting, lifetime;
};

/* The node is bound at MAG 0. */
static struct scene *
scene_new (struct options o)
{
  struct domain_config config = world_config ();
  struct scene *s = g_new0 (struct scene, 1);

  config.access.detach_notice = o.notice;
  s->w = world_new (&config);
  s->fast
      = (struct fast_config){ .forward = o.forward,
                              .lifetime = o.lifetime ? o.lifetime : SIM_SECOND,
                              .capacity = o.capacity };
  s->w->pmipv6 = (struct pmipv6_config){
    .deregister = true,
    .binding_hold = true,
    .handoff_known = true,
    .fast_handover = { variant_named (o.mode), &s->fast },
    .buffering = o.buffering,
    .buffer = { .packets = o.packets },
    .bicasting = o.bicasting,
  };
  world_build (s->w, &architecture_pmipv6);
  s->mn = world_add_node (s->w, "mn", 1);
  world_run (s->w, T0);
  access_enter (s->mn, world_router (s->w, 0));
  world_run (s->w, T1);
  for (unsigned i = 0; i < WORLD_ROUTERS; i++)
    s->tunnels[i] = node_tunnels (world_router (s->w, i)->node);
  return s;
}

/* Nothing may be left of any handover. */
static void
scene_free (struct scene *s)
{
  const struct pmipv6_node *node = s->mn->proxied;

  world_run (s->w, LATER);
  g_assert_null (node->sessions);
  for (unsigned i = 0; i < WORLD_ROUTERS; i++)
    {
      g_assert_cmpuint (node_tunnels (world_router (s->w, i)->node), ==,
                        s->tunnels[i]);
      g_assert_cmpuint (world_mag (s->w, i)->awaited, ==, 0);
    }
  g_assert_cmpuint (network_in_flight (s->w->sim->network, PACKET_DATA), ==, 0);
  world_free (s->w);
  g_free (s);
}

static void
foresee (struct scene *s, unsigned to)
{
  struct pmipv6 *pmipv6 = s->w->domain->architecture_state;

  fast_previous_foresee (s->mn, world_router (s->w, 0), world_router (s->w, to),
                         pmipv6->fast);
}

static void
move (struct scene *s, unsigned to)
{
  access_move (s->mn, world_router (s->w, to));
}

static void
send_data (struct scene *s, unsigned n)
{
  const struct mn_address *a = &s->mn->addresses.at[0];

  for (unsigned i = 0; i < n; i++)
    world_send_data (s->w, s->w->cn, &s->w->cn->address, &a->address);
}

static void
send_up (struct scene *s)
{
  const struct mn_address *a = &s->mn->addresses.at[0];

  world_send_data (s->w, s->mn->node, &a->address, &s->w->cn->address);
}

static const struct fast_session *
session_at (struct scene *s, unsigned i, enum fast_side side)
{
  return fast_find (world_mag (s->w, i), s->mn, side);
}

#define assert_previous(s, i, value)                                         \
  g_assert_cmpstr (                                                          \
      fast_previous_state_name (session_at (s, i, SIDE_PREVIOUS)->previous), \
      ==, fast_previous_state_name (PREVIOUS_##value))
#define assert_next(s, i, value)                                               \
  g_assert_cmpstr (fast_next_state_name (session_at (s, i, SIDE_NEXT)->state), \
                   ==, fast_next_state_name (NEXT_##value))
#define assert_code(s, nth_code)                            \
  do                                                        \
    {                                                       \
      struct mh_message hack_;                              \
      world_last (s->w, "HAck", &hack_);                    \
      g_assert_cmpuint (hack_.handover.code, ==, nth_code); \
    }                                                       \
  while (0)

/* ---- reactive ------------------------------------------------------ */

static void
test_reactive (void)
{
  struct scene *s = scene_new ((struct options){ .mode = "reactive" });
  struct mh_message m;

  move (s, 1);
  world_run (s->w, T1 + L2);
  world_last (s->w, "HI", &m);
  g_assert_cmphex (m.handover.flags, ==, HI_P | HI_F);
  g_assert_nonnull (mh_find (&m, OPTION_MN_IDENTIFIER, 0));
  g_assert_nonnull (mh_find (&m, OPTION_CONTEXT_REQUEST, 0));
  assert_next (s, 1, SOLICITING);
  world_run (s->w, T1 + L2 + C);
  world_last (s->w, "HAck", &m);
  g_assert_cmphex (m.handover.flags, ==, HACK_P | HACK_F);
  g_assert_cmpuint (m.handover.code, ==, HACK_ALL_CONTEXT);
  g_assert_nonnull (mh_find (&m, OPTION_HOME_NETWORK_PREFIX, 0));
  g_assert_nonnull (mh_find (&m, OPTION_MN_LINK_LAYER_ID, 0));
  g_assert_nonnull (mh_find (&m, OPTION_LMA_ADDRESS, 0));
  g_assert_nonnull (mh_find (&m, OPTION_MN_INTERFACE_ID, 0));
  assert_previous (s, 0, FORWARDING);
  world_run (s->w, T1 + L2 + 2 * C);
  assert_next (s, 1, SERVING);
  world_last (s->w, "PBU", &m); /* asks for the prefix it was told */
  g_assert_false (address_is_unspecified (
      &mh_find (&m, OPTION_HOME_NETWORK_PREFIX, 0)->prefix.address));
  world_run (s->w, T1 + L2 + 2 * C + 2 * A);
  assert_next (s, 1, CLOSING);
  world_run (s->w, T1 + L2 + C + SIM_SECOND);
  world_last (s->w, "HI", &m); /* 4.1: forwarding is over */
  g_assert_cmpuint (m.handover.code, ==, HI_CODE_FORWARDING_COMPLETE);
  world_run (s->w, LATER);
  assert_code (s, HACK_ACCEPTED);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2 + 0); /* none released */
  scene_free (s);
}

static void
take_up (struct node *node, struct packet *p, void *data)
{
  ++*(unsigned *)data;
  packet_deliver (node, p);
}

/* What the node sends goes by the PMAG until the NMAG has the PBA; an LMA that
 * has switched already takes it from there only as long as it bicasts. */
static void
test_bidirectional (gconstpointer bicasting)
{
  struct scene *s
      = scene_new ((struct options){ .mode = "reactive",
                                     .bicasting = bicasting ? SIM_SECOND : 0,
                                     .lifetime = 2 * SIM_SECOND });
  unsigned up = 0;

  node_set_handler (s->w->cn, NEXT_UDP, take_up, &up);
  world_block (s->w, &world_lma (s->w)->entity.address);
  move (s, 1);
  world_run (s->w, T1 + L2 + 3 * C); /* the PBU is lost */
  world_unblock (s->w, &world_lma (s->w)->entity.address);
  send_up (s);
  world_run (s->w, T1 + L2 + SIM_SECOND / 2);
  g_assert_cmpuint (up, ==, 1);
  world_run (s->w, T1 + L2 + 2 * C + SIM_SECOND); /* its copy is sent */
  send_up (s);
  world_run (s->w, T1 + 3 * SIM_SECOND);
  g_assert_cmpuint (up, ==, bicasting ? 2 : 1);
  assert_dropped (s->w, NO_TUNNEL, bicasting ? 0 : 1);
  scene_free (s);
}

static void
test_gateway_buffer (void)
{
  struct scene *s = scene_new ((struct options){ .mode = "reactive",
                                                 .buffering = BUFFERING_GATEWAY,
                                                 .packets = 3,
                                                 .notice = true });

  move (s, 1);
  world_run (s->w, T1 + 1);
  assert_previous (s, 0, BUFFERING);
  send_data (s, 5);
  world_run (s->w, T1 + SIM_SECOND / 2);
  g_assert_cmpuint (s->w->received, ==, 3);
  assert_dropped (s->w, BUFFER_FULL, 2);
  scene_free (s);
}

/* Nobody asks: what is kept is dropped, and the binding given back. */
static void
test_nobody_asks (void)
{
  struct scene *s = scene_new ((struct options){ .mode = "reactive",
                                                 .buffering = BUFFERING_GATEWAY,
                                                 .packets = 3,
                                                 .notice = true });

  access_leave (s->mn);
  world_run (s->w, T1 + 1);
  assert_previous (s, 0, BUFFERING);
  world_run (s->w, T1 + 2 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2); /* lifetime 0 */
  g_assert_cmpint (world_lma (s->w)->count.entries, ==, 1);
  scene_free (s);
}

/* ---- predictive ---------------------------------------------------- */

static void
test_predictive (void)
{
  struct scene *s
      = scene_new ((struct options){ .mode = "predictive", .packets = 10 });
  struct mh_message m;

  foresee (s, 1);
  assert_previous (s, 0, INITIATING);
  world_last (s->w, "HI", &m);
  g_assert_cmphex (m.handover.flags, ==, HI_P | HI_U | HI_F);
  g_assert_cmpuint (m.handover.code, ==, HI_CODE_ALL_CONTEXT);
  g_assert_nonnull (mh_find (&m, OPTION_HOME_NETWORK_PREFIX, 0));
  g_assert_nonnull (mh_find (&m, OPTION_LMA_ADDRESS, 0));
  world_run (s->w, T1 + 2 * C);
  assert_previous (s, 0, FORWARDING);
  assert_next (s, 1, EXPECTING);
  assert_code (s, HACK_CONTEXT_ACCEPTED);
  send_data (s, 4);
  move (s, 1);
  world_run (s->w, T1 + 2 * C + L2 - 1);
  g_assert_cmpuint (s->w->received, ==, 0);
  g_assert_cmpuint (session_at (s, 1, SIDE_NEXT)->buffer.packets, ==, 4);
  world_run (s->w, T1 + 2 * C + L2 + W);
  g_assert_cmpuint (s->w->received, ==, 4);
  assert_next (s, 1, SERVING);
  scene_free (s);
}

/* U at once, F when the node has come: the PMAG keeps. */
static void
test_on_attachment (void)
{
  struct scene *s = scene_new ((struct options){
      .mode = "predictive", .forward = FORWARD_ON_ATTACHMENT, .packets = 10 });

  foresee (s, 1);
  world_run (s->w, T1 + 3 * C);
  assert_previous (s, 0, BUFFERING);
  g_assert_cmpuint (world_count (s->w, "HI"), ==, 2);
  send_data (s, 4);
  move (s, 1);
  world_run (s->w, T1 + 3 * C + L2 - 1);
  g_assert_cmpuint (session_at (s, 0, SIDE_PREVIOUS)->buffer.packets, ==, 4);
  world_run (s->w, T1 + 3 * C + L2 + 2 * C + W);
  g_assert_cmpuint (s->w->received, ==, 4);
  assert_code (s, HACK_ACCEPTED);
  scene_free (s);
}

static void
test_on_departure (void)
{
  struct scene *s
      = scene_new ((struct options){ .mode = "predictive",
                                     .forward = FORWARD_ON_DEPARTURE,
                                     .packets = 10,
                                     .notice = true });

  foresee (s, 1);
  world_run (s->w, T1 + 3 * C);
  assert_previous (s, 0, PREPARED);
  send_data (s, 1);
  world_run (s->w, T1 + 100 * SIM_MILLISECOND);
  g_assert_cmpuint (s->w->received, ==, 1); /* not taken away too early */
  move (s, 1);
  world_run (s->w, T1 + 100 * SIM_MILLISECOND + 2);
  assert_previous (s, 0, FORWARDING);
  send_data (s, 2);
  world_run (s->w, T1 + SIM_SECOND / 2);
  g_assert_cmpuint (s->w->received, ==, 3);
  scene_free (s);
}

/* The access network's own indication, before the radio dies. */
static void
test_indication (void)
{
  struct scene *s
      = scene_new ((struct options){ .mode = "predictive", .packets = 10 });

  s->fast.lead = 0;
  access_expect (s->mn, T1 + SIM_SECOND / 10, world_router (s->w, 1));
  world_run (s->w, T1 + SIM_SECOND / 10);
  g_assert_cmpuint (world_count (s->w, "HI"), ==, 1);
  move (s, 1);
  scene_free (s);
}

/* ---- wrong --------------------------------------------------------- */

/* It goes to MAG 1 while MAG 2 expects it: what that kept comes all the same.
 */
static void
test_wrong_mag (void)
{
  struct scene *s
      = scene_new ((struct options){ .mode = "predictive", .packets = 10 });

  foresee (s, 2);
  world_run (s->w, T1 + 2 * C);
  move (s, 1);
  send_data (s, 4);
  world_run (s->w, T1 + 2 * C + L2 - 1);
  g_assert_cmpuint (session_at (s, 2, SIDE_NEXT)->buffer.packets, ==, 4);
  world_run (s->w, T1 + SIM_SECOND);
  g_assert_cmpuint (s->w->received, ==, 4);
  g_assert_null (session_at (s, 2, SIDE_NEXT));
  scene_free (s);
}

/* It stays: gets what MAG 1 kept when the PMAG sees that it is still here. */
static void
test_stays (void)
{
  struct scene *s
      = scene_new ((struct options){ .mode = "predictive", .packets = 10 });

  foresee (s, 1);
  world_run (s->w, T1 + 2 * C);
  send_data (s, 4);
  world_run (s->w, T1 + SIM_SECOND);
  g_assert_cmpuint (s->w->received, ==, 0);
  world_run (s->w, T1 + 2 * SIM_SECOND);
  g_assert_cmpuint (s->w->received, ==, 4);
  assert_code (s, HACK_UNSPECIFIED);
  send_data (s, 1);
  world_run (s->w, T1 + 3 * SIM_SECOND);
  g_assert_cmpuint (s->w->received, ==, 5);
  scene_free (s);
}

/* It leaves the area instead. */
static void
test_never_comes (void)
{
  struct scene *s = scene_new (
      (struct options){ .mode = "predictive", .packets = 10, .notice = true });

  foresee (s, 1);
  world_run (s->w, T1 + 2 * C);
  send_data (s, 4);
  access_leave (s->mn);
  world_run (s->w, LATER);
  g_assert_cmpuint (s->w->received, ==, 0);
  g_assert_cmpuint (world_lma (s->w)->count.entries, ==, 0);
  scene_free (s);
}

/* The node is faster than the HI: both ends ask each other. */
static void
test_too_late (void)
{
  struct scene *s
      = scene_new ((struct options){ .mode = "predictive", .packets = 10 });

  move (s, 1);
  world_run (s->w, T1 + L2 - C / 2);
  foresee (s, 1);
  world_run (s->w, T1 + SIM_SECOND / 2);
  g_assert_cmpint (mag_find (world_mag (s->w, 1), s->mn)->state, ==,
                   BUL_REGISTERED);
  send_data (s, 1);
  world_run (s->w, T1 + SIM_SECOND);
  g_assert_cmpuint (s->w->received, ==, 1);
  scene_free (s);
}

/* There and back again before anything is over. */
static void
test_ping_pong (void)
{
  struct scene *s
      = scene_new ((struct options){ .mode = "predictive", .packets = 10 });

  for (unsigned i = 0; i < 6; i++)
    {
      if (i % 2 == 0)
        foresee (s, 1);
      world_run (s->w, T1 + (2 * i + 1) * 100 * SIM_MILLISECOND);
      move (s, (i + 1) % 2);
      world_run (s->w, T1 + (2 * i + 2) * 100 * SIM_MILLISECOND);
    }
  send_data (s, 3);
  world_run (s->w, T1 + 10 * SIM_SECOND);
  g_assert_cmpuint (s->w->received, ==, 3);
  scene_free (s);
}

/* ---- HI lost, refused ---------------------------------------------- */

/* RFC 5568 6.2.1.1: 100 ms doubled, HI_RETRIES; then by RFC 5213. */
static void
test_retries (void)
{
  struct scene *s = scene_new ((struct options){ .mode = "reactive" });
  static const sim_time after[] = { 0, 100, 300, 700 };

  world_block (s->w, &world_mag (s->w, 0)->entity.address);
  move (s, 1);
  world_run (s->w, T1 + L2 + 1500 * SIM_MILLISECOND + 2 * A);
  g_assert_cmpuint (world_count (s->w, "HI"), ==, 1 + HI_RETRIES);
  for (unsigned i = 0; i < G_N_ELEMENTS (after); i++)
    g_assert_cmpint (world_sent (s->w, "HI", i)->at, ==,
                     T1 + L2 + after[i] * SIM_MILLISECOND);
  g_assert_cmpint (mag_find (world_mag (s->w, 1), s->mn)->state, ==,
                   BUL_REGISTERED);
  world_unblock (s->w, &world_mag (s->w, 0)->entity.address);
  scene_free (s);
}

static void
test_lost_hack (void)
{
  struct scene *s = scene_new ((struct options){ .mode = "reactive" });

  move (s, 1);
  world_run (s->w, T1 + L2 + C - 1);
  world_block (s->w, &world_mag (s->w, 1)->entity.address);
  world_run (s->w, T1 + L2 + 2 * C);
  world_unblock (s->w, &world_mag (s->w, 1)->entity.address);
  world_run (s->w, T1 + SIM_SECOND / 2);
  g_assert_cmpuint (world_count (s->w, "HAck"), ==, 2);
  g_assert_cmpint (mag_find (world_mag (s->w, 1), s->mn)->state, ==,
                   BUL_REGISTERED);
  scene_free (s);
}

/* Sends MAG 0 an HI as from @from. */
static void
say (struct scene *s, unsigned from, unsigned flags, const char *nai,
     unsigned asked)
{
  uint8_t request[2] = { (uint8_t)asked, 0 };
  struct mh_message hi;

  mh_init (&hi, MH_HI);
  hi.handover.flags = (uint8_t)flags;
  if (nai)
    mh_add_mn_identifier (&hi, nai);
  if (asked)
    mh_add (&hi, OPTION_CONTEXT_REQUEST)->suboptions
        = (struct view){ request, sizeof request };
  mobility_send (&world_mag (s->w, from)->entity,
                 &world_mag (s->w, 0)->entity.address, &hi, SIGNALING_HANDOVER,
                 TRANSACTION_NONE);
  world_run (s->w, sim_now (s->w->sim) + 2 * C);
}

/* Every code of RFC 5949 6.1.2 that a PMAG answers with. */
static void
test_codes (void)
{
  struct scene *s = scene_new ((struct options){ .mode = "reactive" });
  const char *nai = s->mn->identifier;

  say (s, 1, HI_P, nai, OPTION_HOME_NETWORK_PREFIX);
  assert_code (s, HACK_ALL_CONTEXT);
  say (s, 1, 0, nai, 0); /* of RFC 5568 */
  assert_code (s, HACK_UNSPECIFIED);
  say (s, 1, HI_P, NULL, 0);
  assert_code (s, HACK_UNSPECIFIED);
  say (s, 0, HI_P, nai, 0); /* no other MAG */
  assert_code (s, HACK_PROHIBITED);
  say (s, 1, HI_P | HI_U, nai, 0); /* no room to buffer */
  assert_code (s, HACK_INSUFFICIENT_RESOURCES);
  say (s, 1, HI_P, "nobody@example.net", 0);
  assert_code (s, HACK_NO_CONTEXT);
  say (s, 1, HI_P, nai, OPTION_VENDOR_SPECIFIC);
  assert_code (s, HACK_NO_CONTEXT);
  scene_free (s);
}

/* De-registered at the LMA: the context is known, but no data comes. */
static void
test_no_forwarding (void)
{
  struct scene *s = scene_new ((struct options){ .mode = "reactive" });

  bul_handle (mag_find (world_mag (s->w, 0), s->mn), BUL_EVENT_DETACH, NULL);
  world_block (s->w, &world_mag (s->w, 0)->entity.address);
  world_run (s->w, T1 + 2 * A);
  world_unblock (s->w, &world_mag (s->w, 0)->entity.address);
  say (s, 1, HI_P | HI_F, s->mn->identifier, 0);
  assert_code (s, HACK_NO_FORWARDING);
  access_leave (s->mn);
  scene_free (s);
}

/* A predicted NMAG without room: 130; then as RFC 5213 has it. */
static void
test_no_room (void)
{
  struct scene *s = scene_new ((struct options){ .mode = "predictive" });

  foresee (s, 1);
  world_run (s->w, T1 + 2 * C);
  assert_code (s, HACK_INSUFFICIENT_RESOURCES);
  g_assert_null (session_at (s, 0, SIDE_PREVIOUS));
  send_data (s, 1);
  world_run (s->w, T1 + SIM_SECOND / 2);
  g_assert_cmpuint (s->w->received, ==, 1);
  move (s, 1);
  world_run (s->w, T1 + SIM_SECOND);
  g_assert_cmpint (mag_find (world_mag (s->w, 1), s->mn)->state, ==,
                   BUL_REGISTERED);
  scene_free (s);
}

/* ---- the LMA ------------------------------------------------------- */

static void
test_anchor_buffer (void)
{
  struct scene *s = scene_new ((struct options){ .mode = "off",
                                                 .buffering = BUFFERING_ANCHOR,
                                                 .packets = 3,
                                                 .notice = true });

  move (s, 1);
  world_run (s->w, T1 + A);
  send_data (s, 5);
  world_run (s->w, T1 + SIM_SECOND);
  g_assert_cmpuint (s->w->received, ==, 3);
  assert_dropped (s->w, BUFFER_FULL, 2);
  scene_free (s);
}

static void
test_anchor_buffer_in_vain (void)
{
  struct scene *s = scene_new ((struct options){ .mode = "off",
                                                 .buffering = BUFFERING_ANCHOR,
                                                 .packets = 3,
                                                 .notice = true });

  send_data (s, 3); /* under way to the LMA when it is told */
  access_leave (s->mn);
  world_run (s->w, LATER);
  assert_dropped (s->w, BUFFER_STALE, 3);
  scene_free (s);
}

/* Copies go to the MAG that the node has left, for the time asked for. */
static void
test_bicasting (void)
{
  struct scene *s
      = scene_new ((struct options){ .mode = "off", .bicasting = SIM_SECOND });

  move (s, 1);
  world_run (s->w, T1 + SIM_SECOND / 2);
  send_data (s, 2);
  world_run (s->w, T1 + 2 * SIM_SECOND);
  g_assert_cmpuint (s->w->received, ==, 2);
  assert_dropped (s->w, NOT_ATTACHED, 2);
  send_data (s, 2);
  world_run (s->w, T1 + 3 * SIM_SECOND);
  g_assert_cmpuint (s->w->received, ==, 4);
  assert_dropped (s->w, NOT_ATTACHED, 2);
  scene_free (s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(name, function) g_test_add_func ("/fast/" name, function)
  CASE ("reactive", test_reactive);
  g_test_add_data_func ("/fast/both-ways-by-the-previous-mag", NULL,
                        test_bidirectional);
  g_test_add_data_func ("/fast/both-ways-while-bicasting", "bicasting",
                        test_bidirectional);
  CASE ("gateway-keeps-up-to-its-bound", test_gateway_buffer);
  CASE ("gateway-gives-up-a-node-nobody-asks-for", test_nobody_asks);
  CASE ("predictive", test_predictive);
  CASE ("buffers-on-request-until-attachment", test_on_attachment);
  CASE ("forwards-on-departure", test_on_departure);
  CASE ("indication-of-the-access-network", test_indication);
  CASE ("wrong-mag-gives-back-what-it-kept", test_wrong_mag);
  CASE ("node-that-stays-loses-nothing", test_stays);
  CASE ("node-that-never-comes-leaves-nothing", test_never_comes);
  CASE ("prediction-that-comes-too-late", test_too_late);
  CASE ("there-and-back", test_ping_pong);
  CASE ("hi-is-sent-again-and-given-up", test_retries);
  CASE ("lost-hack-is-sent-again", test_lost_hack);
  CASE ("codes", test_codes);
  CASE ("no-forwarding-without-a-binding", test_no_forwarding);
  CASE ("no-room-falls-back", test_no_room);
  CASE ("anchor-keeps-up-to-its-bound", test_anchor_buffer);
  CASE ("anchor-gives-up-with-the-binding", test_anchor_buffer_in_vain);
  CASE ("copies-to-the-former-mag", test_bicasting);
#undef CASE
  return g_test_run ();
}
