/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registrations as who is entitled to them would write them: one way for each
 * role of who keeps them. */
#include "models/access/access.h"
#include "models/attack/attacker.h"

/* Numbers of forged registrations begin here and go up by as many: ahead of
 * the victim's own. */
#define SEQUENCE_STEP 0x100

/* ---- whom and where ------------------------------------------------ */

/* Of @role at @node; the first one where a node is not given. */
static struct mobility_entity *
find_entity (const struct domain *domain, enum entity_role role,
             const struct node *node)
{
  struct mobility_entity *entity = NULL;

  while ((entity = mobility_next_entity (domain, role, entity)))
    if (!node || entity->node == node)
      break;
  return entity;
}

/* The first, or the last, of the node's addresses that are home addresses, or
 * that are none; NULL: it has no such address. */
static const struct mn_address *
find_address (const struct mobile_node *mn, bool home, bool last)
{
  const struct mn_address *found = NULL;

  for (guint i = 0; i < mn->addresses.len; i++)
    {
      const struct mn_address *a = &mn->addresses.at[i];

      if (a->home == home && (last || !found))
        found = a;
    }
  return found;
}

/* The address that is worth most: its home address, else the one it has had for
 * the longest time; NULL: it has none. */
static const struct mn_address *
victim_address (const struct mobile_node *victim)
{
  const struct mn_address *home = find_address (victim, true, false);

  return home ? home : find_address (victim, false, false);
}

/* A node that has been nowhere: the prefix of another one's home address, and
 * its own interface identifier. */
static struct address
guess_home_address (const struct mobile_node *victim)
{
  const GPtrArray *all = victim->domain->mobile_nodes;
  const struct mn_address *other = NULL;
  struct address home = access_link_local (victim->link_layer);

  for (guint i = 0; i < all->len && !other; i++)
    other = find_address (g_ptr_array_index (all, i), true, false);
  if (!other)
    return address_unspecified;
  memcpy (home.octet, other->address.octet, 8);
  return home;
}

struct address
attacker_home_address (const struct mobile_node *victim)
{
  const struct mn_address *a = victim_address (victim);

  return a ? a->address : guess_home_address (victim);
}

/* Node that anchors that address; NULL: it has none. */
static const struct node *
victim_anchor (const struct domain *domain, const struct mobile_node *victim)
{
  const struct mn_address *a = victim_address (victim);

  return a ? network_anchor (domain->sim->network, &a->address) : NULL;
}

/* One at the anchor of the victim's address; else, of roles of which there is
 * one for all, the first. */
static struct mobility_entity *
find_anchor (const struct domain *domain, const struct mobile_node *victim)
{
  static const enum entity_role roles[]
      = { ROLE_CMD, ROLE_LMA, ROLE_HA, ROLE_MAAR };
  const struct node *node = victim_anchor (domain, victim);

  for (unsigned i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      bool central = roles[i] != ROLE_MAAR;
      struct mobility_entity *entity
          = node ? find_entity (domain, roles[i], node) : NULL;

      if (!entity && central)
        entity = find_entity (domain, roles[i], NULL);
      if (entity)
        return entity;
    }
  return NULL;
}

struct mobility_entity *
attacker_find_target (const struct attacker *attacker,
                      enum attack_target target,
                      const struct mobile_node *victim)
{
  const struct domain *domain = attacker->domain;
  const struct node *node;

  switch (target)
    {
    case ATTACK_PREVIOUS:
      node = victim_anchor (domain, victim);
      return node ? find_entity (domain, ROLE_MAAR, node) : NULL;
    case ATTACK_CORRESPONDENT:
      return find_entity (domain, ROLE_CN, NULL);
    default:
      return find_anchor (domain, victim);
    }
}

struct address
attacker_gateway_address (const struct domain *domain, const struct node *node)
{
  static const enum entity_role roles[] = { ROLE_MAG, ROLE_MAAR, ROLE_SGW };

  for (unsigned i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      const struct mobility_entity *entity
          = find_entity (domain, roles[i], node);

      if (entity)
        return entity->address;
    }
  return node->address;
}

struct address
attacker_diversion (const struct attacker *attacker)
{
  const struct forge_config *config
      = attacker->kind->diverts ? attacker->config->kind.config : NULL;
  const struct mn_address *own;
  struct prefix block;

  if (config && config->nobody)
    {
      block = prefix_make (&attacker->to->address, 64);
      return prefix_host (&block, 0xdead);
    }
  if (attacker->mn && attacker->to == attacker->node)
    {
      own = find_address (attacker->mn, false, true);
      return own ? own->address : address_unspecified;
    }
  return attacker_gateway_address (attacker->domain, attacker->to);
}

struct address
attacker_care_of (const struct mobile_node *victim,
                  const struct mobility_entity *target)
{
  const struct mn_address *a;

  if (target->role == ROLE_HA)
    {
      a = find_address (victim, false, true);
      return a ? a->address : address_unspecified;
    }
  if (!victim->router)
    return address_unspecified;
  return attacker_gateway_address (victim->domain, victim->router->node);
}

uint16_t
attacker_sequence (struct attacker *attacker)
{
  attacker->sequence = (uint16_t)(attacker->sequence + SEQUENCE_STEP);
  return attacker->sequence;
}

/* ---- RFC 5213, RFC 8885 -------------------------------------------- */

/* The prefixes of @victim that @node anchors; one ALL_ZERO without any: a
 * first registration asks so. */
static bool
add_prefixes (struct mh_message *pbu, const struct mobile_node *victim,
              const struct node *node)
{
  const struct network *network = node->network;
  unsigned n = 0;

  for (guint i = 0; i < victim->addresses.len; i++)
    {
      const struct mn_address *a = &victim->addresses.at[i];
      const struct prefix prefix = mn_address_prefix (a);

      if (a->home || network_anchor (network, &a->address) != node)
        continue;
      mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &prefix);
      n++;
    }
  if (n == 0)
    mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &(struct prefix){ 0 });
  return n > 0;
}

static void
add_proxy_options (struct mh_message *pbu, const struct mobile_node *victim,
                   bool known)
{
  proxy_pbu_add_access (pbu, victim, access_technology_type (victim),
                        known ? HI_BETWEEN_MAGS : HI_NEW_INTERFACE);
}

static void
add_timestamp (const struct attacker *attacker, struct mh_message *pbu)
{
  if (attacker->domain->config.protocol.timestamps)
    mh_add_timestamp (pbu, domain_clock (attacker->domain));
}

static bool
compose_lma (struct attacker *attacker, const struct mobility_entity *lma,
             struct mobile_node *victim, sim_time lifetime,
             struct forgery *forgery)
{
  struct mh_message *pbu = &forgery->message;
  bool known;

  proxy_pbu_init (pbu, victim, lifetime, 0);
  known = add_prefixes (pbu, victim, lma->node);
  add_proxy_options (pbu, victim, known);
  add_timestamp (attacker, pbu);
  return true;
}

/* All prefixes of the victim are in use (RFC 8885 4.3): those that are not
 * named can be given up. */
static void
add_anchored (struct mh_message *pbu, const struct mobile_node *victim)
{
  for (guint i = 0; i < victim->addresses.len; i++)
    {
      const struct prefix prefix = mn_address_prefix (&victim->addresses.at[i]);

      mh_add_prefix (pbu, OPTION_ANCHORED_PREFIX, &prefix);
    }
}

/* A serving MAAR registers a prefix of its own: any of the block it claims to
 * be of. */
static bool
compose_cmd (struct attacker *attacker,
             const struct mobility_entity *cmd G_GNUC_UNUSED,
             struct mobile_node *victim, sim_time lifetime,
             struct forgery *forgery)
{
  struct mh_message *pbu = &forgery->message;
  struct prefix own = prefix_make (&forgery->source, 64);

  own.address.octet[6] = own.address.octet[7] = 0xff;
  proxy_pbu_init (pbu, victim, lifetime, BU_D);
  mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &own);
  add_anchored (pbu, victim);
  add_proxy_options (pbu, victim, victim->router != NULL);
  add_timestamp (attacker, pbu);
  return true;
}

/* In the name of the CMD, or of the MAAR diverted to where there is none. */
static bool
compose_maar (struct attacker *attacker, const struct mobility_entity *maar,
              struct mobile_node *victim, sim_time lifetime,
              struct forgery *forgery)
{
  const struct mobility_entity *cmd
      = find_entity (attacker->domain, ROLE_CMD, NULL);
  struct mh_message *pbu = &forgery->message;
  struct address serving = forgery->source;

  if (cmd)
    forgery->source = cmd->address;
  proxy_pbu_init (pbu, victim, lifetime, BU_D);
  if (!add_prefixes (pbu, victim, maar->node))
    return false;
  if (lifetime > 0)
    mh_add_address (pbu, OPTION_SERVING_MAAR, &serving);
  add_proxy_options (pbu, victim, true);
  add_timestamp (attacker, pbu);
  return true;
}

/* ---- RFC 6275 11.7.1 ----------------------------------------------- */

static bool
compose_ha (struct attacker *attacker G_GNUC_UNUSED,
            const struct mobility_entity *ha G_GNUC_UNUSED,
            struct mobile_node *victim, sim_time lifetime,
            struct forgery *forgery)
{
  struct address home = attacker_home_address (victim);
  struct mh_message *bu = &forgery->message;

  if (address_is_unspecified (&home))
    return false;
  mh_init (bu, MH_BU);
  bu->bu.flags = BU_A | BU_H;
  bu->bu.lifetime = mobility_lifetime_units (lifetime);
  if (lifetime > 0)
    forgery->home_source = home;
  else
    forgery->source = home;
  return true;
}

/* ---- the table ----------------------------------------------------- */

typedef bool composer (struct attacker *attacker,
                       const struct mobility_entity *target,
                       struct mobile_node *victim, sim_time lifetime,
                       struct forgery *forgery);

static composer *const composers[ENTITY_ROLES_N] = {
  [ROLE_LMA] = compose_lma,
  [ROLE_CMD] = compose_cmd,
  [ROLE_MAAR] = compose_maar,
  [ROLE_HA] = compose_ha,
};

/* What is diverted goes where the new care-of address is; what is de-registered
 * goes nowhere. */
static void
set_end (const struct attacker *attacker, sim_time lifetime,
         struct forgery *forgery)
{
  const struct forge_config *config
      = attacker->kind->diverts ? attacker->config->kind.config : NULL;

  forgery->end = ATTACK_END_BLACKHOLE;
  if (lifetime == 0)
    return;
  forgery->gateway = attacker->to;
  if (config && config->nobody)
    return;
  forgery->end = attacker->to == attacker->node ? ATTACK_END_ATTACKER
                                                : ATTACK_END_THIRD_PARTY;
}

bool
attacker_compose (struct attacker *attacker,
                  const struct mobility_entity *target,
                  struct mobile_node *victim, sim_time lifetime,
                  struct forgery *forgery)
{
  composer *compose = composers[target->role];

  forgery->victim = victim;
  forgery->target = target->node;
  forgery->destination = target->address;
  forgery->registers = !victim->router;
  forgery->source = lifetime > 0 ? attacker_diversion (attacker)
                                 : attacker_care_of (victim, target);
  set_end (attacker, lifetime, forgery);
  if (!compose || address_is_unspecified (&forgery->source)
      || !compose (attacker, target, victim, lifetime, forgery))
    return false;
  forgery->message.bu.sequence = attacker_sequence (attacker);
  return true;
}
