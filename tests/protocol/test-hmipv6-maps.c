/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where MAPs stand that nobody placed, and which one a node takes (RFC 5380 7,
 * 9). */
#include "models/hmipv6/selection.h"
#include "models/sites.h"
#include "tests/protocol/common.h"

/* ---- placement ----------------------------------------------------- */

struct plan
{
  struct sim *sim;
  struct domain *domain;
};

static struct plan
plan_new (void)
{
  struct domain_config config = common_config ();
  struct plan plan = { .sim = sim_new (1, 0) };

  plan.domain = domain_new (plan.sim, &config);
  return plan;
}

static void
plan_free (struct plan *plan)
{
  domain_free (plan->domain);
  sim_free (plan->sim);
}

static struct node *
plan_router (struct plan *plan, const char *name, bool access)
{
  struct node *node = network_add_router (plan->sim->network, name);

  if (access)
    domain_add_access_router (plan->domain, node);
  return node;
}

/* @n access routers a0, a1, ... in a row. */
static void
plan_row (struct plan *plan, unsigned n)
{
  struct node *last = NULL;

  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("a%u", i);
      struct node *node = plan_router (plan, name, true);

      if (last)
        join (last, node, SIM_MILLISECOND);
      last = node;
    }
}

/* "a b": names of the nodes chosen. (transfer full) */
static char *
choice (struct plan *plan, unsigned regions)
{
  g_autoptr (GPtrArray) nodes = NULL;
  GString *names = g_string_new (NULL);

  network_freeze (plan->sim->network);
  nodes = sites_between (plan->domain, regions);
  for (guint i = 0; i < nodes->len; i++)
    g_string_append_printf (
        names, "%s%s", i > 0 ? " " : "",
        ((struct node *)g_ptr_array_index (nodes, i))->name);
  return g_string_free (names, FALSE);
}

/* Each region's middle. */
static void
test_row (void)
{
  static const struct
  {
    unsigned routers, regions;
    const char *maps;
  } cases[] = {
    { 1, 0, "a0" },       { 2, 1, "a0" },    { 3, 1, "a1" },
    { 9, 0, "a1 a7 a4" }, { 6, 2, "a1 a4" }, { 3, 3, "a0 a2 a1" },
    { 3, 9, "a0 a2 a1" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct plan plan = plan_new ();
      g_autofree char *maps = NULL;

      plan_row (&plan, cases[i].routers);
      maps = choice (&plan, cases[i].regions);
      g_assert_cmpstr (maps, ==, cases[i].maps);
      plan_free (&plan);
    }
}

/* Five regions of a row of 25: nobody is farther than three links away. */
static void
test_long_row (void)
{
  struct plan plan = plan_new ();
  g_autoptr (GPtrArray) maps = NULL;

  plan_row (&plan, 25);
  network_freeze (plan.sim->network);
  maps = sites_between (plan.domain, 0);
  g_assert_cmpuint (maps->len, ==, 5);
  for (guint i = 0; i < plan.domain->routers->len; i++)
    {
      const struct access_router *router
          = g_ptr_array_index (plan.domain->routers, i);
      g_autoptr (GArray) order
          = sites_by_distance (plan.domain, router->node, maps);
      guint nearest = g_array_index (order, guint, 0);

      g_assert_cmpuint (network_path_hops (plan.sim->network, router->node,
                                           g_ptr_array_index (maps, nearest)),
                        <=, 3);
    }
  plan_free (&plan);
}

/* Two aggregation nodes with three routers each, far from each other. */
static void
test_aggregation_nodes (void)
{
  struct plan plan = plan_new ();
  struct node *core = plan_router (&plan, "core", false);
  g_autofree char *maps = NULL;

  for (unsigned i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("aggregation%u", i);
      struct node *aggregation = plan_router (&plan, name, false);

      join (core, aggregation, 5 * SIM_MILLISECOND);
      for (unsigned k = 0; k < 3; k++)
        {
          g_autofree char *router = g_strdup_printf ("ar%u%u", i, k);

          join (aggregation, plan_router (&plan, router, true),
                SIM_MILLISECOND);
        }
    }
  maps = choice (&plan, 0);
  g_assert_cmpstr (maps, ==, "aggregation0 aggregation1");
  plan_free (&plan);
}

/* A star has one middle, however many regions are asked for. */
static void
test_star (void)
{
  struct plan plan = plan_new ();
  struct node *core = plan_router (&plan, "core", false);
  g_autofree char *maps = NULL;

  for (unsigned i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("ar%u", i);

      join (core, plan_router (&plan, name, true), SIM_MILLISECOND);
    }
  maps = choice (&plan, 1);
  g_assert_cmpstr (maps, ==, "core");
  plan_free (&plan);
}

static void
test_nearest_first (void)
{
  struct plan plan = plan_new ();
  g_autoptr (GPtrArray) sites = g_ptr_array_new ();
  g_autoptr (GArray) order = NULL;
  struct network *network = plan.sim->network;

  plan_row (&plan, 5);
  plan_router (&plan, "island", false);
  network_freeze (network);
  for (uint32_t i = 0; i < network_nodes (network); i++)
    g_ptr_array_add (sites, network_node (network, i));
  order = sites_by_distance (plan.domain, network_find_node (network, "a1"),
                             sites);
  g_assert_cmpuint (order->len, ==, 5); /* nobody gets to the island */
  g_assert_cmpuint (g_array_index (order, guint, 0), ==, 1);
  g_assert_cmpuint (g_array_index (order, guint, 1), ==, 0); /* ties by order */
  g_assert_cmpuint (g_array_index (order, guint, 2), ==, 2);
  g_assert_cmpuint (g_array_index (order, guint, 4), ==, 4);
  plan_free (&plan);
}

/* ---- selection ----------------------------------------------------- */

/* 7.1: lifetime 0 has failed; preference 0 keeps whom it has. */
static void
test_admits (void)
{
  const struct nd_map good
      = { .distance = 1, .preference = 1, .valid_lifetime = 1 };
  const struct nd_map full
      = { .distance = 1, .preference = 0, .valid_lifetime = 1 };
  const struct nd_map gone = { .distance = 1, .preference = 15 };

  g_assert_true (selection_admits (&good, false));
  g_assert_false (selection_admits (&full, false));
  g_assert_true (selection_admits (&full, true));
  g_assert_false (selection_admits (&gone, true));
}

/* 9.1 and the tie-breaker of 5. */
static void
test_prefers (void)
{
  const struct nd_map near = { .distance = 1, .preference = 5 };
  const struct nd_map far = { .distance = 4, .preference = 3 };
  const struct nd_map far_better = { .distance = 4, .preference = 4 };
  static const enum map_selection selections[]
      = { SELECTION_FURTHEST, SELECTION_NEAREST, SELECTION_PREFERENCE };

  g_assert_true (selection_prefers (SELECTION_FURTHEST, &far, &near));
  g_assert_false (selection_prefers (SELECTION_FURTHEST, &near, &far));
  g_assert_true (selection_prefers (SELECTION_NEAREST, &near, &far));
  g_assert_false (selection_prefers (SELECTION_NEAREST, &far, &near));
  g_assert_true (selection_prefers (SELECTION_PREFERENCE, &near, &far));
  for (unsigned i = 0; i < G_N_ELEMENTS (selections); i++)
    {
      g_assert_true (selection_prefers (selections[i], &far_better, &far));
      g_assert_false (selection_prefers (selections[i], &far, &far_better));
      g_assert_false (selection_prefers (selections[i], &far, &far));
    }
}

#define CASE(name, function) g_test_add_func ("/hmipv6-maps/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("row", test_row);
  CASE ("long-row", test_long_row);
  CASE ("aggregation-nodes", test_aggregation_nodes);
  CASE ("star", test_star);
  CASE ("nearest-first", test_nearest_first);
  CASE ("admits", test_admits);
  CASE ("prefers", test_prefers);
  return g_test_run ();
}
