/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handover delay and messages per handover on random graphs are the closed
 * forms (doc/closed-forms.md 1, 3) to the nanosecond and to the message.
 * Shortest paths are computed here, by Floyd and Warshall. */
#include "tests/protocol/dmm-world.h"

#define NODES 9
#define STAYS 5 /* so k = 0 .. 4 */
#define GRAPHS 12
#define FAR (INT64_MAX / 4)

struct scheme
{
  const char *name;
  enum dmm_mode mode;
  bool aggregate;
};
static const struct scheme schemes[] = { { "relay", DMM_RELAY, true },
                                         { "separate", DMM_RELAY, false },
                                         { "locator", DMM_LOCATOR, true },
                                         { "proxy", DMM_PROXY, true } };

struct graph
{
  sim_time link[NODES][NODES], d[NODES][NODES];
  unsigned access[STAYS], controller;
  struct processing_config processing;
};

static void
graph_join (struct graph *g, GRand *rand, unsigned a, unsigned b)
{
  if (a == b || g->link[a][b] < FAR)
    return;
  g->link[a][b] = g->link[b][a] = g_rand_int_range (rand, 100000, 9999999);
}

static void
graph_shortest (struct graph *g)
{
  memcpy (g->d, g->link, sizeof g->d);
  for (unsigned i = 0; i < NODES; i++)
    g->d[i][i] = 0;
  for (unsigned k = 0; k < NODES; k++)
    for (unsigned i = 0; i < NODES; i++)
      for (unsigned j = 0; j < NODES; j++)
        g->d[i][j] = MIN (g->d[i][j], g->d[i][k] + g->d[k][j]);
}

static void
graph_init (struct graph *g, GRand *rand)
{
  for (unsigned i = 0; i < NODES; i++)
    for (unsigned j = 0; j < NODES; j++)
      g->link[i][j] = FAR;
  for (unsigned i = 1; i < NODES; i++)
    graph_join (g, rand, i, (unsigned)g_rand_int_range (rand, 0, (int)i));
  for (unsigned i = 0; i < NODES; i++)
    graph_join (g, rand, (unsigned)g_rand_int_range (rand, 0, NODES),
                (unsigned)g_rand_int_range (rand, 0, NODES));
  graph_shortest (g);
  for (unsigned i = 0; i < STAYS; i++)
    g->access[i] = (2 * i + 1) % NODES;
  g->controller = (unsigned)g_rand_int_range (rand, 0, NODES);
  g->processing = (struct processing_config){ 0 };
  g->processing.gateway = g_rand_int_range (rand, 0, 3) * 700001;
  g->processing.previous = g_rand_int_range (rand, 0, 3) * 300007;
  g->processing.central = g_rand_int_range (rand, 0, 3) * 500009;
}

static struct dmm_world *
graph_world (const struct graph *g, const struct scheme *scheme)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct dmm_world *w;

  domain.processing = g->processing;
  config.mode = scheme->mode;
  config.aggregate = scheme->aggregate;
  w = dmm_world_new (&domain, NODES);
  for (unsigned i = 0; i < NODES; i++)
    for (unsigned j = 0; j < i; j++)
      if (g->link[i][j] < FAR)
        dmm_world_link (w, i, j, g->link[i][j]);
  dmm_world_build (w, &config, g->access, STAYS, g->controller);
  return w;
}

/* D of doc/closed-forms.md 1 for the flow anchored at stay @i, at the handover
 * to stay
 * @k with all k stays before it as previous MAARs.  Relay without aggregation:
 * its own PBA in place of the slowest one's. */
static sim_time
closed_form (const struct graph *g, const struct scheme *scheme, unsigned i,
             unsigned k)
{
  const struct processing_config *p = &g->processing;
  unsigned s = g->access[k], c = g->controller;
  sim_time a = g->d[s][c], b = g->d[c][g->access[i]],
           ci = g->d[s][g->access[i]], slowest = 0;

  for (unsigned j = 0; j < k; j++)
    slowest = MAX (slowest, g->d[c][g->access[j]]);
  if (scheme->mode == DMM_LOCATOR)
    return a + b + ci + p->central + p->previous + p->gateway + STAR_W;
  if (scheme->mode == DMM_PROXY)
    return MAX (2 * a + p->central + p->gateway,
                a + b + ci + p->central + p->previous)
           + STAR_W;
  return 2 * a + 2 * (scheme->aggregate ? slowest : b) + 2 * p->central
         + p->previous + p->gateway + STAR_W;
}

static unsigned
closed_messages (const struct scheme *scheme, unsigned k)
{
  if (k == 0)
    return 2;
  if (scheme->mode == DMM_LOCATOR || !scheme->aggregate)
    return 1 + 3 * k;
  return 2 + 2 * k;
}

static sim_time
max_instant (const struct dmm_world *w, struct mobile_node *mn,
             const struct graph *g, unsigned k)
{
  struct node *s = dmm_world_router (w, g->access[k]);
  sim_time ready = SIM_TIME_NONE;

  for (unsigned i = 0; i <= k; i++)
    {
      struct maar_session *anchor
          = dmm_world_session ((struct dmm_world *)w, mn, i);

      ready = MAX (ready, dmm_instant (w, TRACE_GATEWAY_READY,
                                       prefix_list_at (&anchor->prefixes, 0), s,
                                       mn->handover->id));
    }
  return ready;
}

static void
check_flow (struct dmm_world *w, struct mobile_node *mn, const struct graph *g,
            const struct scheme *scheme, unsigned i, unsigned k)
{
  const struct maar_session *anchor = dmm_world_session (w, mn, i);
  const struct prefix *prefix = prefix_list_at (&anchor->prefixes, 0);
  struct node *s = dmm_world_router (w, g->access[k]);
  struct node *p = dmm_world_router (w, g->access[i]);
  uint32_t id = mn->handover->id;
  sim_time switched = dmm_instant (w, TRACE_ANCHOR_SWITCHED, prefix, p, id);
  sim_time ready = dmm_instant (w, TRACE_GATEWAY_READY, prefix, s, id);
  sim_time told = dmm_instant (w, TRACE_RA_RECEIVED, prefix, s, id);

  g_assert_cmpint (MAX (switched + g->d[g->access[i]][g->access[k]], ready)
                       + STAR_W - mn->handover->t_trigger,
                   ==, closed_form (g, scheme, i, k));
  g_assert_cmpint (told, ==, ready + STAR_W);
}

/* With nobody to update all modes are 2a + p_c + p_s + w. */
static void
check_handover (struct dmm_world *w, struct mobile_node *mn,
                const struct graph *g, const struct scheme *scheme, unsigned k)
{
  const struct handover *h = mn->handover;
  const struct processing_config *p = &g->processing;

  g_assert_cmpint (h->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (h->previous_anchors, ==, k);
  g_assert_cmpuint (dmm_count (w, NULL, h->id), ==,
                    closed_messages (scheme, k));
  g_assert_cmpint (h->t_ready, ==, max_instant (w, mn, g, k));
  if (k == 0)
    g_assert_cmpint (h->t_ready - h->t_trigger, ==,
                     2 * g->d[g->access[0]][g->controller] + p->central
                         + p->gateway);
  for (unsigned i = 0; i < k; i++)
    check_flow (w, mn, g, scheme, i, k);
}

static void
test_random_graphs (const void *data)
{
  const struct scheme *scheme = data;

  for (guint32 seed = 1; seed <= GRAPHS; seed++)
    {
      GRand *rand = g_rand_new_with_seed (seed);
      struct graph g;
      struct dmm_world *w;
      struct mobile_node *mn;

      g_test_message ("seed %u", seed);
      graph_init (&g, rand);
      w = graph_world (&g, scheme);
      mn = dmm_world_node (w, "mn");
      for (unsigned k = 0; k < STAYS; k++)
        {
          dmm_world_go (w, mn, k);
          dmm_world_run (w, (k + 1) * 2 * S);
          check_handover (w, mn, &g, scheme, k);
        }
      dmm_world_free (w);
      g_rand_free (rand);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (unsigned i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/dmm/closed-forms/%s", schemes[i].name);

      g_test_add_data_func (path, &schemes[i], test_random_graphs);
    }
  return g_test_run ();
}
