/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/attack/attack.h"

#include <string.h>

#include "models/attack/attacker.h"

G_DEFINE_QUARK (dmmsim - attack - error - quark, attack_error)

const char *
attack_end_name (enum attack_end end)
{
  static const char *const names[ATTACK_ENDS]
      = { [ATTACK_END_ATTACKER] = "attacker",
          [ATTACK_END_THIRD_PARTY] = "third_party",
          [ATTACK_END_BLACKHOLE] = "blackhole" };

  return names[end];
}

/* ---- blows --------------------------------------------------------- */

bool
attacker_is_active (const struct attacker *attacker)
{
  sim_time now = sim_now (attacker->domain->sim);

  return now >= attacker->config->at && now < attacker->end;
}

/* At the next victim in turn that there is something to attack with. */
static void
attacker_strike (struct attacker *attacker)
{
  const GPtrArray *victims = attacker->victims;

  for (guint i = 0; i < victims->len; i++)
    {
      struct mobile_node *victim
          = g_ptr_array_index (victims, attacker->next % victims->len);

      attacker->next++;
      if (victim != attacker->mn && attacker->kind->strike (attacker, victim))
        return;
    }
}

static void
attacker_schedule (struct attacker *attacker, sim_time at)
{
  struct engine *engine = attacker->domain->sim->engine;

  if (at < attacker->end)
    engine_schedule (engine, at, node_origin (attacker->node),
                     attacker->attacks->strike, attacker);
}

static void
attack_strike (struct sim *sim, void *subject)
{
  struct attacker *attacker = subject;
  const struct law *every = &attacker->config->every;

  attacker_strike (attacker);
  if (law_mean (every) > 0)
    attacker_schedule (attacker,
                       sim_now (sim)
                           + MAX (1, law_draw_time (every, attacker->rng)));
}

/* ---- ingress filtering --------------------------------------------- */

/* Every source is let in where the attacker is; a router lets everything out
 * as it is. */
static void
let_all_out (struct attacker *attacker)
{
  static const struct route plain = { .kind = ROUTE_PLAIN };
  const GPtrArray *routers = attacker->domain->routers;

  for (guint i = 0; attacker->mn && i < routers->len; i++)
    {
      const struct access_router *router = g_ptr_array_index (routers, i);

      node_set_source_route (router->node, &(struct prefix){ 0 }, &plain);
    }
}

/* RFC 2827: of a router that the attacker is at, what is not from its own block
 * goes no further; access routers filter in any case. */
static void
filter (struct attacker *attacker)
{
  static const struct route drop
      = { .kind = ROUTE_DROP, .reason = DROP_INGRESS };
  static const struct route plain = { .kind = ROUTE_PLAIN };
  struct prefix own = prefix_make (&attacker->node->address, 48);

  if (attacker->mn)
    return;
  node_set_egress_route (attacker->node, &(struct prefix){ 0 }, &drop);
  node_set_egress_route (attacker->node, &own, &plain);
}

/* ---- life ---------------------------------------------------------- */

static bool
fail (GError **error, size_t i, const char *what)
{
  g_set_error (error, ATTACK_ERROR, ATTACK_ERROR_CONFIG, "%zu/%s", i, what);
  return false;
}

static void
attacker_find_victims (struct attacker *attacker)
{
  const GPtrArray *all = attacker->domain->mobile_nodes;
  const char *entry = attacker->config->victims;

  attacker->victims = g_ptr_array_new ();
  for (guint i = 0; i < all->len; i++)
    {
      struct mobile_node *mn = g_ptr_array_index (all, i);

      if (!entry || mobile_node_is_of (mn, entry))
        g_ptr_array_add (attacker->victims, mn);
    }
}

/* Streams are by the attacker's node and the number of its attack there. */
static gsl_rng *
attacker_stream (const struct attacker *attacker, size_t i)
{
  g_autofree char *purpose = g_strdup_printf ("attack %zu", i);

  return random_stream_new (&attacker->domain->sim->random,
                            attacker->node->name, purpose);
}

static bool
attacker_place (struct attacker *attacker, size_t i, GError **error)
{
  const struct attack_config *config = attacker->config;
  const struct network *network = attacker->domain->sim->network;
  const struct forge_config *forge
      = attacker->kind->diverts ? config->kind.config : NULL;

  attacker->node = network_find_node (network, config->node);
  if (!attacker->node)
    return fail (error, i,
                 "node: expected a node of the topology, or a mobile "
                 "node");
  if (attacker->node->kind == NODE_HOST)
    attacker->mn = domain_mobile_node (attacker->domain, attacker->node);
  if (attacker->kind->on_a_link && !attacker->mn)
    return fail (error, i,
                 "node: this kind of attack is on an access link: "
                 "expected a mobile node");
  attacker->to = attacker->node;
  if (forge && forge->to)
    attacker->to = network_find_node (network, forge->to);
  return true;
}

static bool
attacker_init (struct attacker *attacker, size_t i, GError **error)
{
  const struct attack_config *config = attacker->config;
  const struct network *network = attacker->domain->sim->network;

  attacker->kind = config->kind.chosen->implementation;
  attacker->end = config->duration == SIM_TIME_NONE
                      ? SIM_TIME_MAX
                      : config->at + config->duration;
  if (!attacker_place (attacker, i, error))
    return false;
  attacker_find_victims (attacker);
  attacker->rng = attacker_stream (attacker, i);
  if (attacker->kind->hear)
    attacker_listen (attacker, config->tap
                                   ? network_find_node (network, config->tap)
                                   : attacker->node);
  (config->ingress_filtering ? filter : let_all_out) (attacker);
  return true;
}

struct attacks *
attacks_start (struct domain *domain, const struct attack_config *configs,
               size_t n, GError **error)
{
  struct engine *engine = domain->sim->engine;
  struct attacks *attacks
      = g_malloc0 (sizeof *attacks + n * sizeof (struct attacker));

  attacks->domain = domain;
  attacks->n = n;
  if (n == 0)
    return attacks;
  attacks->strike = engine_kind (engine, "attack-strike", attack_strike);
  routability_init (attacks);
  for (size_t i = 0; i < n; i++)
    {
      attacks->items[i].attacks = attacks;
      attacks->items[i].domain = domain;
      attacks->items[i].config = &configs[i];
      if (!attacker_init (&attacks->items[i], i, error))
        {
          attacks_free (attacks);
          return NULL;
        }
    }
  trace_emit (domain->sim->trace, TRACE_ATTACKS, NULL);
  for (size_t i = 0; i < n; i++)
    attacker_schedule (&attacks->items[i], configs[i].at);
  return attacks;
}

void
attacks_free (struct attacks *attacks)
{
  for (size_t i = 0; attacks && i < attacks->n; i++)
    {
      struct attacker *attacker = &attacks->items[i];

      g_clear_pointer (&attacker->victims, g_ptr_array_unref);
      g_clear_pointer (&attacker->captured, g_ptr_array_unref);
      g_clear_pointer (&attacker->channels, g_ptr_array_unref);
      g_clear_pointer (&attacker->rng, gsl_rng_free);
      routability_free (attacker->tests);
    }
  g_free (attacks);
}
