/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mobile node whose host is real: the plug of models/access/outside.h.
 *
 * The host forms its own addresses (RFC 4862) and talks to whatever routers
 * have advertised themselves on the present link.  What the simulated stack
 * concludes from a new link, that addresses nobody advertises there are
 * deprecated (models/access/host.c), no real host does by itself: it is told by
 * advertisements in the name of the routers that are gone (RFC 8885 3.7:
 * preferred lifetime 0; RFC 4861 6.2.5: router lifetime 0).
 *
 * Flows are told by the packets seen: a prefix of the node lives until none
 * has used it for the idle time. */
#include <string.h>

#include "models/access/outside.h"
#include "models/bridge/roles.h"
#include "models/codec/ip.h"
#include "models/codec/nd.h"
#include "models/traffic/traffic.h"

/* Octets of an advertisement with one prefix, and more. */
#define MESSAGE_ROOM 256
/* What tunnels of the architectures may put in front: IPv6, and GRE or UDP. */
#define TUNNEL_ROOM 48

/* A prefix of the node as a flow. */
struct seen_flow
{
  struct mobile_host *host;
  struct flow flow;
  bool live;
  sim_time last; /* packet */
};

/* attach_point.state */
struct mobile_host
{
  struct attach_point *point;
  struct mobile_node *mn;
  GPtrArray *flows; /* struct seen_flow * */
  event_kind idle;
};

/* ---- flows --------------------------------------------------------- */

static sim_time
idle_time (const struct mobile_host *host)
{
  return host->point->config.idle * SIM_SECOND;
}

static void
watch_flow (struct seen_flow *seen)
{
  struct sim *sim = seen->host->point->domain->sim;

  engine_schedule (sim->engine, seen->last + idle_time (seen->host),
                   node_origin (seen->host->mn->node), seen->host->idle, seen);
}

static void
expire_flow (struct sim *sim, void *subject)
{
  struct seen_flow *seen = subject;

  if (seen->last + idle_time (seen->host) > sim_now (sim))
    {
      watch_flow (seen);
      return;
    }
  seen->live = false;
  seen->flow.end = sim_now (sim);
  traffic_flow_over (&seen->flow);
}

static const struct mn_address *
find_address (const struct mobile_node *mn, const struct address *address)
{
  for (guint i = 0; i < mn->addresses.len; i++)
    {
      const struct mn_address *a = &mn->addresses.at[i];

      const struct prefix prefix = mn_address_prefix (a);

      if (prefix_contains (&prefix, address))
        return a;
    }
  return NULL;
}

static struct seen_flow *
find_flow (struct mobile_host *host, const struct prefix *prefix)
{
  struct seen_flow *seen;

  for (guint i = 0; i < host->flows->len; i++)
    {
      seen = g_ptr_array_index (host->flows, i);
      if (prefix_equal (&seen->flow.mn_prefix, prefix))
        return seen;
    }
  seen = g_new0 (struct seen_flow, 1);
  seen->host = host;
  seen->flow.mn_prefix = *prefix;
  g_ptr_array_add (host->flows, seen);
  return seen;
}

static void
begin_flow (struct seen_flow *seen, const struct address *address,
            const struct address *peer)
{
  struct mobile_host *host = seen->host;
  struct sim *sim = host->point->domain->sim;

  seen->live = true;
  seen->flow.name = "outside";
  seen->flow.mn = host->mn;
  seen->flow.mn_address = *address;
  seen->flow.peer_address = *peer;
  seen->flow.anchor = network_anchor (sim->network, address);
  seen->flow.start = sim_now (sim);
  seen->flow.end = SIM_TIME_NONE;
  traffic_flow_seen (&seen->flow);
  watch_flow (seen);
}

/* A packet of @address with @peer crosses the host's link. */
static void
note_flow (struct mobile_host *host, const struct address *address,
           const struct address *peer)
{
  const struct mn_address *known = find_address (host->mn, address);
  struct seen_flow *seen;
  struct prefix prefix;

  if (!known)
    return;
  prefix = mn_address_prefix (known);
  seen = find_flow (host, &prefix);
  seen->last = sim_now (host->point->domain->sim);
  if (!seen->live)
    begin_flow (seen, address, peer);
}

/* ---- deprecation --------------------------------------------------- */

/* In the name of @a's router, which is not on this link. */
static void
tell_deprecated (const struct mobile_host *host, const struct mn_address *a)
{
  sim_time left = a->valid_until - sim_now (host->point->domain->sim);
  struct nd_message message = { .type = ND_ROUTER_ADVERTISEMENT };
  struct ip_header header = { .version = 6,
                              .next_header = NEXT_ICMPV6,
                              .hop_limit = 255,
                              .source = a->router,
                              .destination = address_all_nodes };
  uint8_t octets[MESSAGE_ROOM], all[6] = { 0x33, 0x33, 0, 0, 0, 1 };
  size_t n;

  message.n_prefixes = 1;
  message.prefixes[0] = (struct nd_prefix){
    .prefix = mn_address_prefix (a),
    .autonomous = true,
    .valid_lifetime = (uint32_t)CLAMP (left / SIM_SECOND, 0, INT32_MAX),
  };
  header.payload = (uint16_t)nd_encoded_size (&message);
  n = ip_write (&header, octets);
  n += nd_encode (&message, &header.source, &header.destination, octets + n,
                  sizeof octets - n);
  attach_point_write (host->point, octets, n, all);
}

static void
mobile_host_advertised (struct mobile_node *mn, void *data)
{
  const struct mobile_host *host = data;

  for (guint i = 0; i < mn->addresses.len; i++)
    {
      const struct mn_address *a = &mn->addresses.at[i];

      if (!a->confirmed && !outside_find_router (mn, &a->router))
        tell_deprecated (host, a);
    }
}

/* ---- packets ------------------------------------------------------- */

/* Frames come from the router whose link-local address is the packet's source,
 * all others from the first that advertised. */
static void
choose_sender (struct mobile_host *host, const struct address *source)
{
  const struct outside_router *router = outside_find_router (host->mn, source);

  if (!router && host->mn->outside->n_routers > 0)
    router = &host->mn->outside->routers[0];
  if (router)
    memcpy (host->point->link_layer, router->link_layer, 6);
}

static void
mobile_host_deliver (struct node *node, struct packet *p, void *data)
{
  struct mobile_host *host = data;
  struct address source = packet_source (p),
                 destination = packet_destination (p);

  choose_sender (host, &source);
  if (p->class != PACKET_ND)
    note_flow (host, &destination, &source);
  attach_point_send (node, p, host->point);
}

static void
mobile_host_receive (struct attach_point *point, struct packet *p)
{
  struct mobile_host *host = point->state;
  struct address source = packet_source (p),
                 destination = packet_destination (p);

  if (p->class != PACKET_ND)
    note_flow (host, &source, &destination);
  node_send (point->node, p);
}

static bool
mobile_host_accepts (const struct attach_point *point,
                     const uint8_t link_layer[6])
{
  const struct mobile_host *host = point->state;
  const struct outside_host *outside = host->mn->outside;

  for (unsigned i = 0; i < outside->n_routers; i++)
    if (memcmp (outside->routers[i].link_layer, link_layer, 6) == 0)
      return true;
  return false;
}

/* ---- life ---------------------------------------------------------- */

static struct mobile_node *
find_mobile_node (const struct domain *domain, const char *name)
{
  for (guint i = 0; i < domain->mobile_nodes->len; i++)
    {
      struct mobile_node *mn = g_ptr_array_index (domain->mobile_nodes, i);

      if (strcmp (mn->node->name, name) == 0)
        return mn;
    }
  return NULL;
}

static bool
mobile_host_fits (const struct domain *domain, const char *name)
{
  return find_mobile_node (domain, name);
}

/* The link-layer address of the host: as stated, that of the TAP, else what the
 * node has in the simulation. */
static const uint8_t *
link_layer_of (const struct mobile_host *host)
{
  const struct attach_point *point = host->point;

  if (point->config.has_link_layer)
    return point->config.link_layer;
  return point->device->kind == DEVICE_TAP ? point->device->link_layer
                                           : host->mn->link_layer;
}

static void
plug_in (struct mobile_host *host)
{
  const struct attach_point *point = host->point;
  const struct outside_host outside = {
    .deliver = mobile_host_deliver,
    .advertised = mobile_host_advertised,
    .data = host,
    .mtu = MAX (point->mtu - TUNNEL_ROOM, ATTACH_MTU_LEAST),
  };
  uint8_t link_layer[6];

  memcpy (link_layer, link_layer_of (host), sizeof link_layer);
  access_set_outside_host (host->mn, &outside, link_layer);
}

static bool
mobile_host_attach (struct attach_point *point, GError **error)
{
  struct mobile_node *mn = find_mobile_node (point->domain, point->config.node);
  struct mobile_host *host;

  if (point->config.has_address)
    {
      g_set_error (error, BRIDGE_ERROR, BRIDGE_ERROR_SCENARIO,
                   "address= is for correspondents; a mobile node makes its "
                   "addresses of the prefixes it is told");
      return false;
    }
  if (!mn || mn->outside)
    {
      g_set_error (error, BRIDGE_ERROR, BRIDGE_ERROR_SCENARIO,
                   mn ? "mobile node '%s' is attached twice"
                      : "'%s' is no mobile node",
                   point->config.node);
      return false;
    }
  host = point->state = g_new0 (struct mobile_host, 1);
  host->point = point;
  host->mn = mn;
  host->flows = g_ptr_array_new_with_free_func (g_free);
  host->idle
      = engine_kind (point->domain->sim->engine, "bridge-idle", expire_flow);
  point->node = mn->node;
  plug_in (host);
  return true;
}

static void
mobile_host_detach (struct attach_point *point)
{
  struct mobile_host *host = point->state;

  if (!host)
    return;
  g_ptr_array_unref (host->flows);
  g_free (host);
}

const struct attach_role role_mobile_node = { .name = "mobile-node",
                                              .fits = mobile_host_fits,
                                              .attach = mobile_host_attach,
                                              .receive = mobile_host_receive,
                                              .accepts = mobile_host_accepts,
                                              .detach = mobile_host_detach };
