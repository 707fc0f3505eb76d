/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a previous MAAR gives its prefix up: with the last flow on it, after a
 * lifetime, or with the session. */
#include "tests/protocol/dmm-world.h"

#define STAY (10 * S)

static struct dmm_world *
world_with (enum dmm_mode mode, enum dmm_release release, unsigned n)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();

  config.mode = mode;
  config.release = release;
  return dmm_star_new (&domain, &config, n);
}

/* Ten seconds at each of routers @from .. @to. */
static void
walk (struct dmm_world *w, struct mobile_node *mn, unsigned from, unsigned to)
{
  for (unsigned i = from; i <= to; i++)
    {
      dmm_world_go (w, mn, i);
      dmm_world_run (w, (i + 1) * STAY);
    }
}

static struct node *
site (struct dmm_world *w, unsigned i)
{
  return network_node (w->sim->network, i + 1);
}

/* ---- flow ---------------------------------------------------------- */

/* Nobody uses the old prefix: nobody is updated, k = 0, two messages. */
static void
test_unused (gconstpointer mode)
{
  struct dmm_world *w
      = world_with (GPOINTER_TO_INT (mode), DMM_RELEASE_FLOW, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");

  walk (w, mn, 0, 2);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 0);
  g_assert_cmpuint (dmm_count (w, NULL, mn->handover->id), ==, 2);
  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 0);
  g_assert_cmpuint (dmm_previous (w), ==, 0);
  dmm_world_run (w, 200 * S);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_GONE);
  g_assert_cmpint (dmm_world_state (w, mn, 1), ==, MAAR_GONE);
  g_assert_cmpuint (mn->addresses.len, ==, 1);
  dmm_world_free (w);
}

/* The flow began at the first MAAR: that one is updated at every handover, the
 * one between is not, and the flow's end frees all without a message. */
static void
test_last_flow (gconstpointer mode)
{
  struct dmm_world *w
      = world_with (GPOINTER_TO_INT (mode), DMM_RELEASE_FLOW, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct address m0 = dmm_world_address (w, 0);
  struct trace_state cmd;
  unsigned before;

  dmm_world_flow (w, mn, S, 3 * STAY + 5 * S);
  walk (w, mn, 0, 2);
  g_assert_cmpuint (mn->handover->previous_anchors, ==, 1);
  g_assert_cmpuint (dmm_count (w, NULL, mn->handover->id), ==, 4);
  g_assert_nonnull (cmd_find_previous (dmm_world_bce (mn), &m0));
  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 1);
  g_assert_cmpuint (dmm_previous (w), ==, 1);
  cmd = dmm_state (w, w->domain->controller, ROLE_CMD);
  g_assert_cmpuint (cmd.entries, ==, 2);
  g_assert_cmpuint (cmd.stale, ==, 1);
  before = dmm_count (w, NULL, TRANSACTION_NONE);
  dmm_world_run (w, 3 * STAY + 6 * S);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_GONE);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 2)), ==, 0);
  g_assert_cmpuint (node_tunnels (site (w, 0)), ==, 0);
  g_assert_cmpuint (node_tunnels (site (w, 2)), ==, 0);
  g_assert_cmpuint (dmm_previous (w), ==, 0);
  g_assert_cmpuint (dmm_count (w, NULL, TRANSACTION_NONE), ==, before);
  g_assert_cmpuint (dmm_state (w, site (w, 0), ROLE_MAAR).entries, ==, 0);
  dmm_world_run (w, 70 * S);
  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 0);
  dmm_world_free (w);
}

/* A flow per stay: k and K count each, 2 + 2 k messages. */
static void
test_every_prefix_used (void)
{
  struct dmm_world *w = world_with (DMM_RELAY, DMM_RELEASE_FLOW, 5);
  struct mobile_node *mn = dmm_world_node (w, "mn");

  for (unsigned i = 0; i < 5; i++)
    dmm_world_flow (w, mn, i * STAY + S, 100 * S);
  for (unsigned i = 0; i < 5; i++)
    {
      walk (w, mn, i, i);
      g_assert_cmpuint (mn->handover->previous_anchors, ==, i);
      g_assert_cmpuint (dmm_count (w, NULL, mn->handover->id), ==, 2 + 2 * i);
      g_assert_cmpuint (dmm_previous (w), ==, i);
    }
  dmm_world_free (w);
}

static void
hear_flow (struct sim *sim G_GNUC_UNUSED, const void *record G_GNUC_UNUSED,
           void *data)
{
  ++*(unsigned *)data;
}

/* The flow begins when the node is at the new MAAR, which has sent its PBU, but
 * has not been told of the new prefix: it takes the old one, and must live. */
static void
test_flow_in_the_gap (gconstpointer mode)
{
  struct dmm_world *w
      = world_with (GPOINTER_TO_INT (mode), DMM_RELEASE_FLOW, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  unsigned received = 0;

  trace_listen (w->sim->trace, TRACE_FLOW_RECEIVED, hear_flow, &received);
  dmm_world_flow (w, mn, STAY + STAR_L2 + 5 * MS, 100 * S);
  walk (w, mn, 0, 1);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_PREVIOUS);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 1)), ==, 1);
  g_assert_cmpuint (dmm_previous (w), ==, 1);
  g_assert_cmpuint (received, >, 490);
  dmm_world_free (w);
}

/* The last flow ends while the PBU to its anchor is under way. */
static void
test_flow_ends_during_update (gconstpointer mode)
{
  struct dmm_world *w
      = world_with (GPOINTER_TO_INT (mode), DMM_RELEASE_FLOW, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");

  dmm_world_flow (w, mn, S, STAY + STAR_L2 + STAR_A + 2 * MS);
  walk (w, mn, 0, 1);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_GONE);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 1)), ==, 0);
  g_assert_cmpuint (dmm_previous (w), ==, 0);
  g_assert_cmpuint (node_tunnels (site (w, 1)), ==, 0);
  dmm_world_free (w);
}

/* ---- lifetime ------------------------------------------------------ */

/* Constant residence T = 10 s and V = 20 s: never more than V / T previous
 * MAARs, each de-registered V after the first PBU with Serving MAAR.  That
 * falls into the next handover but one, at the very instant of its update. */
static void
test_lifetime (gconstpointer mode)
{
  struct dmm_world *w
      = world_with (GPOINTER_TO_INT (mode), DMM_RELEASE_LIFETIME, 6);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct address cmd = dmm_world_cmd (w), m0 = dmm_world_address (w, 0);
  struct mh_message m;

  walk (w, mn, 0, 2);
  g_assert_cmpuint (dmm_previous (w), ==, 2);
  walk (w, mn, 3, 3);
  g_assert_cmpint (dmm_last (w, "PBU", &m0, &cmd, &m)->at, ==,
                   STAY + STAR_L2 + 2 * STAR_A + w->config.prefix_lifetime);
  g_assert_cmpuint (m.bu.lifetime, ==, 0);
  dmm_last (w, "PBA", &cmd, &m0, &m);
  g_assert_cmpuint (m.ba.lifetime, ==, 0);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_DEREGISTRATION), ==, 2);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_GONE);
  g_assert_cmpuint (dmm_previous (w), ==, 2);
  walk (w, mn, 4, 5);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (mn->handover->previous_anchors, >=, 2);
  g_assert_cmpuint (dmm_previous (w), ==, 2);
  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 2);
  dmm_world_run (w, 200 * S);
  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 0);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 5)), ==, 0);
  g_assert_cmpuint (dmm_previous (w), ==, 0);
  dmm_world_free (w);
}

/* V = 25 s is no multiple of T: 1 + floor (V / T) right after a handover, one
 * less before the next (doc/closed-forms.md 4). */
static void
test_lifetime_count (gconstpointer mode)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct mobile_node *mn;
  struct dmm_world *w;

  config.mode = GPOINTER_TO_INT (mode);
  config.release = DMM_RELEASE_LIFETIME;
  config.prefix_lifetime = 25 * S;
  w = dmm_star_new (&domain, &config, 8);
  mn = dmm_world_node (w, "mn");
  walk (w, mn, 0, 2);
  for (unsigned i = 3; i < 8; i++)
    {
      dmm_world_go (w, mn, i);
      dmm_world_run (w, i * STAY + S);
      g_assert_cmpuint (mn->handover->previous_anchors, ==, 3);
      g_assert_cmpuint (dmm_previous (w), ==, 3);
      dmm_world_run (w, (i + 1) * STAY);
      g_assert_cmpuint (dmm_previous (w), ==, 2);
    }
  dmm_world_free (w);
}

/* Back in time, the prefix lives on; the next departure counts anew. */
static void
test_lifetime_return (void)
{
  struct dmm_world *w = world_with (DMM_RELAY, DMM_RELEASE_LIFETIME, 3);
  struct mobile_node *mn = dmm_world_node (w, "mn");

  walk (w, mn, 0, 1);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 35 * S);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_SERVING);
  g_assert_cmpint (dmm_world_state (w, mn, 1), ==, MAAR_PREVIOUS);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_DEREGISTRATION), ==, 0);
  dmm_world_run (w, 41 * S);
  g_assert_cmpint (dmm_world_state (w, mn, 1), ==, MAAR_GONE);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_SERVING);
  g_assert_cmpuint (dmm_count_class (w, SIGNALING_DEREGISTRATION), ==, 2);
  dmm_world_free (w);
}

/* The de-registration is lost for a while; a handover comes between. */
static void
test_lifetime_lost (void)
{
  struct dmm_world *w = world_with (DMM_RELAY, DMM_RELEASE_LIFETIME, 4);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct address m0 = dmm_world_address (w, 0);

  walk (w, mn, 0, 2);
  dmm_block (w, &m0);
  dmm_world_run (w, 30 * S + 500 * MS);
  dmm_world_go (w, mn, 3);
  dmm_world_run (w, 31 * S);
  dmm_unblock (w, &m0);
  dmm_world_run (w, 36 * S);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_GONE);
  g_assert_null (cmd_find_previous (dmm_world_bce (mn), &m0));
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  dmm_world_free (w);
}

/* ---- registered ---------------------------------------------------- */

static void
test_registered (gconstpointer mode)
{
  struct dmm_world *w
      = world_with (GPOINTER_TO_INT (mode), DMM_RELEASE_REGISTERED, 5);
  struct mobile_node *mn = dmm_world_node (w, "mn");

  dmm_world_flow (w, mn, S, 2 * S);
  for (unsigned i = 0; i < 5; i++)
    {
      walk (w, mn, i, i);
      g_assert_cmpuint (mn->handover->previous_anchors, ==, i);
      g_assert_cmpuint (dmm_previous (w), ==, i);
    }
  dmm_world_run (w, 300 * S);
  g_assert_cmpuint (dmm_previous (w), ==, 4);
  g_assert_cmpuint (dmm_state (w, site (w, 4), ROLE_MAAR).entries, ==, 5);
  g_assert_cmpuint (dmm_state (w, site (w, 4), ROLE_MAAR).stale, ==, 5);
  dmm_world_free (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_per_mode ("/dmm/release/flow/unused-prefix-is-not-updated", test_unused);
  add_per_mode ("/dmm/release/flow/ends-with-the-last-flow", test_last_flow);
  g_test_add_func ("/dmm/release/flow/every-prefix-used",
                   test_every_prefix_used);
  add_per_mode ("/dmm/release/flow/begun-during-the-handover",
                test_flow_in_the_gap);
  add_per_mode ("/dmm/release/flow/ended-during-the-update",
                test_flow_ends_during_update);
  add_per_mode ("/dmm/release/lifetime/deregisters-after-v", test_lifetime);
  add_per_mode ("/dmm/release/lifetime/model-l", test_lifetime_count);
  g_test_add_func ("/dmm/release/lifetime/return-in-time",
                   test_lifetime_return);
  g_test_add_func ("/dmm/release/lifetime/lost-deregistration",
                   test_lifetime_lost);
  add_per_mode ("/dmm/release/registered/stays", test_registered);
  return g_test_run ();
}
