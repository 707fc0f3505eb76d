/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/lma-dialogue.h"

const struct parts good = { .identifier = "mn@example.net",
                            .n_prefixes = 1,
                            .handoff = HI_NEW_INTERFACE,
                            .technology = ATT_802_11,
                            .link_layer = 1,
                            .lifetime = 15,
                            .flags = BU_A | BU_P };

static void
dialogue_begin (struct dialogue *d)
{
  d->mn = world_add_node (d->w, "mn", 1);
  d->lma = world_lma (d->w);
  world_run (d->w, SIM_SECOND);
}

struct dialogue *
dialogue_new_with (const struct domain_config *config)
{
  struct dialogue *d = g_new0 (struct dialogue, 1);

  d->w = world_new_pmipv6 (config);
  dialogue_begin (d);
  return d;
}

struct dialogue *
dialogue_new_multihomed (void)
{
  struct domain_config config = world_config ();
  struct dialogue *d = g_new0 (struct dialogue, 1);

  d->w = world_new (&config);
  d->multihomed.pmipv6
      = (struct pmipv6_config){ .deregister = true, .binding_hold = true };
  domain_build (d->w->domain, &architecture_multihomed, &d->multihomed);
  dialogue_begin (d);
  return d;
}

struct dialogue *
dialogue_new (void)
{
  struct domain_config config = world_config ();

  return dialogue_new_with (&config);
}

void
dialogue_free (struct dialogue *d)
{
  world_free (d->w);
  g_free (d);
}

static void
compose_multipath (const struct parts *parts, struct mh_message *pbu)
{
  struct mh_option *option = mh_add (pbu, OPTION_MAG_MULTIPATH_BINDING);

  option->path.technology = ATT_802_11;
  option->path.id = parts->bid;
  option->path.bulk = parts->bulk;
  option->path.overwrite = parts->overwrite;
  if (parts->anonymous)
    return;
  option = mh_add (pbu, OPTION_MAG_IDENTIFIER);
  option->mn_identifier.subtype = 1;
  option->mn_identifier.id = (struct view){ (const uint8_t *)"mag", 3 };
}

static void
compose_delegated (const struct prefix *prefix, struct mh_message *pbu)
{
  struct mh_option *option = mh_add (pbu, OPTION_DELEGATED_PREFIX);

  option->delegated.length = prefix->length;
  option->delegated.prefix = (struct view){ prefix->address.octet, 16 };
}

void
compose (struct dialogue *d, const struct parts *parts, struct mh_message *pbu)
{
  d->link_layer[0] = 2;
  d->link_layer[5] = parts->link_layer;
  mh_init (pbu, MH_BU);
  pbu->bu.flags = parts->flags;
  pbu->bu.lifetime = parts->lifetime;
  pbu->bu.sequence = ++d->sequence;
  if (parts->identifier)
    mh_add_mn_identifier (pbu, parts->identifier);
  for (unsigned i = 0; i < parts->n_prefixes; i++)
    mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &parts->prefixes[i]);
  if (parts->handoff)
    mh_add_value (pbu, OPTION_HANDOFF_INDICATOR, (uint8_t)parts->handoff);
  if (parts->technology)
    mh_add_value (pbu, OPTION_ACCESS_TECHNOLOGY, (uint8_t)parts->technology);
  if (parts->link_layer)
    mh_add_link_layer (pbu, OPTION_MN_LINK_LAYER_ID, d->link_layer, 6);
  if (parts->link_local)
    mh_add_address (pbu, OPTION_LINK_LOCAL_ADDRESS, &address_unspecified);
  if (parts->timestamp != SIM_TIME_NONE)
    mh_add_timestamp (pbu, parts->timestamp ? parts->timestamp
                                            : sim_now (d->w->sim));
  if (parts->multipath)
    compose_multipath (parts, pbu);
  if (parts->delegated)
    compose_delegated (parts->delegated, pbu);
}

bool
ask_for (struct dialogue *d, unsigned mag, const struct parts *parts,
         sim_time for_long, struct mh_message *pba)
{
  struct mh_message pbu;

  compose (d, parts, &pbu);
  return ask_with (d, mag, &pbu, for_long, pba);
}

bool
ask_with (struct dialogue *d, unsigned mag, const struct mh_message *pbu,
          sim_time for_long, struct mh_message *pba)
{
  unsigned before = world_count (d->w, "PBA");

  mobility_send (&world_mag (d->w, mag)->entity, &d->lma->entity.address, pbu,
                 SIGNALING_HANDOVER, TRANSACTION_NONE);
  world_run (d->w, sim_now (d->w->sim) + for_long);
  if (world_count (d->w, "PBA") == before)
    return false;
  if (pba)
    world_last (d->w, "PBA", pba);
  return true;
}

bool
ask (struct dialogue *d, unsigned mag, const struct parts *parts,
     struct mh_message *pba)
{
  return ask_for (d, mag, parts, 20 * SIM_MILLISECOND, pba);
}

struct bce *
only_bce (struct dialogue *d)
{
  struct bce *bce = lma_node_get (d->lma, d->mn)->entries;

  g_assert_nonnull (bce);
  g_assert_null (bce->next);
  return bce;
}

unsigned
bces (struct dialogue *d)
{
  unsigned n = 0;

  for (struct bce *b = lma_node_get (d->lma, d->mn)->entries; b; b = b->next)
    n++;
  g_assert_cmpuint (d->lma->count.entries, ==, n);
  return n;
}

struct parts
known (struct dialogue *d, unsigned handoff)
{
  struct parts parts = good;

  parts.prefixes[0] = only_bce (d)->prefixes[0];
  parts.handoff = handoff;
  return parts;
}
