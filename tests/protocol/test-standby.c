/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A standby takes the place of an LMA or a CMD: signalling and data go to it,
 * whether it has the state or not, and nothing is left where the other was. */
#include "models/invariants.h"
#include "tests/protocol/dmm-world.h"
#include "tests/protocol/world.h"

#define MISSING 2
/* Asked every second, three times in vain: at the fourth. */
#define TAKEOVER (4 * S)

static struct standby_config
standby_at (const char *node, bool synchronised)
{
  return (struct standby_config){ .node = (char *)node,
                                  .heartbeat = { S, MISSING },
                                  .synchronised = synchronised };
}

/* ---- LMA ----------------------------------------------------------- */

/* The star with a standby at its core, and a node at router 0. */
struct scene
{
  struct world *w;
  struct mobile_node *mn;
  struct lma *lma;
  struct node *standby;
};

static struct scene *
scene_new (bool synchronised)
{
  struct domain_config config = world_config ();
  struct scene *s = g_new0 (struct scene, 1);

  s->w = world_new (&config);
  s->w->pmipv6
      = (struct pmipv6_config){ .deregister = true,
                                .binding_hold = true,
                                .handoff_known = true,
                                .has_heartbeat = true,
                                .heartbeat = { S, 10 },
                                .has_standby = true,
                                .standby = standby_at ("core", synchronised) };
  g_assert_true (architecture_pmipv6.check (s->w->domain, &s->w->pmipv6, NULL));
  world_build (s->w, &architecture_pmipv6);
  s->standby = s->w->core;
  s->lma = world_lma (s->w);
  s->mn = world_add_node (s->w, "mn", 1);
  access_enter (s->mn, world_router (s->w, 0));
  world_run (s->w, 10 * S + 500 * MS);
  return s;
}

static void
assert_holds (const struct domain *domain)
{
  GError *error = NULL;

  domain_holds_invariants (domain, &error);
  g_assert_no_error (error);
}

static void
scene_free (struct scene *s)
{
  assert_holds (s->w->domain);
  world_free (s->w);
  g_free (s);
}

/* Nothing comes to the LMA any more, until somebody else is it. */
static void
fail_anchor (struct scene *s)
{
  world_block (s->w, &s->lma->entity.address);
}

static bool
data_passes (struct scene *s)
{
  struct address destination = s->mn->addresses.at[0].address;
  unsigned before = s->w->received;

  world_send_data (s->w, s->w->cn, &s->w->cn->address, &destination);
  world_run (s->w, sim_now (s->w->sim) + 50 * MS);
  return s->w->received > before;
}

static struct bce *
bce_of (struct scene *s)
{
  return lma_node_get (s->lma, s->mn)->entries;
}

static void
test_stands_by (void)
{
  struct scene *s = scene_new (true);

  world_run (s->w, 60 * S);
  g_assert_true (s->lma->entity.node == s->w->anchor);
  g_assert_true (data_passes (s));
  scene_free (s);
}

static void
assert_moved (struct scene *s)
{
  g_assert_true (s->lma->entity.node == s->standby);
  g_assert_cmpuint (node_tunnels (s->w->anchor), ==, 0);
  g_assert_true (network_anchor (s->w->sim->network, &s->lma->entity.address)
                 == s->standby);
}

/* With the state: the data plane moves with it, nobody registers. */
static void
test_synchronised (void)
{
  struct scene *s = scene_new (true);
  unsigned sent = world_count (s->w, "PBU");
  struct prefix hnp = bce_of (s)->prefixes[0];

  fail_anchor (s);
  world_run (s->w, 10 * S + TAKEOVER - 1);
  g_assert_true (s->lma->entity.node == s->w->anchor);
  world_run (s->w, 10 * S + TAKEOVER);
  assert_moved (s);
  g_assert_cmpuint (node_tunnels (s->standby), ==, 1);
  g_assert_true (data_passes (s));
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, sent);
  access_move (s->mn, world_router (s->w, 1)); /* and it goes on */
  world_run (s->w, 20 * S);
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_true (prefix_equal (&bce_of (s)->prefixes[0], &hnp));
  g_assert_true (data_passes (s));
  scene_free (s);
}

/* Without: it says that it has lost all, and MAGs register their nodes. */
static void
test_not_synchronised (void)
{
  struct scene *s = scene_new (false);
  struct prefix hnp = bce_of (s)->prefixes[0];

  fail_anchor (s);
  world_run (s->w, 10 * S + TAKEOVER);
  assert_moved (s);
  g_assert_null (bce_of (s));
  g_assert_cmpuint (node_tunnels (s->standby), ==, 0);
  world_run (s->w, 10 * S + TAKEOVER + 100 * MS);
  g_assert_true (prefix_equal (&bce_of (s)->prefixes[0], &hnp));
  g_assert_true (data_passes (s));
  scene_free (s);
}

/* A new node's prefix is of the standby's own block, and goes there. */
static void
test_new_nodes (void)
{
  struct scene *s = scene_new (true);

  fail_anchor (s);
  world_run (s->w, 10 * S + TAKEOVER);
  s->mn = world_add_node (s->w, "late", 1);
  access_enter (s->mn, world_router (s->w, 2));
  world_run (s->w, 20 * S);
  g_assert_true (data_passes (s));
  access_leave (s->mn);
  world_run (s->w, 60 * S);
  g_assert_null (bce_of (s));
  scene_free (s);
}

/* ---- CMD ----------------------------------------------------------- */

static void
test_cmd (gconstpointer data)
{
  bool synchronised = GPOINTER_TO_INT (data);
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct dmm_world *w;
  struct mobile_node *mn;
  struct address cmd;

  config.has_heartbeat = true;
  config.heartbeat = (struct heartbeat_config){ S, 10 };
  config.has_standby = true;
  config.standby = standby_at ("r0", synchronised); /* the core */
  w = dmm_star_new (&domain, &config, 3);
  cmd = dmm_world_cmd (w);
  mn = dmm_world_walk (w, 2);
  dmm_block (w, &cmd);
  dmm_world_run (w, sim_now (w->sim) + TAKEOVER + S);
  g_assert_true (dmm_world_bce (mn)->cmd->entity.node
                 == dmm_world_router (w, 0));
  g_assert_cmpuint (dmm_world_bce (mn)->cmd->restarts, ==, !synchronised);
  g_assert_cmpuint (dmm_world_bce (mn)->previous->len, ==, 1);
  dmm_world_go (w, mn, 2);
  dmm_world_run (w, sim_now (w->sim) + S);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (w, mn, 2)), ==, 2);
  assert_holds (w->domain);
  dmm_world_free (w);
}

/* ---- who cannot ---------------------------------------------------- */

static void
test_refused (void)
{
  static const char *const nodes[] = { "anchor", "ar0", "cn" };
  struct domain_config config = world_config ();
  struct world *w = world_new (&config);
  struct pmipv6_config pmipv6 = { .has_standby = true };

  g_ptr_array_add (w->domain->correspondents, w->cn);
  for (size_t i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      GError *error = NULL;

      pmipv6.standby = standby_at (nodes[i], true);
      g_assert_false (architecture_pmipv6.check (w->domain, &pmipv6, &error));
      g_assert_true (g_str_has_prefix (error->message, "standby/node:"));
      g_error_free (error);
    }
  world_build (w, &architecture_pmipv6);
  world_free (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/standby/waits", test_stands_by);
  g_test_add_func ("/standby/synchronised-nobody-registers", test_synchronised);
  g_test_add_func ("/standby/not-synchronised-all-register",
                   test_not_synchronised);
  g_test_add_func ("/standby/new-nodes-are-its-own", test_new_nodes);
  g_test_add_data_func ("/standby/cmd/synchronised", GINT_TO_POINTER (true),
                        test_cmd);
  g_test_add_data_func ("/standby/cmd/not-synchronised",
                        GINT_TO_POINTER (false), test_cmd);
  g_test_add_func ("/standby/refused-where-addresses-cannot-move",
                   test_refused);
  return g_test_run ();
}
