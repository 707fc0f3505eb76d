/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a binding means at the MAG: routes and advertisements. */
#include "models/access/access.h"
#include "models/pmipv6/fast.h"
#include "models/pmipv6/localized.h"

/* RFC 6543 3: the same on all access links of the domain. */
static const uint8_t fixed_link_layer[6]
    = { 0x00, 0x00, 0x5e, 0x00, 0x52, 0x13 };
static const struct address fixed_link_local
    = { { 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x5e, 0xff, 0xfe, 0x00,
          0x52, 0x13 } };

/* As many as one RA can carry; see ND_PREFIXES_MAX. */
#define PREFIXES_MAX 64

void
mag_refuse_unknown (struct mag *mag)
{
  struct route drop = { .kind = ROUTE_DROP, .reason = DROP_NOT_READY };
  struct prefix all = { .length = 0 };

  node_set_exit_route (mag->entity.node, &all, &drop);
  node_set_source_route (mag->entity.node, &all, &drop);
  node_accept_tunnel (mag->entity.node, &mag->anchor);
}

static struct route
bul_uplink (struct bul_entry *entry)
{
  const struct pmipv6 *pmipv6 = entry->mag->pmipv6;
  struct route tunnel = { .kind = ROUTE_TUNNEL,
                          .local = entry->mag->entity.address,
                          .peer = entry->exchange.peer };

  if (pmipv6->extension)
    return pmipv6->extension->uplink (entry);
  return localized_uplink (entry, &tunnel);
}

void
bul_set_uplink (struct bul_entry *entry)
{
  struct node *node = entry->mag->entity.node;
  struct route route = bul_uplink (entry);

  for (uint32_t i = 0; i < entry->n_prefixes; i++)
    node_set_source_route (node, &entry->prefixes[i], &route);
  if (entry->delegated.length > 0)
    node_set_source_route (node, &entry->delegated, &route);
}

/* RFC 5213 6.10.5. */
void
bul_open (struct bul_entry *entry)
{
  struct node *node = entry->mag->entity.node;
  struct route access = { .kind = ROUTE_ACCESS, .link = entry->mn->radio };

  for (uint32_t i = 0; i < entry->n_prefixes && access.link; i++)
    node_set_exit_route (node, &entry->prefixes[i], &access);
  localized_mag_open (entry);
  bul_set_uplink (entry);
  if (access.link)
    mag_wait_over (entry->mag, entry->prefixes, entry->n_prefixes, &access);
}

static void
bul_close_delegated (struct bul_entry *entry)
{
  if (entry->delegated.length > 0)
    node_remove_source_route (entry->mag->entity.node, &entry->delegated);
}

void
bul_close (struct bul_entry *entry, enum drop_reason why)
{
  struct node *node = entry->mag->entity.node;
  struct route drop = { .kind = ROUTE_DROP, .reason = (uint8_t)why };

  localized_mag_leave (entry);
  for (uint32_t i = 0; i < entry->n_prefixes; i++)
    {
      node_set_exit_route (node, &entry->prefixes[i], &drop);
      node_remove_source_route (node, &entry->prefixes[i]);
    }
  bul_close_delegated (entry);
}

void
bul_forget (struct bul_entry *entry)
{
  struct node *node = entry->mag->entity.node;

  localized_mag_leave (entry);
  for (uint32_t i = 0; i < entry->n_prefixes; i++)
    {
      node_remove_exit_route (node, &entry->prefixes[i]);
      node_remove_source_route (node, &entry->prefixes[i]);
    }
  g_clear_pointer (&entry->prefixes, g_free);
  entry->n_prefixes = 0;
  bul_close_delegated (entry);
  entry->delegated.length = 0;
}

static struct prefix
pba_prefix (const struct bul_entry *entry, const struct mh_message *pba,
            unsigned i)
{
  return mobility_prefix (&entry->mag->entity,
                          mh_find (pba, OPTION_HOME_NETWORK_PREFIX, i));
}

static bool
bul_has_prefixes (const struct bul_entry *entry, const struct mh_message *pba,
                  unsigned n)
{
  if (n != entry->n_prefixes)
    return false;
  for (unsigned i = 0; i < n; i++)
    {
      struct prefix prefix = pba_prefix (entry, pba, i);

      if (!prefix_equal (&prefix, &entry->prefixes[i]))
        return false;
    }
  return true;
}

bool
bul_take_prefixes (struct bul_entry *entry, const struct mh_message *pba)
{
  unsigned n = MIN (mh_count (pba, OPTION_HOME_NETWORK_PREFIX), PREFIXES_MAX);
  bool same = bul_has_prefixes (entry, pba, n);

  if (!same)
    bul_forget (entry);
  if (bul_take_delegation (entry, pba) && same)
    return true;
  if (same)
    return false;
  entry->prefixes = g_new (struct prefix, n);
  entry->n_prefixes = n;
  for (unsigned i = 0; i < n; i++)
    entry->prefixes[i] = pba_prefix (entry, pba, i);
  return true;
}

void
mag_advertise (struct mag *mag, struct mobile_node *mn,
               const struct prefix *prefixes, uint32_t n, sim_time lifetime)
{
  uint32_t seconds = (uint32_t)(MAX (lifetime, 0) / SIM_SECOND);
  struct ra_prefix ra[PREFIXES_MAX];

  if (mn->logical)
    return;
  for (uint32_t i = 0; i < n; i++)
    ra[i] = (struct ra_prefix){ .prefix = prefixes[i],
                                .preferred_lifetime = seconds,
                                .valid_lifetime = seconds };
  access_send_ra (mag->router, mn, &fixed_link_local, fixed_link_layer, ra, n);
}

/* Prefix lifetimes are tied to the binding's (RFC 5213 6.7), so each refresh
 * advertises again. */
void
bul_advertise (struct bul_entry *entry)
{
  const struct pmipv6_gateways *gateways = entry->mag->pmipv6->gateways;
  struct mag *mag = entry->mag;

  mag_advertise (mag, entry->mn, entry->prefixes, entry->n_prefixes,
                 entry->expires - sim_now (mag->entity.domain->sim));
  if (gateways && gateways->advertised && !entry->mn->logical)
    gateways->advertised (entry);
}
