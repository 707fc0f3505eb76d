/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PMIPv6 handovers: instants and the fate of each packet by closed form on
 * random graphs, and the two PBUs of a handover in either order. */
#include <math.h>

#include "tests/protocol/world.h"

/* ---- closed forms -------------------------------------------------- */

#define NODES_MAX 8
#define STAYS_MAX 4
#define STAY (2 * SIM_SECOND)
#define FAR_AWAY (INT64_C (1) << 60)

/* A random connected graph with its shortest delays, and a journey. */
struct graph
{
  unsigned n, anchor, cn, stays[STAYS_MAX], n_stays;
  sim_time link[NODES_MAX][NODES_MAX], d[NODES_MAX][NODES_MAX];
  sim_time radio, l2, gap, p_c, p_s;
};

static sim_time
random_time (GRand *rand, sim_time most)
{
  return (sim_time)((double)most * g_rand_double (rand)) + 1;
}

static void
graph_join (struct graph *g, GRand *rand, unsigned a, unsigned b)
{
  if (a != b && g->link[a][b] == FAR_AWAY)
    g->link[a][b] = g->link[b][a] = random_time (rand, 9 * SIM_MILLISECOND);
}

/* Floyd and Warshall. */
static void
graph_measure (struct graph *g)
{
  memcpy (g->d, g->link, sizeof g->d);
  for (unsigned v = 0; v < g->n; v++)
    g->d[v][v] = 0;
  for (unsigned k = 0; k < g->n; k++)
    for (unsigned i = 0; i < g->n; i++)
      for (unsigned j = 0; j < g->n; j++)
        g->d[i][j] = MIN (g->d[i][j], g->d[i][k] + g->d[k][j]);
}

static struct graph
graph_random (GRand *rand)
{
  struct graph g = { .n = (unsigned)g_rand_int_range (rand, 4, NODES_MAX + 1) };

  for (unsigned i = 0; i < NODES_MAX; i++)
    for (unsigned j = 0; j < NODES_MAX; j++)
      g.link[i][j] = FAR_AWAY;
  for (unsigned v = 1; v < g.n; v++)
    graph_join (&g, rand, (unsigned)g_rand_int_range (rand, 0, (int)v), v);
  for (unsigned extra = 0; extra < g.n; extra++)
    graph_join (&g, rand, (unsigned)g_rand_int_range (rand, 0, (int)g.n),
                (unsigned)g_rand_int_range (rand, 0, (int)g.n));
  graph_measure (&g);
  g.anchor = (unsigned)g_rand_int_range (rand, 0, (int)g.n);
  g.cn = (unsigned)g_rand_int_range (rand, 0, (int)g.n);
  g.n_stays = STAYS_MAX;
  for (unsigned i = 0; i < g.n_stays; i++) /* revisits are welcome */
    do
      g.stays[i] = (unsigned)g_rand_int_range (rand, 0, (int)g.n);
    while (i && g.stays[i] == g.stays[i - 1]);
  g.radio = random_time (rand, 4 * SIM_MILLISECOND);
  g.l2 = random_time (rand, 90 * SIM_MILLISECOND);
  g.gap = SIM_MILLISECOND + random_time (rand, 3 * SIM_MILLISECOND);
  g.p_c = g_rand_boolean (rand) ? random_time (rand, 3 * SIM_MILLISECOND) : 0;
  g.p_s = g_rand_boolean (rand) ? random_time (rand, 3 * SIM_MILLISECOND) : 0;
  return g;
}

/* Link up at stay @j. */
static sim_time
t_up (const struct graph *g, unsigned j)
{
  return (j + 1) * STAY + (j ? g->l2 : 0);
}

static sim_time
t_switch (const struct graph *g, unsigned j)
{
  return t_up (g, j) + g->d[g->stays[j]][g->anchor] + g->p_c;
}

static sim_time
t_ready (const struct graph *g, unsigned j)
{
  return t_switch (g, j) + g->d[g->anchor][g->stays[j]] + g->p_s;
}

/* Does a packet that leaves the correspondent at @t reach the node? */
static bool
arrives (const struct graph *g, sim_time t)
{
  sim_time at_anchor = t + g->d[g->cn][g->anchor], at_gateway;
  unsigned j = g->n_stays - 1;

  while (j > 0 && at_anchor < t_switch (g, j))
    j--;
  at_gateway = at_anchor + g->d[g->anchor][g->stays[j]];
  if (at_gateway < t_ready (g, j))
    return false;
  return j + 1 == g->n_stays
         || at_gateway + g->radio < (j + 2) * STAY; /* its next t_dead */
}

/* The same graph in the simulator. */
struct journey
{
  struct graph g;
  struct sim *sim;
  struct domain *domain;
  struct node *nodes[NODES_MAX];
  struct mobile_node *mn;
  struct pmipv6_config config;
  struct recording heard;
  unsigned received, expected, signals;
};

static void
hear_signal (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  const struct trace_signaling *s = record;

  ((struct journey *)data)->signals += s->packet->class == PACKET_SIGNALING;
}

static void
take_data (struct node *node, struct packet *p, void *data)
{
  ++*(unsigned *)data;
  packet_deliver (node, p);
}

static struct domain_config
journey_config (const struct graph *g, bool notice)
{
  struct domain_config config = world_config ();

  config.access.radio.delay = g->radio;
  config.access.l2_handover.a = (double)g->l2 / 1e9;
  config.access.detach_notice = notice;
  config.processing.central = g->p_c;
  config.processing.gateway = g->p_s;
  config.protocol.binding_lifetime = 3600 * SIM_SECOND;
  return config;
}

static void
journey_wire (struct journey *y)
{
  const struct graph *g = &y->g;

  for (unsigned i = 0; i < g->n; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%u", i);

      y->nodes[i] = network_add_router (y->sim->network, name);
    }
  for (unsigned i = 0; i < g->n; i++)
    for (unsigned j = 0; j < i; j++)
      if (g->link[i][j] != FAR_AWAY)
        join (y->nodes[i], y->nodes[j], g->link[i][j]);
  for (unsigned i = 0; i < g->n; i++) /* index of router = of node */
    domain_add_access_router (y->domain, y->nodes[i]);
  network_freeze (y->sim->network);
}

static struct journey *
journey_new (const struct graph *g, bool notice)
{
  struct domain_config config = journey_config (g, notice);
  struct journey *y = g_new0 (struct journey, 1);

  y->g = *g;
  y->sim = sim_new (1, 0);
  recording_init (&y->heard, y->sim);
  trace_listen (y->sim->trace, TRACE_SIGNALING_SENT, hear_signal, y);
  y->domain = domain_new (y->sim, &config);
  journey_wire (y);
  y->domain->anchor = y->nodes[g->anchor];
  y->mn = domain_add_mobile_node (y->domain, "mn", 1);
  node_set_handler (y->mn->node, NEXT_UDP, take_data, &y->received);
  y->config = (struct pmipv6_config){ .deregister = true,
                                      .binding_hold = true,
                                      .handoff_known = true };
  domain_build (y->domain, &architecture_pmipv6, &y->config);
  return y;
}

static void
journey_free (struct journey *y)
{
  g_assert_true (network_books_balance (y->sim->network));
  domain_free (y->domain);
  sim_free (y->sim);
  recording_clear (&y->heard);
  g_free (y);
}

static void
journey_send (struct journey *y)
{
  const struct mn_address *a = &y->mn->addresses.at[0];
  struct node *cn = y->nodes[y->g.cn];
  struct ipv6_header header = { .source = cn->address,
                                .destination = a->address,
                                .next_header = NEXT_UDP,
                                .hop_limit = IPV6_DEFAULT_HOP_LIMIT };
  struct packet *p = packet_new (y->sim->network, PACKET_DATA, UDP_HEADER_SIZE);

  packet_push_udp (p, &cn->address, &a->address, 9, 9);
  packet_push_ipv6 (p, &header);
  y->expected += arrives (&y->g, sim_now (y->sim));
  node_send (cn, p);
}

/* Packets from half a second after the first registration to the end. */
static void
journey_run (struct journey *y)
{
  const struct graph *g = &y->g;
  sim_time next = STAY + SIM_SECOND / 2;
  sim_time end = (g->n_stays + 1) * STAY;

  for (unsigned j = 0; j < g->n_stays; j++)
    {
      struct access_router *router
          = domain_router_at (y->domain, y->nodes[g->stays[j]]);
      sim_time leave = (j + 2) * STAY;

      engine_run (y->sim->engine, (j + 1) * STAY);
      (j ? access_move : access_enter) (y->mn, router);
      for (; next < leave; next += g->gap)
        {
          engine_run (y->sim->engine, next);
          journey_send (y);
        }
    }
  engine_run (y->sim->engine, end + SIM_SECOND);
}

static void
check_instants (struct journey *y)
{
  const struct graph *g = &y->g;

  g_assert_cmpuint (recording_marks (&y->heard, TRACE_ANCHOR_SWITCHED), ==,
                    g->n_stays);
  g_assert_cmpuint (recording_marks (&y->heard, TRACE_GATEWAY_READY), ==,
                    g->n_stays);
  for (unsigned j = 0; j < g->n_stays; j++)
    {
      const struct mark *switched
          = recording_mark (&y->heard, TRACE_ANCHOR_SWITCHED, j);

      g_assert_cmpint (switched->at, ==, t_switch (g, j));
      g_assert_true (switched->prefix.gateway == y->nodes[g->stays[j]]);
      g_assert_cmpint (recording_mark (&y->heard, TRACE_GATEWAY_READY, j)->at,
                       ==, t_ready (g, j));
    }
}

/* doc/closed-forms.md: t_ready - t_trigger = 2 a + p_c + p_s, the LMA
 * switches at the PBU's arrival + p_c, each packet's fate follows, and a
 * handover costs 2 messages. */
static void
test_closed_forms (void)
{
  GRand *rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());

  for (unsigned round = 0; round < 40; round++)
    {
      struct graph g = graph_random (rand);
      struct journey *y = journey_new (&g, false);
      unsigned last = g.n_stays - 1;
      const struct handover *handover;

      journey_run (y);
      check_instants (y);
      handover = y->mn->handover;
      g_assert_cmpint (handover->t_trigger, ==, t_up (&g, last));
      g_assert_cmpint (handover->t_ready, ==, t_ready (&g, last));
      g_assert_cmpint (handover->t_ra, ==, t_ready (&g, last) + g.radio);
      g_assert_cmpuint (y->received, >, 0);
      g_assert_cmpuint (y->received, ==, y->expected);
      g_assert_cmpuint (y->signals, ==, 2 * g.n_stays);
      journey_free (y);
    }
  g_rand_free (rand);
}

/* With the notice: 2 messages more, as many packets lost. */
static void
test_closed_forms_with_notice (void)
{
  GRand *rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());

  for (unsigned round = 0; round < 20; round++)
    {
      struct graph g = graph_random (rand);
      struct journey *y;

      g.l2 += 100 * SIM_MILLISECOND; /* the de-registration comes first */
      y = journey_new (&g, true);
      journey_run (y);
      check_instants (y);
      g_assert_cmpuint (y->received, ==, y->expected);
      g_assert_cmpuint (y->signals, ==, 4 * g.n_stays - 2);
      journey_free (y);
    }
  g_rand_free (rand);
}

/* ---- dialogues ----------------------------------------------------- */

struct scene
{
  struct world *w;
  struct mobile_node *mn;
};

/* A node registered at router @first since before 1 s. */
static struct scene
scene_new (const struct domain_config *config, unsigned first)
{
  struct scene s = { .w = world_new_pmipv6 (config) };

  s.mn = world_add_node (s.w, "mn", 1);
  access_enter (s.mn, world_router (s.w, first));
  world_run (s.w, SIM_SECOND);
  g_assert_cmpint (mag_find (world_mag (s.w, first), s.mn)->state, ==,
                   BUL_REGISTERED);
  return s;
}

static struct bce *
bce_of (const struct scene *s)
{
  return lma_node_get (world_lma (s->w), s->mn)->entries;
}

static void
check_served_by (const struct scene *s, unsigned router)
{
  struct mag *mag = world_mag (s->w, router);

  g_assert_nonnull (bce_of (s));
  g_assert_null (bce_of (s)->next);
  g_assert_cmpint (bce_of (s)->state, ==, BCE_ACTIVE);
  g_assert_true (address_equal (&bce_of (s)->proxy_coa, &mag->entity.address));
  g_assert_cmpint (mag_find (mag, s->mn)->state, ==, BUL_REGISTERED);
  g_assert_cmpuint (node_tunnels (world_lma (s->w)->entity.node), ==, 1);
}

/* The PBU from the new MAG overtakes the one from the far, old MAG. */
static void
test_release_comes_late (void)
{
  struct domain_config config = world_config ();
  struct mh_message pba;
  struct scene s;

  config.access.l2_handover.a = 0.01;
  s = scene_new (&config, WORLD_FAR);
  access_move (s.mn, world_router (s.w, 0));
  world_run (s.w, SIM_SECOND + 30 * SIM_MILLISECOND);
  check_served_by (&s, 0);
  world_run (s.w, 5 * SIM_SECOND);
  world_last (s.w, "PBA", &pba);
  g_assert_cmpint (pba.ba.status, ==, STATUS_TIMESTAMP_LOWER);
  check_served_by (&s, 0);
  g_assert_cmpint (mag_find (world_mag (s.w, WORLD_FAR), s.mn)->state, ==,
                   BUL_RELEASED);
  world_free (s.w);
}

static void
test_release_comes_first (void)
{
  struct domain_config config = world_config ();
  struct scene s = scene_new (&config, 0);

  access_move (s.mn, world_router (s.w, WORLD_FAR));
  world_run (s.w, SIM_SECOND + 20 * SIM_MILLISECOND);
  g_assert_cmpint (bce_of (&s)->state, ==, BCE_HELD);
  world_run (s.w, 5 * SIM_SECOND);
  check_served_by (&s, WORLD_FAR);
  world_run (s.w, 30 * SIM_SECOND); /* and no hold time runs on */
  check_served_by (&s, WORLD_FAR);
  world_free (s.w);
}

/* Both PBUs in the same nanosecond carry the same timestamp: one is refused,
 * the node is served all the same. */
static void
test_releases_at_once (void)
{
  struct domain_config config = world_config ();
  struct scene s;

  config.access.l2_handover.a = 0;
  s = scene_new (&config, 0);
  access_move (s.mn, world_router (s.w, 1));
  world_run (s.w, SIM_SECOND + 100 * SIM_MILLISECOND);
  check_served_by (&s, 1);
  world_run (s.w, 30 * SIM_SECOND);
  check_served_by (&s, 1);
  world_free (s.w);
}

/* PBU, no answer, and the node is gone: the next MAG has the last word. */
static void
test_moves_on_before_answer (void)
{
  struct domain_config config = world_config ();
  struct scene s = scene_new (&config, 0);

  access_move (s.mn, world_router (s.w, WORLD_FAR));
  world_run (s.w, SIM_SECOND + 90 * SIM_MILLISECOND); /* PBU under way */
  access_move (s.mn, world_router (s.w, 1));
  world_run (s.w, 5 * SIM_SECOND);
  check_served_by (&s, 1);
  g_assert_cmpint (s.mn->handover->outcome, ==, HANDOVER_COMPLETED);
  world_free (s.w);
}

static void
test_ping_pong (void)
{
  struct domain_config config = world_config ();
  struct scene s = scene_new (&config, 0);
  struct prefix hnp = bce_of (&s)->prefixes[0];

  for (unsigned i = 0; i < 20; i++)
    {
      unsigned to = (i + 1) % 2;

      access_move (s.mn, world_router (s.w, to));
      world_run (s.w, sim_now (s.w->sim) + 100 * SIM_MILLISECOND);
      check_served_by (&s, to);
      g_assert_true (prefix_equal (&bce_of (&s)->prefixes[0], &hnp));
    }
  g_assert_cmpuint (s.mn->addresses.len, ==, 1);
  world_free (s.w);
}

/* A handover is charged with all that it caused: doc/closed-forms.md 3. */
static void
check_charge (bool notice, unsigned messages)
{
  struct domain_config config = world_config ();
  unsigned charged = 0;
  struct scene s;

  config.access.detach_notice = notice;
  s = scene_new (&config, 0);
  access_move (s.mn, world_router (s.w, 1));
  world_run (s.w, 100 * SIM_SECOND); /* with refreshes */
  for (guint i = 0; i < s.w->heard.signals->len; i++)
    {
      const struct signal *m
          = &g_array_index (s.w->heard.signals, struct signal, i);

      charged += m->sent && m->transaction == s.mn->handover->id
                 && !g_str_equal (m->name, "RA");
    }
  g_assert_cmpuint (charged, ==, messages);
  world_free (s.w);
}

static void
test_charge (void)
{
  check_charge (false, 2);
  check_charge (true, 4);
}

/* What a former MAG still tunnels is refused by the LMA. */
static void
test_former_tunnel (void)
{
  struct domain_config config = world_config ();
  struct scene s = scene_new (&config, 0);
  struct node *old = world_router (s.w, 0)->node;
  struct address host = world_host (&bce_of (&s)->prefixes[0]);
  struct ipv6_header inner = { host, s.w->cn->address, NEXT_NONE, 64 };
  struct ipv6_header outer
      = { old->address, world_lma (s.w)->entity.address, NEXT_IPV6, 64 };

  access_move (s.mn, world_router (s.w, 1));
  world_run (s.w, 2 * SIM_SECOND);
  for (unsigned i = 0; i < 2; i++)
    {
      struct packet *p = packet_new (s.w->sim->network, PACKET_DATA, 40);

      packet_push_ipv6 (p, &inner);
      packet_push_ipv6 (p, &outer);
      node_send (world_router (s.w, i)->node, p);
      outer.source = world_router (s.w, 1)->node->address;
    }
  world_run (s.w, 3 * SIM_SECOND);
  assert_dropped (s.w, NO_TUNNEL, 1);
  assert_dropped (s.w, NO_LISTENER, 1); /* the serving MAG's reached cn */
  world_free (s.w);
}

/* Two nodes at one MAG talk by way of the LMA. */
static void
test_neighbours (void)
{
  struct domain_config config = world_config ();
  struct scene s = scene_new (&config, 0);
  struct mobile_node *other = world_add_node (s.w, "other", 1);
  const struct mn_address *from, *to;
  sim_time now;

  access_enter (other, world_router (s.w, 0));
  world_run (s.w, 2 * SIM_SECOND);
  from = &s.mn->addresses.at[0];
  to = &other->addresses.at[0];
  now = sim_now (s.w->sim);
  world_send_data (s.w, s.mn->node, &from->address, &to->address);
  world_run (s.w, now + 2 * WORLD_RADIO_DELAY + 2 * WORLD_A - 1);
  g_assert_cmpuint (s.w->received, ==, 0);
  world_run (s.w, now + 2 * WORLD_RADIO_DELAY + 2 * WORLD_A);
  g_assert_cmpuint (s.w->received, ==, 1);
  world_free (s.w);
}

#define CASE(name, function) g_test_add_func ("/pmipv6/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("closed-forms-on-random-graphs", test_closed_forms);
  CASE ("closed-forms-with-detach-notice", test_closed_forms_with_notice);
  CASE ("release-after-registration", test_release_comes_late);
  CASE ("release-before-registration", test_release_comes_first);
  CASE ("release-and-registration-at-once", test_releases_at_once);
  CASE ("moves-on-before-the-answer", test_moves_on_before_answer);
  CASE ("ping-pong-keeps-prefix", test_ping_pong);
  CASE ("handover-is-charged-with-2-or-4-messages", test_charge);
  CASE ("former-gateway-cannot-tunnel", test_former_tunnel);
  CASE ("neighbours-talk-by-the-anchor", test_neighbours);
  return g_test_run ();
}
