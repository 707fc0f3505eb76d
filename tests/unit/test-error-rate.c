/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Error messages a node originates: RFC 4443 2.4 f with its defaults for a
 * device of middle size, 10 in a burst (B) and 10 per second (N). */
#include "tests/unit/fixture.h"

#define BURST 10
#define RATE 10

struct asking
{
  struct node *node;
  unsigned allowed;
};

static void
ask (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct asking *asking = subject;

  asking->allowed += node_may_report (asking->node);
}

/* Asks @n times from @start on, one @gap after the other. */
static unsigned
allowed (struct node *node, sim_time start, sim_time gap, unsigned n)
{
  struct asking asking = { .node = node };
  struct sim *sim = network_sim (node->network);
  event_kind kind = engine_kind (sim->engine, "ask", ask);

  for (unsigned i = 0; i < n; i++)
    engine_schedule (sim->engine, start + i * gap, node_origin (node), kind,
                     &asking);
  engine_run (sim->engine, start + n * gap);
  return asking.allowed;
}

static void
test_burst (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *router[2];

  add_chain (sim, router, 2, 0);
  g_assert_cmpuint (allowed (router[0], 0, 0, 1000), ==, BURST);
  g_assert_cmpuint (allowed (router[1], 0, 0, 1000), ==, BURST);
  sim_free (sim);
}

/* The bucket fills while nobody asks, and no further than it is deep. */
static void
test_refill (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *router;

  add_chain (sim, &router, 1, 0);
  g_assert_cmpuint (allowed (router, 0, 0, 1000), ==, BURST);
  g_assert_cmpuint (allowed (router, SIM_SECOND / 2, 0, 1000), ==, RATE / 2);
  g_assert_cmpuint (allowed (router, SIM_SECOND * 3600, 0, 1000), ==, BURST);
  sim_free (sim);
}

static void
test_rate (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *router;

  add_chain (sim, &router, 1, 0);
  g_assert_cmpuint (allowed (router, 0, SIM_MILLISECOND, 10000), ==,
                    BURST - 1 + RATE * 10);
  sim_free (sim);
}

static void
test_slow (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *router;

  add_chain (sim, &router, 1, 0);
  g_assert_cmpuint (allowed (router, 0, SIM_SECOND / RATE, 500), ==, 500);
  sim_free (sim);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error-rate/burst-of-each-node", test_burst);
  g_test_add_func ("/error-rate/refills", test_refill);
  g_test_add_func ("/error-rate/a-flood-is-limited", test_rate);
  g_test_add_func ("/error-rate/few-are-all-told", test_slow);
  return g_test_run ();
}
