/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/bridge/bridge.h"

#include <string.h>

#include "models/bridge/roles.h"

struct bridge
{
  GPtrArray *points; /* struct attach_point *, in the order of the arguments */
};

static void
attach_point_free (void *pointer)
{
  struct attach_point *point = pointer;

  if (point->role && point->role->detach)
    point->role->detach (point);
  device_close (point->device);
  attach_point_config_clear (&point->config);
  g_free (point);
}

struct bridge *
bridge_new (void)
{
  struct bridge *bridge = g_new0 (struct bridge, 1);

  bridge->points = g_ptr_array_new_with_free_func (attach_point_free);
  return bridge;
}

void
bridge_free (struct bridge *bridge)
{
  if (!bridge)
    return;
  g_ptr_array_unref (bridge->points);
  g_free (bridge);
}

unsigned
bridge_points (const struct bridge *bridge)
{
  return bridge->points->len;
}

struct attach_point *
bridge_point (const struct bridge *bridge, unsigned i)
{
  return g_ptr_array_index (bridge->points, i);
}

/* ---- opening ------------------------------------------------------- */

/* Locally administered, one per attach point; mobile nodes and simulated
 * routers have 02:00:5e and 02:00:5f (models/domain.c). */
static void
make_link_layer (struct attach_point *point, unsigned number)
{
  const uint8_t link_layer[6] = { 0x02, 0, 0x5d, 0, 0, (uint8_t)number };

  memcpy (point->link_layer, link_layer, sizeof point->link_layer);
}

static void
prefix_argument (const char *argument, GError **error)
{
  g_prefix_error (error, "--attach %s: ", argument);
}

static bool
open_device (struct attach_point *point, GError **error)
{
  const struct attach_point_config *config = &point->config;
  struct device_config device = { .kind = config->kind,
                                  .interface = config->interface,
                                  .netns = config->netns,
                                  .set_link_layer = config->has_link_layer,
                                  .mtu = config->mtu };

  memcpy (device.link_layer, config->link_layer, sizeof device.link_layer);
  point->device = device_open (&device, error);
  if (!point->device)
    return false;
  point->mtu
      = MIN (point->device->mtu, config->mtu ? config->mtu : ATTACH_MTU_MOST);
  return true;
}

bool
bridge_open (struct bridge *bridge, const char *argument, GError **error)
{
  struct attach_point *point = g_new0 (struct attach_point, 1);
  const struct address fe80_1 = { { 0xfe, 0x80, [15] = 1 } };

  make_link_layer (point, bridge->points->len);
  point->link_local = fe80_1;
  g_ptr_array_add (bridge->points, point);
  if (attach_point_config_parse (&point->config, argument, error)
      && open_device (point, error))
    return true;
  prefix_argument (argument, error);
  return false;
}

/* ---- attaching ----------------------------------------------------- */

static const struct attach_role *
find_role (const struct attach_point *point, const struct domain *domain)
{
  const struct attach_point_config *config = &point->config;

  for (const struct attach_role *const *role = attach_roles; *role; role++)
    if (config->role ? strcmp ((*role)->name, config->role) == 0
                     : (*role)->fits (domain, config->node))
      return *role;
  return NULL;
}

static char *
role_names (void)
{
  GString *names = g_string_new (NULL);

  for (const struct attach_role *const *role = attach_roles; *role; role++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                            (*role)->name);
  return g_string_free (names, FALSE);
}

static bool
choose_role (struct attach_point *point, const struct domain *domain,
             GError **error)
{
  g_autofree char *names = role_names ();

  point->role = find_role (point, domain);
  if (!point->role)
    g_set_error (error, BRIDGE_ERROR, BRIDGE_ERROR_SCENARIO,
                 "node '%s' has %s; roles are %s", point->config.node,
                 point->config.role ? "no such role"
                                    : "none of the roles that can be attached",
                 names);
  return point->role;
}

static bool
attach (struct attach_point *point, struct domain *domain, GError **error)
{
  point->domain = domain;
  if (!network_find_node (domain->sim->network, point->config.node))
    {
      g_set_error (error, BRIDGE_ERROR, BRIDGE_ERROR_SCENARIO,
                   "the scenario has no node '%s'", point->config.node);
      return false;
    }
  return choose_role (point, domain, error)
         && point->role->attach (point, error);
}

/* What tunnels inside of the simulation carry: an Ethernet's worth. */
#define WIRED_MTU 1500

/* Whose node's part in the protocol would be played by nobody. */
static bool
is_possible (const struct attach_point *point,
             const struct architecture *architecture, GError **error)
{
  if (point->role != &role_mobile_node || !architecture->host_based)
    return true;
  g_set_error (error, BRIDGE_ERROR, BRIDGE_ERROR_SCENARIO,
               "under %s a mobile node speaks the protocol itself, so no host "
               "outside can stand for one; attach the access sites that it "
               "visits",
               architecture->name);
  return false;
}

static bool
overlap (const struct prefix *a, const struct prefix *b)
{
  return a->length > 0 && b->length > 0
         && (prefix_contains (a, &b->address)
             || prefix_contains (b, &a->address));
}

/* What is for a host outside leaves by one interface: is it at none of the
 * first @n points? */
static bool
is_alone (const struct bridge *bridge, unsigned n, GError **error)
{
  const struct attach_point *point = bridge_point (bridge, n);
  char text[ADDRESS_TEXT_SIZE];

  for (unsigned i = 0; i < n; i++)
    if (overlap (&bridge_point (bridge, i)->on_link, &point->on_link))
      {
        g_set_error (error, BRIDGE_ERROR, BRIDGE_ERROR_SCENARIO,
                     "%s/%u is attached twice, at interfaces %s and %s",
                     address_text (&point->on_link.address, text),
                     point->on_link.length,
                     bridge_point (bridge, i)->device->interface,
                     point->device->interface);
        return false;
      }
  return true;
}

bool
bridge_attach (struct bridge *bridge, struct domain *domain,
               const struct architecture *architecture, GError **error)
{
  network_set_mtu (domain->sim->network, WIRED_MTU, bridge_tell_too_big);
  network_set_expired (domain->sim->network, bridge_tell_expired);
  for (unsigned i = 0; i < bridge->points->len; i++)
    {
      struct attach_point *point = bridge_point (bridge, i);

      if (attach (point, domain, error)
          && is_possible (point, architecture, error)
          && is_alone (bridge, i, error))
        continue;
      prefix_argument (point->config.node, error);
      return false;
    }
  return true;
}

/* ---- running ------------------------------------------------------- */

bool
bridge_watch (struct bridge *bridge, struct realtime *realtime, GError **error)
{
  for (unsigned i = 0; i < bridge->points->len; i++)
    {
      struct attach_point *point = bridge_point (bridge, i);

      if (!realtime_watch (realtime, point->device->fd, attach_point_read,
                           point, error))
        return false;
    }
  return true;
}

bool
bridge_is_up (const struct bridge *bridge)
{
  for (unsigned i = 0; i < bridge->points->len; i++)
    if (!device_is_up (bridge_point (bridge, i)->device))
      return false;
  return true;
}
