/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A node with an anchor at each access router in dialogue: one binding per
 * anchor, release, return, loss (dmm-host). */
#include "models/host/host_node.h"
#include "models/mipv6/ha.h"
#include "tests/protocol/world.h"

#define EXTENSION_SIZE 24

/* One way from the node to the anchor at another near access router. */
#define WAY (WORLD_RADIO_DELAY + 2 * WORLD_ACCESS_DELAY)

struct scene
{
  struct world *w;
  struct dmm_host_config config;
  struct mobile_node *mn;
  unsigned at_cn; /* data packets at the correspondent */
};

/* ---- the scene ----------------------------------------------------- */

static void
take_at_cn (struct node *node, struct packet *p, void *data)
{
  ++*(unsigned *)data;
  packet_deliver (node, p);
}

static void
scene_init (struct scene *s, int release)
{
  const struct domain_config config = world_config ();

  *s = (struct scene){ .w = world_new (&config),
                       .config = { .release = release,
                                   .prefix_lifetime = 20 * SIM_SECOND } };
  node_set_handler (s->w->cn, NEXT_UDP, take_at_cn, &s->at_cn);
  domain_build (s->w->domain, &architecture_dmm_host, &s->config);
  s->mn = world_add_node (s->w, "mn", 1);
}

static void
scene_clear (struct scene *s)
{
  world_free (s->w);
}

static void
run_for (struct scene *s, sim_time time)
{
  world_run (s->w, sim_now (s->w->sim) + time);
}

/* To router @i, and half a second. */
static void
go (struct scene *s, unsigned i)
{
  if (s->mn->entity)
    access_move (s->mn, world_router (s->w, i));
  else
    access_enter (s->mn, world_router (s->w, i));
  run_for (s, SIM_SECOND / 2);
}

static struct home_link *
link_of (struct scene *s, unsigned i)
{
  struct host_router *router = world_router (s->w, i)->entity;

  return &router->link;
}

/* What the node has of router @i. */
static struct host_anchor *
anchor_of (struct scene *s, unsigned i)
{
  return host_node_find (s->mn->entity, &link_of (s, i)->prefix);
}

static enum registration_state
state_of (struct scene *s, unsigned i)
{
  return anchor_of (s, i)->registration.state;
}

/* What router @i has of the node, or NULL. */
static struct ha_entry *
entry_of (struct scene *s, unsigned i)
{
  return ha_find (home_link_agent (link_of (s, i), 0), s->mn);
}

/* A flow on the address that is from router @i begins (1) or ends (-1). */
static void
flow (struct scene *s, unsigned i, int change)
{
  host_node_count_flow (s->mn->entity, &link_of (s, i)->prefix, change);
}

/* To each of the routers 0 to @last, with a flow at each. */
static void
wander (struct scene *s, unsigned last)
{
  for (unsigned i = 0; i <= last; i++)
    {
      go (s, i);
      flow (s, i, 1);
    }
}

static void
read_message (struct scene *s, const char *name, unsigned nth,
              struct mh_message *message)
{
  const struct signal *signal = world_sent (s->w, name, nth);
  size_t at = signal->octets[0] == NEXT_MH ? EXTENSION_SIZE : 0;

  g_assert_cmpint (
      mh_decode (signal->octets + at, signal->n - at, NULL, NULL, message), ==,
      MH_OK);
}

static uint32_t
previous (const struct scene *s)
{
  unsigned n = world_marks (s->w, TRACE_PREVIOUS_ANCHORS);

  return n == 0 ? 0 : world_mark (s->w, TRACE_PREVIOUS_ANCHORS, n - 1)->count;
}

/* One data packet each way on the address from router @i, both arrive. */
static void
assert_connected (struct scene *s, unsigned i)
{
  const struct address *home = &anchor_of (s, i)->entity.address;
  unsigned down = s->w->received, up = s->at_cn;

  world_send_data (s->w, s->w->cn, &s->w->cn->address, home);
  world_send_data (s->w, s->mn->node, home, &s->w->cn->address);
  run_for (s, SIM_SECOND / 4);
  g_assert_cmpuint (s->w->received, ==, down + 1);
  g_assert_cmpuint (s->at_cn, ==, up + 1);
}

/* ---- registrations ------------------------------------------------- */

static void
test_one_binding_per_anchor (void)
{
  struct scene s;
  struct mh_message bu;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 2);
  g_assert_cmpuint (world_count (s.w, "BU"), ==, 1 + 2);
  g_assert_cmpuint (world_count (s.w, "BA"), ==, 1 + 2);
  for (unsigned i = 0; i < 2; i++)
    {
      const struct signal *sent = world_sent (s.w, "BU", 1 + i);
      const struct address *care_of = &anchor_of (&s, 2)->entity.address;

      read_message (&s, "BU", 1 + i, &bu);
      g_assert_cmpuint (bu.bu.flags, ==, BU_A | BU_H | BU_L);
      g_assert_true (address_equal (&sent->source, care_of));
      g_assert_true (address_equal (&sent->destination,
                                    &world_router (s.w, i)->node->address));
      g_assert_cmpint (state_of (&s, i), ==, REGISTRATION_REGISTERED);
      g_assert_true (address_equal (&entry_of (&s, i)->care_of, care_of));
    }
  g_assert_cmpint (state_of (&s, 2), ==, REGISTRATION_HOME);
  g_assert_null (entry_of (&s, 2));
  g_assert_cmpuint (previous (&s), ==, 2);
  g_assert_cmpuint (s.mn->handover->previous_anchors, ==, 2);
  g_assert_cmpint (s.mn->handover->t_ready - s.mn->handover->t_trigger, ==,
                   WORLD_RADIO_DELAY + 2 * WAY);
  for (unsigned i = 0; i <= 2; i++)
    assert_connected (&s, i);
  scene_clear (&s);
}

/* No flow, no binding. */
static void
test_registers_what_is_used (void)
{
  struct scene s;

  scene_init (&s, DMM_RELEASE_FLOW);
  go (&s, 0);
  go (&s, 1);
  g_assert_cmpuint (world_count (s.w, "BU"), ==, 0);
  g_assert_cmpint (s.mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (s.mn->handover->previous_anchors, ==, 0);
  flow (&s, 1, 1);
  go (&s, 2);
  g_assert_cmpuint (world_count (s.w, "BU"), ==, 1);
  flow (&s, 0, 1); /* an address that nothing kept */
  run_for (&s, SIM_SECOND / 2);
  g_assert_cmpuint (world_count (s.w, "BU"), ==, 2);
  assert_connected (&s, 0);
  g_assert_cmpuint (previous (&s), ==, 2);
  scene_clear (&s);
}

/* RFC 6724: the one of the link. */
static void
test_new_flows_take_the_nearest (void)
{
  struct scene s;

  scene_init (&s, DMM_RELEASE_FLOW);
  for (unsigned i = 0; i < 3; i++)
    {
      const struct mn_address *a;

      go (&s, i);
      flow (&s, i, 1);
      a = access_select_address (s.mn, &s.w->cn->address);
      g_assert_true (
          address_equal (&a->address, &anchor_of (&s, i)->entity.address));
    }
  scene_clear (&s);
}

static void
test_refreshes_each (void)
{
  struct scene s;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 2);
  run_for (&s, 100 * SIM_SECOND);
  g_assert_cmpuint (world_count (s.w, "BU"), ==, 3 + 2 * 3); /* every 30 s */
  for (unsigned i = 0; i < 2; i++)
    g_assert_cmpint (entry_of (&s, i)->state, ==, HA_ACTIVE);
  scene_clear (&s);
}

static void
test_signs (void)
{
  struct scene s;
  struct mh_message message;

  scene_init (&s, DMM_RELEASE_FLOW);
  s.config.ha.authentication = AUTHENTICATION_MN_HA;
  wander (&s, 1);
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_REGISTERED);
  read_message (&s, "BU", 0, &message);
  g_assert_nonnull (mh_find (&message, OPTION_MESSAGE_AUTHENTICATION, 0));
  read_message (&s, "BA", 0, &message);
  g_assert_nonnull (mh_find (&message, OPTION_MESSAGE_AUTHENTICATION, 0));
  scene_clear (&s);
}

/* ---- addresses ----------------------------------------------------- */

/* A new address is verified, one that its anchor has defended is not. */
static void
test_verifies_new_addresses (void)
{
  struct scene s;

  scene_init (&s, DMM_RELEASE_FLOW);
  s.config.configuration.addressing = ADDRESSING_DAD;
  go (&s, 0);
  run_for (&s, SIM_SECOND);
  flow (&s, 0, 1);
  go (&s, 1);
  g_assert_cmpuint (world_count (s.w, "BU"), ==, 0);
  run_for (&s, SIM_SECOND);
  g_assert_cmpuint (world_count (s.w, "NS"), ==, 2);
  g_assert_cmpint (world_sent (s.w, "BU", 0)->at, ==,
                   s.mn->handover->t_ra + DAD_TIME);
  go (&s, 0);
  g_assert_cmpint (world_sent (s.w, "BU", 1)->at, ==, s.mn->handover->t_ra);
  g_assert_cmpuint (world_count (s.w, "NS"), ==, 2);
  scene_clear (&s);
}

/* ---- release ------------------------------------------------------- */

static void
assert_released (struct scene *s, unsigned i, unsigned nth)
{
  struct mh_message bu;

  read_message (s, "BU", nth, &bu);
  g_assert_cmpuint (bu.bu.lifetime, ==, 0);
  g_assert_cmpint (state_of (s, i), ==, REGISTRATION_UNREGISTERED);
  g_assert_cmpint (entry_of (s, i)->state, ==, HA_INVALID);
}

static void
test_releases_with_last_flow (void)
{
  struct scene s;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 2);
  flow (&s, 0, 1);
  flow (&s, 0, -1);
  run_for (&s, SIM_SECOND);
  g_assert_cmpuint (world_count (s.w, "BU"), ==, 3);
  flow (&s, 0, -1);
  run_for (&s, SIM_SECOND);
  g_assert_cmpuint (world_count (s.w, "BU"), ==, 4);
  assert_released (&s, 0, 3);
  g_assert_cmpuint (previous (&s), ==, 1);
  assert_connected (&s, 1);
  g_assert_cmpuint (node_tunnels (world_router (s.w, 0)->node), ==, 0);
  scene_clear (&s);
}

/* The flow ends while there is no link: the anchor hears of it from the next
 * one. */
static void
test_releases_from_next_link (void)
{
  struct scene s;
  const struct signal *bu;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 1);
  access_move (s.mn, world_router (s.w, 2));
  run_for (&s, 10 * SIM_MILLISECOND);
  g_assert_null (s.mn->router);
  flow (&s, 0, -1);
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_RELEASING);
  run_for (&s, SIM_SECOND / 2);
  assert_released (&s, 0, 1);
  bu = world_sent (s.w, "BU", 1);
  g_assert_true (
      address_equal (&bu->source, &anchor_of (&s, 2)->entity.address));
  g_assert_cmpint (state_of (&s, 1), ==, REGISTRATION_REGISTERED);
  g_assert_cmpuint (s.mn->handover->previous_anchors, ==, 1);
  scene_clear (&s);
}

/* A release that nobody answers ends with the lifetime. */
static void
test_release_without_answer (void)
{
  struct scene s;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 1);
  world_block (s.w, &world_router (s.w, 0)->node->address);
  flow (&s, 0, -1);
  run_for (&s, 50 * SIM_SECOND);
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_RELEASING);
  run_for (&s, 10 * SIM_SECOND);
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_UNREGISTERED);
  scene_clear (&s);
}

static void
test_releases_after_lifetime (void)
{
  struct scene s;
  sim_time left;

  scene_init (&s, DMM_RELEASE_LIFETIME);
  go (&s, 0);
  go (&s, 1);
  left = s.mn->handover->t_ra;
  run_for (&s, 15 * SIM_SECOND);
  g_assert_cmpuint (world_count (s.w, "BU"), ==, 1);
  run_for (&s, 10 * SIM_SECOND);
  assert_released (&s, 0, 1);
  g_assert_cmpint (world_sent (s.w, "BU", 1)->at, ==, left + 20 * SIM_SECOND);
  g_assert_cmpuint (previous (&s), ==, 0);
  scene_clear (&s);
}

static void
test_keeps_what_is_registered (void)
{
  struct scene s;

  scene_init (&s, DMM_RELEASE_REGISTERED);
  go (&s, 0);
  go (&s, 1);
  go (&s, 2);
  g_assert_cmpuint (previous (&s), ==, 2);
  run_for (&s, 200 * SIM_SECOND);
  g_assert_cmpuint (previous (&s), ==, 2);
  access_leave (s.mn);
  run_for (&s, SIM_SECOND);
  g_assert_cmpuint (previous (&s), ==, 0);
  access_enter (s.mn, world_router (s.w, 1));
  run_for (&s, SIM_SECOND);
  g_assert_cmpuint (previous (&s), ==, 0);
  scene_clear (&s);
}

/* ---- home again ---------------------------------------------------- */

/* At an earlier anchor the node is at home, and away from the others. */
static void
test_returns (void)
{
  struct scene s;
  struct mh_message bu;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 1);
  go (&s, 0);
  g_assert_cmpuint (world_count (s.w, "BU"), ==, 1 + 2);
  read_message (&s, "BU", 1, &bu);
  g_assert_cmpuint (bu.bu.lifetime, ==, 0);
  g_assert_true (address_equal (&world_sent (s.w, "BU", 1)->source,
                                &anchor_of (&s, 0)->entity.address));
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_HOME);
  g_assert_cmpint (state_of (&s, 1), ==, REGISTRATION_REGISTERED);
  g_assert_cmpuint (previous (&s), ==, 1);
  g_assert_cmpuint (s.mn->handover->previous_anchors, ==, 1);
  assert_connected (&s, 0);
  assert_connected (&s, 1);
  g_assert_cmpuint (node_tunnels (world_router (s.w, 0)->node), ==, 0);
  scene_clear (&s);
}

/* To and fro ten times: no state is left behind. */
static void
test_returns_again_and_again (void)
{
  struct scene s;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 1);
  for (unsigned i = 0; i < 10; i++)
    {
      go (&s, i % 2);
      assert_connected (&s, 0);
      assert_connected (&s, 1);
      g_assert_cmpuint (previous (&s), ==, 1);
      for (unsigned router = 0; router < 2; router++)
        g_assert_cmpuint (node_tunnels (world_router (s.w, router)->node), ==,
                          router != i % 2);
    }
  scene_clear (&s);
}

/* ---- on the way ---------------------------------------------------- */

/* What comes for the old care-of address is for a home address of the router
 * just left, which forwards it once it knows of the new link. */
static void
test_left_anchor_forwards (void)
{
  struct scene s;
  struct address old;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 1);
  world_block (s.w, &world_router (s.w, 0)->node->address);
  old = anchor_of (&s, 1)->entity.address;
  go (&s, 2);
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_REGISTERING);
  g_assert_cmpint (state_of (&s, 1), ==, REGISTRATION_REGISTERED);
  g_assert_true (address_equal (&entry_of (&s, 0)->care_of, &old));
  world_unblock (s.w, &world_router (s.w, 0)->node->address);
  world_send_data (s.w, s.w->cn, &s.w->cn->address,
                   &anchor_of (&s, 0)->entity.address);
  run_for (&s, SIM_SECOND / 4);
  g_assert_cmpuint (s.w->received, ==, 1);
  scene_clear (&s);
}

/* One anchor that does not answer holds up no other. */
static void
test_lost_updates (void)
{
  static const double gaps[] = { 1.5, 3, 6 };
  struct scene s;
  unsigned n = 0;
  sim_time last = 0;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 1);
  world_block (s.w, &world_router (s.w, 1)->node->address);
  go (&s, 2);
  assert_connected (&s, 0);
  run_for (&s, 12 * SIM_SECOND);
  for (unsigned i = 1; i < world_count (s.w, "BU"); i++)
    {
      const struct signal *bu = world_sent (s.w, "BU", i);

      if (!address_equal (&bu->destination,
                          &world_router (s.w, 1)->node->address))
        continue;
      if (n > 0)
        g_assert_cmpint (bu->at - last, ==,
                         sim_time_from_seconds (gaps[n - 1]));
      last = bu->at;
      n++;
    }
  g_assert_cmpuint (n, ==, 1 + G_N_ELEMENTS (gaps));
  g_assert_cmpint (s.mn->handover->outcome, ==, HANDOVER_PENDING);
  world_unblock (s.w, &world_router (s.w, 1)->node->address);
  run_for (&s, 10 * SIM_SECOND);
  assert_connected (&s, 1);
  g_assert_cmpint (s.mn->handover->outcome, ==, HANDOVER_COMPLETED);
  scene_clear (&s);
}

static void
test_lost_acknowledgement (void)
{
  struct scene s;
  struct address care_of;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 0);
  go (&s, 1);
  care_of = anchor_of (&s, 1)->entity.address;
  go (&s, 2);
  world_block (s.w, &care_of);
  go (&s, 1);
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_REGISTERING);
  g_assert_cmpint (entry_of (&s, 0)->state, ==, HA_ACTIVE);
  world_unblock (s.w, &care_of);
  run_for (&s, SIM_SECOND);
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_REGISTERED);
  g_assert_cmpuint (home_link_agent (link_of (&s, 0), 0)->count.entries, ==, 1);
  assert_connected (&s, 0);
  scene_clear (&s);
}

/* ---- refusals ------------------------------------------------------ */

/* 130: no service for that address here; tried again from the next link. */
static void
test_refused (void)
{
  struct scene s;
  struct mobile_node *other;
  struct mh_message ba;

  scene_init (&s, DMM_RELEASE_REGISTERED);
  s.config.ha.capacity = 1;
  other = world_add_node (s.w, "other", 1);
  access_enter (other, world_router (s.w, 0));
  run_for (&s, SIM_SECOND);
  access_move (other, world_router (s.w, 3));
  run_for (&s, SIM_SECOND);
  go (&s, 0);
  go (&s, 1);
  read_message (&s, "BA", world_count (s.w, "BA") - 1, &ba);
  g_assert_cmpuint (ba.ba.status, ==, STATUS_INSUFFICIENT_RESOURCES);
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_UNREGISTERED);
  g_assert_cmpint (s.mn->handover->outcome, ==, HANDOVER_FAILED);
  g_assert_cmpuint (previous (&s), ==, 0);
  s.config.ha.capacity = 0;
  go (&s, 2);
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_REGISTERED);
  g_assert_cmpint (state_of (&s, 1), ==, REGISTRATION_REGISTERED);
  scene_clear (&s);
}

/* 133: the binding that is to be released is over already. */
static void
test_released_already (void)
{
  struct scene s;
  struct mh_message ba;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 1);
  ha_entry_release (entry_of (&s, 0), TRANSACTION_NONE);
  flow (&s, 0, -1);
  run_for (&s, SIM_SECOND);
  read_message (&s, "BA", world_count (s.w, "BA") - 1, &ba);
  g_assert_cmpuint (ba.ba.status, ==, STATUS_NOT_HOME_AGENT);
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_UNREGISTERED);
  scene_clear (&s);
}

/* 135: the number it names is where the node goes on from. */
static void
test_corrects_order (void)
{
  struct scene s;

  scene_init (&s, DMM_RELEASE_FLOW);
  wander (&s, 1);
  entry_of (&s, 0)->order.sequence = 1000;
  go (&s, 2);
  g_assert_cmpint (state_of (&s, 0), ==, REGISTRATION_REGISTERED);
  g_assert_cmpuint (anchor_of (&s, 0)->registration.sequence, ==, 1001);
  scene_clear (&s);
}

#define CASE(name, function) g_test_add_func ("/dmm-host/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("one-binding-per-anchor", test_one_binding_per_anchor);
  CASE ("registers-what-is-used", test_registers_what_is_used);
  CASE ("new-flows-take-the-nearest", test_new_flows_take_the_nearest);
  CASE ("refreshes-each", test_refreshes_each);
  CASE ("signs", test_signs);
  CASE ("verifies-new-addresses", test_verifies_new_addresses);
  CASE ("releases-with-last-flow", test_releases_with_last_flow);
  CASE ("releases-from-next-link", test_releases_from_next_link);
  CASE ("release-without-answer", test_release_without_answer);
  CASE ("releases-after-lifetime", test_releases_after_lifetime);
  CASE ("keeps-what-is-registered", test_keeps_what_is_registered);
  CASE ("returns", test_returns);
  CASE ("returns-again-and-again", test_returns_again_and_again);
  CASE ("left-anchor-forwards", test_left_anchor_forwards);
  CASE ("lost-updates", test_lost_updates);
  CASE ("lost-acknowledgement", test_lost_acknowledgement);
  CASE ("refused", test_refused);
  CASE ("released-already", test_released_already);
  CASE ("corrects-order", test_corrects_order);
  return g_test_run ();
}
