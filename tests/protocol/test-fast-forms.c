/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fast handover and buffering against closed forms (doc/closed-forms.md 1a),
 * packet by packet and to the nanosecond, on random graphs: shortest paths are
 * computed here, nothing takes time to process. */
#include "tests/protocol/common.h"

#include "models/access/access.h"
#include "models/pmipv6/fast.h"
#include "models/pmipv6/pmipv6.h"

#define NODES_MAX 9
#define FAR_AWAY (SIM_TIME_MAX / 4)
#define T_DEAD (3 * SIM_SECOND)
#define PACKETS_MAX 4000
#define LOST SIM_TIME_NONE

enum scheme
{
  REACTIVE,
  REACTIVE_GATEWAY, /* with a buffer at the old MAG, and notices */
  PREDICTIVE,
  ANCHOR, /* no fast handover, a buffer at the LMA, and notices */
  SCHEMES
};

struct graph
{
  unsigned n, anchor, cn, old, new;
  sim_time link[NODES_MAX][NODES_MAX], d[NODES_MAX][NODES_MAX];
  sim_time w, l2, lead, gap;
};

static sim_time
random_delay (GRand *rand, double most_ms)
{
  return (sim_time)(g_rand_double_range (rand, 0.01, most_ms) * 1e6);
}

static void
shorten (struct graph *g)
{
  memcpy (g->d, g->link, sizeof g->d);
  for (unsigned k = 0; k < g->n; k++)
    for (unsigned i = 0; i < g->n; i++)
      for (unsigned j = 0; j < g->n; j++)
        g->d[i][j] = MIN (g->d[i][j], g->d[i][k] + g->d[k][j]);
}

static struct graph
random_graph (GRand *rand)
{
  struct graph g = { .n = (unsigned)g_rand_int_range (rand, 3, NODES_MAX) };

  for (unsigned i = 0; i < g.n; i++)
    for (unsigned j = 0; j < i; j++)
      g.link[i][j] = g.link[j][i] = FAR_AWAY;
  for (unsigned i = 1; i < g.n; i++)
    for (unsigned more = 0; more < 2; more++)
      {
        unsigned j = (unsigned)g_rand_int_range (rand, 0, (gint32)i);

        if (g.link[i][j] == FAR_AWAY)
          g.link[i][j] = g.link[j][i] = random_delay (rand, 20);
      }
  shorten (&g);
  g.anchor = (unsigned)g_rand_int_range (rand, 0, (gint32)g.n);
  g.cn = (unsigned)g_rand_int_range (rand, 0, (gint32)g.n);
  g.old = (unsigned)g_rand_int_range (rand, 0, (gint32)g.n);
  g.new = (g.old + 1 + (unsigned)g_rand_int_range (rand, 0, (gint32)g.n - 1))
          % g.n;
  g.w = random_delay (rand, 5);
  g.l2 = random_delay (rand, 80);
  g.lead = random_delay (rand, 100);
  g.gap = SIM_MILLISECOND / 2 + random_delay (rand, 3);
  return g;
}

/* ---- the closed form ----------------------------------------------- */

/* From the old MAG, which has it at @x, by the tunnel from @from on. */
static sim_time
by_old_mag (const struct graph *g, enum scheme scheme, sim_time x)
{
  sim_time c = g->d[g->old][g->new], t_up = T_DEAD + g->l2;
  sim_time asked = t_up + c, agreed = T_DEAD - g->lead + 2 * c;

  if (scheme == PREDICTIVE && x >= agreed)
    return MAX (x + c, t_up) + g->w;
  if (x + g->w <= T_DEAD)
    return x + g->w;
  if (scheme == REACTIVE && x >= asked)
    return x + c + g->w;
  if (scheme == REACTIVE_GATEWAY && x >= T_DEAD)
    return MAX (x, asked) + c + g->w;
  return LOST;
}

/* Does the HI of the prediction come before the node? */
static bool
is_foreseen (const struct graph *g)
{
  return g->d[g->old][g->new] < g->lead + g->l2;
}

/* When the node has what the correspondent sends at @t. */
static sim_time
arrival (const struct graph *g, enum scheme scheme, sim_time t)
{
  sim_time at_anchor = t + g->d[g->cn][g->anchor], t_up = T_DEAD + g->l2;
  sim_time a_old = g->d[g->anchor][g->old], a_new = g->d[g->anchor][g->new];
  sim_time t_switch = t_up + a_new;

  if (scheme == REACTIVE || scheme == REACTIVE_GATEWAY)
    t_switch += 2 * g->d[g->old][g->new];
  if (at_anchor >= t_switch)
    return at_anchor + a_new + g->w;
  if (scheme == ANCHOR && at_anchor >= T_DEAD + a_old)
    return t_switch + a_new + g->w;
  return by_old_mag (g, scheme, at_anchor + a_old);
}

/* ---- the same in the simulator ------------------------------------- */

struct trip
{
  struct graph g;
  enum scheme scheme;
  struct sim *sim;
  struct domain *domain;
  struct node *nodes[NODES_MAX];
  struct mobile_node *mn;
  struct pmipv6_config config;
  struct fast_config fast;
  struct recording heard;
  unsigned sent;
  sim_time at[PACKETS_MAX], arrived[PACKETS_MAX];
};

static void
take_data (struct node *node, struct packet *p, void *data)
{
  struct trip *trip = data;

  g_assert_true (trip->arrived[p->meter.sequence] == LOST);
  trip->arrived[p->meter.sequence] = sim_now (trip->sim);
  packet_deliver (node, p);
}

static const struct variant *
variant_named (const char *name)
{
  for (unsigned i = 0; fast_variants[i]; i++)
    if (g_str_equal (fast_variants[i]->name, name))
      return fast_variants[i];
  g_assert_not_reached ();
}

static void
trip_configure (struct trip *trip)
{
  static const char *const modes[SCHEMES]
      = { "reactive", "reactive", "predictive", "off" };

  trip->fast
      = (struct fast_config){ .lead = trip->g.lead, .lifetime = SIM_SECOND };
  trip->config = (struct pmipv6_config){
    .deregister = true,
    .binding_hold = true,
    .handoff_known = true,
    .fast_handover = { variant_named (modes[trip->scheme]), &trip->fast },
    .buffering = trip->scheme == ANCHOR             ? BUFFERING_ANCHOR
                 : trip->scheme == REACTIVE_GATEWAY ? BUFFERING_GATEWAY
                                                    : BUFFERING_NONE,
    .buffer = { .packets = PACKETS_MAX }
  };
}

static void
trip_wire (struct trip *trip)
{
  const struct graph *g = &trip->g;

  for (unsigned i = 0; i < g->n; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%u", i);

      trip->nodes[i] = network_add_router (trip->sim->network, name);
    }
  for (unsigned i = 0; i < g->n; i++)
    for (unsigned j = 0; j < i; j++)
      if (g->link[i][j] != FAR_AWAY)
        join (trip->nodes[i], trip->nodes[j], g->link[i][j]);
  for (unsigned i = 0; i < g->n; i++)
    domain_add_access_router (trip->domain, trip->nodes[i]);
  network_freeze (trip->sim->network);
  trip->domain->anchor = trip->nodes[g->anchor];
}

static struct trip *
trip_new (const struct graph *g, enum scheme scheme)
{
  struct domain_config config = common_config ();
  struct trip *trip = g_new0 (struct trip, 1);

  trip->g = *g;
  trip->scheme = scheme;
  config.access.radio.delay = g->w;
  config.access.l2_handover.a = (double)g->l2 / 1e9;
  config.access.detach_notice = scheme == ANCHOR || scheme == REACTIVE_GATEWAY;
  config.protocol.binding_lifetime = 3600 * SIM_SECOND;
  trip->sim = sim_new (1, 0);
  recording_init (&trip->heard, trip->sim);
  trip->domain = domain_new (trip->sim, &config);
  trip_wire (trip);
  trip->mn = domain_add_mobile_node (trip->domain, "mn", 1);
  node_set_handler (trip->mn->node, NEXT_UDP, take_data, trip);
  trip_configure (trip);
  domain_build (trip->domain, &architecture_pmipv6, &trip->config);
  return trip;
}

static void
trip_free (struct trip *trip)
{
  g_assert_true (network_books_balance (trip->sim->network));
  domain_free (trip->domain);
  sim_free (trip->sim);
  recording_clear (&trip->heard);
  g_free (trip);
}

static void
trip_send (struct trip *trip)
{
  const struct mn_address *a = &trip->mn->addresses.at[0];
  struct node *cn = trip->nodes[trip->g.cn];
  struct ipv6_header header = { .source = cn->address,
                                .destination = a->address,
                                .next_header = NEXT_UDP,
                                .hop_limit = IPV6_DEFAULT_HOP_LIMIT };
  struct packet *p
      = packet_new (trip->sim->network, PACKET_DATA, UDP_HEADER_SIZE);

  p->meter.flow = FLOW_NONE;
  p->meter.sequence = trip->sent;
  packet_push_udp (p, &cn->address, &a->address, 9, 9);
  packet_push_ipv6 (p, &header);
  trip->at[trip->sent] = sim_now (trip->sim);
  trip->arrived[trip->sent++] = LOST;
  node_send (cn, p);
}

/* From well before the indication until well after the switch. */
static void
trip_run (struct trip *trip)
{
  const struct graph *g = &trip->g;
  struct engine *engine = trip->sim->engine;
  struct access_router *to
      = domain_router_at (trip->domain, trip->nodes[g->new]);
  sim_time next = T_DEAD - 400 * SIM_MILLISECOND;
  bool moved = false;

  access_enter (trip->mn, domain_router_at (trip->domain, trip->nodes[g->old]));
  access_expect (trip->mn, T_DEAD, to);
  for (; next < T_DEAD + 500 * SIM_MILLISECOND; next += g->gap)
    {
      if (!moved && next >= T_DEAD)
        {
          engine_run (engine, T_DEAD);
          access_move (trip->mn, to);
          moved = true;
        }
      engine_run (engine, next);
      trip_send (trip);
    }
  engine_run (engine, T_DEAD + 10 * SIM_SECOND);
}

static void
check_arrivals (const struct trip *trip)
{
  for (unsigned i = 0; i < trip->sent; i++)
    g_assert_cmpint (trip->arrived[i], ==,
                     arrival (&trip->g, trip->scheme, trip->at[i]));
}

static unsigned
count (const struct trip *trip, const char *name)
{
  return recording_count (&trip->heard, name, TRANSACTION_NONE);
}

/* HI and HAck, the same for the completion; a binding at either MAG; what the
 * old one de-registers. */
static void
check_messages (const struct trip *trip)
{
  const struct pmipv6_node *node = trip->mn->proxied;
  unsigned fast = trip->scheme == ANCHOR ? 0 : 2;
  unsigned bindings = trip->scheme == ANCHOR ? 3 : 2;

  g_assert_cmpuint (count (trip, "HI"), ==, fast);
  g_assert_cmpuint (count (trip, "HAck"), ==, fast);
  g_assert_cmpuint (count (trip, "PBU"), ==, bindings);
  g_assert_cmpuint (count (trip, "PBA"), ==, bindings);
  g_assert_null (node->sessions);
}

static void
test_scheme (gconstpointer data)
{
  enum scheme scheme = GPOINTER_TO_INT (data);
  guint32 seed = g_test_rand_int ();
  GRand *rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (unsigned i = 0; i < 40; i++)
    {
      struct graph g = random_graph (rand);
      struct trip *trip;

      if (scheme == PREDICTIVE && !is_foreseen (&g))
        continue; /* as the reactive one, from whichever HI comes first */
      trip = trip_new (&g, scheme);
      trip_run (trip);
      check_arrivals (trip);
      check_messages (trip);
      trip_free (trip);
    }
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define FORM(path, scheme)                                             \
  g_test_add_data_func ("/fast/forms/" path, GINT_TO_POINTER (scheme), \
                        test_scheme)
  FORM ("reactive", REACTIVE);
  FORM ("reactive-with-a-buffer-at-the-gateway", REACTIVE_GATEWAY);
  FORM ("predictive", PREDICTIVE);
  FORM ("buffer-at-the-anchor", ANCHOR);
#undef FORM
  return g_test_run ();
}
