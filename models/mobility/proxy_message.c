/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mobility/kit.h"

#define LIFETIME_UNIT (4 * SIM_SECOND) /* RFC 6275 6.1.7 */

/* Rounded down, but never to 0, which would de-register. */
uint16_t
mobility_lifetime_units (sim_time lifetime)
{
  if (lifetime <= 0)
    return 0;
  return (uint16_t)CLAMP (lifetime / LIFETIME_UNIT, 1, UINT16_MAX);
}

sim_time
mobility_lifetime (uint16_t units)
{
  return units * LIFETIME_UNIT;
}

sim_time
mobility_refresh_delay (sim_time lifetime)
{
  return lifetime / 2;
}

void
proxy_pbu_init (struct mh_message *pbu, const struct mobile_node *mn,
                sim_time lifetime, unsigned more_flags)
{
  mh_init (pbu, MH_BU);
  pbu->bu.flags = (uint16_t)(BU_A | BU_P | more_flags);
  pbu->bu.lifetime = mobility_lifetime_units (lifetime);
  mh_add_mn_identifier (pbu, mn->identifier);
}

void
proxy_pbu_add_access (struct mh_message *pbu, const struct mobile_node *mn,
                      uint8_t technology, enum handoff_indicator hi)
{
  mh_add_value (pbu, OPTION_HANDOFF_INDICATOR, (uint8_t)hi);
  mh_add_value (pbu, OPTION_ACCESS_TECHNOLOGY, technology);
  mh_add_link_layer (pbu, OPTION_MN_LINK_LAYER_ID, mn->link_layer,
                     sizeof mn->link_layer);
}

void
proxy_pba_init (struct mh_message *pba, const struct mh_message *pbu,
                enum binding_status status, sim_time lifetime,
                unsigned more_flags)
{
  const struct mh_option *identifier = mh_find (pbu, OPTION_MN_IDENTIFIER, 0);

  mh_init (pba, MH_BA);
  pba->ba.status = (uint8_t)status;
  pba->ba.flags = (uint8_t)(BA_P | more_flags);
  pba->ba.sequence = pbu->bu.sequence;
  pba->ba.lifetime = mobility_lifetime_units (lifetime);
  if (identifier)
    mh_add (pba, OPTION_MN_IDENTIFIER)->mn_identifier
        = identifier->mn_identifier;
  else
    mh_add_mn_identifier (pba, "");
}

/* RFC 5213 5.5, 7 to 9: a refused order is told our time of day. */
static void
mirror_timestamp (const struct mobility_entity *entity, struct mh_message *pba,
                  const struct mh_option *timestamp)
{
  if (pba->ba.status == STATUS_TIMESTAMP_LOWER
      || pba->ba.status == STATUS_TIMESTAMP_MISMATCH)
    mh_add_timestamp (pba, mobility_clock (entity));
  else
    mh_add (pba, OPTION_TIMESTAMP)->timestamp = timestamp->timestamp;
}

void
proxy_pba_mirror (const struct mobility_entity *entity, struct mh_message *pba,
                  const struct mh_message *pbu)
{
  const struct mh_option *o;

  o = mh_find (pbu, OPTION_HANDOFF_INDICATOR, 0);
  mh_add_value (pba, OPTION_HANDOFF_INDICATOR, o ? o->value : 0);
  o = mh_find (pbu, OPTION_ACCESS_TECHNOLOGY, 0);
  mh_add_value (pba, OPTION_ACCESS_TECHNOLOGY, o ? o->value : 0);
  o = mh_find (pbu, OPTION_MN_LINK_LAYER_ID, 0);
  if (o)
    mh_add_link_layer (pba, OPTION_MN_LINK_LAYER_ID, o->link_layer.octets,
                       o->link_layer.n);
  o = mh_find (pbu, OPTION_LINK_LOCAL_ADDRESS, 0);
  if (o)
    mh_add_address (pba, OPTION_LINK_LOCAL_ADDRESS, &o->address);
  o = mh_find (pbu, OPTION_TIMESTAMP, 0);
  if (o)
    mirror_timestamp (entity, pba, o);
}

void
proxy_pba_return_prefixes (struct mh_message *pba, const struct mh_message *pbu)
{
  const struct mh_option *option;
  unsigned n = 0;

  while ((option = mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, n++)))
    mh_add (pba, OPTION_HOME_NETWORK_PREFIX)->prefix = option->prefix;
  if (n == 1)
    mh_add_prefix (pba, OPTION_HOME_NETWORK_PREFIX, &(struct prefix){ 0 });
}

enum binding_status
proxy_pbu_check (struct mobility_entity *entity, const struct mh_message *pbu,
                 bool trusted, const struct mobile_node *mn,
                 const struct binding_order *order)
{
  enum binding_status status;

  if (!mh_find (pbu, OPTION_MN_IDENTIFIER, 0))
    return STATUS_MISSING_MN_IDENTIFIER;
  if (!trusted)
    return STATUS_MAG_NOT_AUTHORIZED;
  if (!mn)
    return STATUS_NOT_LMA_FOR_THIS_MN;
  if (mn->prefixes == 0)
    return STATUS_PROXY_REG_NOT_ENABLED;
  status = binding_order_check (entity, order, pbu);
  if (status != STATUS_ACCEPTED)
    return status;
  if (!mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, 0))
    return STATUS_MISSING_HNP;
  if (!mh_find (pbu, OPTION_HANDOFF_INDICATOR, 0))
    return STATUS_MISSING_HANDOFF_INDICATOR;
  if (!mh_find (pbu, OPTION_ACCESS_TECHNOLOGY, 0))
    return STATUS_MISSING_ACCESS_TECHNOLOGY;
  return STATUS_ACCEPTED;
}

static void
kit_index_node (struct mobility_kit *kit, struct mobile_node *mn)
{
  struct view *key = g_new (struct view, 1);

  key->octets = (const uint8_t *)mn->identifier;
  key->n = strlen (mn->identifier);
  g_hash_table_insert (kit->mobile_nodes, key, mn);
}

/* Mobile nodes can be added as long as the domain lives. */
static void
kit_index_nodes (struct mobility_kit *kit, const struct domain *domain)
{
  for (; kit->indexed < domain->mobile_nodes->len; kit->indexed++)
    kit_index_node (kit,
                    g_ptr_array_index (domain->mobile_nodes, kit->indexed));
}

void
mobility_add_mn (struct domain *domain, struct mobile_node *mn)
{
  kit_index_node (domain->mobility, mn);
}

struct mobile_node *
mobility_find_named (struct mobility_entity *entity,
                     const struct mh_option *identifier)
{
  struct mobility_kit *kit = entity->domain->mobility;
  struct mobile_node *mn;

  kit_index_nodes (kit, entity->domain);
  mn = g_hash_table_lookup (kit->mobile_nodes, &identifier->mn_identifier.id);
  return mn ? mn : mobility_find_raw (entity, &identifier->mn_identifier.id);
}

struct mobile_node *
mobility_find_mn (struct mobility_entity *entity,
                  const struct mh_message *message)
{
  const struct mh_option *identifier
      = mh_find (message, OPTION_MN_IDENTIFIER, 0);

  return identifier ? mobility_find_named (entity, identifier) : NULL;
}
