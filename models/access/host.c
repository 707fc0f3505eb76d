/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mobile node's IPv6 stack: router solicitation (RFC 4861 6.3.7), stateless
 * addresses (RFC 4862 5.5), what to believe of them on a new link (in the
 * spirit of RFC 6059), and source address selection (RFC 6724 5).
 *
 * At link up no address is confirmed.  An advertisement confirms the addresses
 * of its prefixes and those learned from the same router.  Once one has been
 * heard on the link, addresses it did not confirm count as deprecated.
 *
 * The access link is taken as authenticated, so a lifetime may shrink at once
 * (RFC 4862 5.5.3 e, the exemption of point 2).  Duplicate address detection
 * is up to architectures that want its time and its messages: interface
 * identifiers are unique by construction. */
#include <string.h>

#include "models/access/outside.h"
#include "models/access/state.h"
#include "models/codec/nd.h"

#define RTR_SOLICITATION_INTERVAL (4 * SIM_SECOND) /* RFC 4861 10 */
#define MAX_RTR_SOLICITATIONS 3
#define SLAAC_PREFIX_LENGTH 64

/* ---- addresses ----------------------------------------------------- */

/* RFC 4291 2.5.1: modified EUI-64. */
static uint64_t
interface_identifier (const uint8_t link_layer[6])
{
  const uint8_t octets[8]
      = { link_layer[0] ^ 0x02, link_layer[1], link_layer[2], 0xff, 0xfe,
          link_layer[3],        link_layer[4], link_layer[5] };
  uint64_t id = 0;

  for (unsigned i = 0; i < sizeof octets; i++)
    id = id << 8 | octets[i];
  return id;
}

struct address
access_link_local (const uint8_t link_layer[6])
{
  const struct prefix fe80 = { .address.octet = { 0xfe, 0x80 }, .length = 64 };

  return prefix_host (&fe80, interface_identifier (link_layer));
}

static void
tell_listeners (struct mobile_node *mn)
{
  const GArray *listeners = mn->domain->access->listeners;

  for (guint i = 0; i < listeners->len; i++)
    {
      struct access_listener one
          = g_array_index (listeners, struct access_listener, i);

      one.listener (mn, one.data);
    }
}

static struct mn_address *
find_address (const struct mobile_node *mn, const struct prefix *prefix)
{
  for (guint i = 0; i < mn->addresses.len; i++)
    {
      struct mn_address *a = &mn->addresses.at[i];

      if (a->prefix_length == prefix->length
          && prefix_contains (prefix, &a->address))
        return a;
    }
  return NULL;
}

static struct mn_address *
form_address (struct mobile_node *mn, const struct prefix *prefix)
{
  struct mn_addresses *all = &mn->addresses;
  struct mn_address *a;

  all->at = g_renew (struct mn_address, all->at, all->len + 1);
  a = &all->at[all->len++];
  *a = (struct mn_address){
    .address = prefix_host (prefix, interface_identifier (mn->link_layer)),
    .prefix_length = prefix->length,
  };
  node_add_address (mn->node, &a->address);
  return a;
}

void
access_add_home_address (struct mobile_node *mn, const struct prefix *prefix)
{
  struct mn_address *a = find_address (mn, prefix);

  if (!a)
    a = form_address (mn, prefix);
  if (a->home)
    return;
  a->home = true;
  a->preferred_until = a->valid_until = SIM_TIME_MAX;
  tell_listeners (mn);
}

const struct mn_address *
access_link_address (const struct mobile_node *mn)
{
  for (guint i = 0; mn->advertised && i < mn->addresses.len; i++)
    {
      const struct mn_address *a = &mn->addresses.at[i];

      if (a->confirmed)
        return a;
    }
  return NULL;
}

static void
remove_address (struct mn_addresses *all, guint i)
{
  all->len--;
  memmove (&all->at[i], &all->at[i + 1], (all->len - i) * sizeof *all->at);
  all->at = g_renew (struct mn_address, all->at, all->len);
}

static void
forget_invalid_addresses (struct mobile_node *mn)
{
  sim_time now = sim_now (mn->domain->sim);

  for (guint i = mn->addresses.len; i-- > 0;)
    {
      const struct mn_address *a = &mn->addresses.at[i];

      if (a->valid_until > now)
        continue;
      node_remove_address (mn->node, &a->address);
      remove_address (&mn->addresses, i);
    }
}

/* ---- router advertisements ----------------------------------------- */

static sim_time
lifetime_end (sim_time now, uint32_t seconds)
{
  if (seconds == ND_LIFETIME_INFINITE)
    return SIM_TIME_MAX;
  return now + (sim_time)seconds * SIM_SECOND;
}

/* RFC 4862 5.5.3, a to e. */
static void
take_prefix (struct mobile_node *mn, const struct nd_prefix *option,
             const struct address *router)
{
  sim_time now = sim_now (mn->domain->sim);
  struct mn_address *a;

  if (!option->autonomous || address_is_link_local (&option->prefix.address)
      || option->preferred_lifetime > option->valid_lifetime
      || option->prefix.length != SLAAC_PREFIX_LENGTH)
    return;
  a = find_address (mn, &option->prefix);
  if (!a && option->valid_lifetime == 0)
    return;
  if (!a)
    a = form_address (mn, &option->prefix);
  a->router = *router;
  a->confirmed = true;
  if (a->home)
    return;
  a->preferred_until = lifetime_end (now, option->preferred_lifetime);
  a->valid_until = lifetime_end (now, option->valid_lifetime);
}

static void
confirm_addresses_of (struct mobile_node *mn, const struct address *router)
{
  for (guint i = 0; i < mn->addresses.len; i++)
    {
      struct mn_address *a = &mn->addresses.at[i];

      if (address_equal (&a->router, router))
        a->confirmed = true;
    }
}

/* RFC 5380 7.1: what this advertisement says of mobility anchor points. */
static void
store_maps (struct mobile_node *mn, const struct nd_message *message)
{
  if (!mn->maps && message->n_maps == 0)
    return;
  if (!mn->maps)
    mn->maps = g_array_new (FALSE, FALSE, sizeof (struct nd_map));
  g_array_set_size (mn->maps, 0);
  g_array_append_vals (mn->maps, message->maps, message->n_maps);
}

static void
announce_prefixes (struct mobile_node *mn, const struct nd_message *message,
                   uint32_t transaction)
{
  struct trace *trace = mn->domain->sim->trace;
  struct node *router = mn->router->node;

  for (unsigned i = 0; i < message->n_prefixes; i++)
    trace_emit (trace, TRACE_RA_RECEIVED,
                &(struct trace_prefix){ mn, message->prefixes[i].prefix, router,
                                        router, transaction });
}

void
host_take_advertisement (struct mobile_node *mn,
                         const struct nd_message *message,
                         const struct address *router, uint32_t transaction)
{
  mn->advertised = true;
  timer_stop (mn->domain->sim->engine, &mn->rs_timer);
  for (unsigned i = 0; i < message->n_prefixes; i++)
    take_prefix (mn, &message->prefixes[i], router);
  confirm_addresses_of (mn, router);
  forget_invalid_addresses (mn);
  store_maps (mn, message);
  announce_prefixes (mn, message, transaction);
  handover_mark_ra (mn->handover);
  tell_listeners (mn);
}

bool
host_read_advertisement (const struct packet *p, struct ipv6_header *header,
                         struct nd_message *message)
{
  return packet_read_ipv6 (p, header) && header->next_header == NEXT_ICMPV6
         && nd_decode (packet_ipv6_payload (p), packet_ipv6_stored (p),
                       &header->source, &header->destination, header->hop_limit,
                       message)
                == ND_OK
         && message->type == ND_ROUTER_ADVERTISEMENT;
}

void
host_receive (struct node *node, struct packet *p, void *data)
{
  struct mobile_node *mn = data;
  struct ipv6_header header;
  struct nd_message message;
  uint32_t transaction = p->meter.transaction;

  if (access_hands_over (mn->domain->access, node, p) || vehicle_takes (mn, p))
    return;
  if (!host_read_advertisement (p, &header, &message) || !mn->router)
    {
      packet_drop (node, p, DROP_MALFORMED);
      return;
    }
  trace_emit (mn->domain->sim->trace, TRACE_SIGNALING_RECEIVED,
              &(struct trace_signaling){ node, ROLE_MN, "RA", p });
  packet_consume (node, p);
  host_take_advertisement (mn, &message, &header.source, transaction);
}

/* ---- router solicitations ------------------------------------------ */

static void
arm_solicitation (struct mobile_node *mn)
{
  struct sim *sim = mn->domain->sim;

  timer_set (sim->engine, &mn->rs_timer,
             sim_now (sim) + RTR_SOLICITATION_INTERVAL, node_origin (mn->node),
             mn->domain->access->solicit, mn);
}

static void
send_nd (struct mobile_node *mn, const struct address *source,
         const struct address *destination, const struct nd_message *message)
{
  struct sim *sim = mn->domain->sim;
  size_t size = nd_encoded_size (message);
  struct packet *p = packet_new (sim->network, PACKET_ND, size);
  struct ipv6_header header = { *source, *destination, NEXT_ICMPV6, 255 };

  nd_encode (message, source, destination, packet_append (p, size), size);
  packet_push_ipv6 (p, &header);
  access_charge (p, mn->handover);
  trace_emit (sim->trace, TRACE_SIGNALING_SENT,
              &(struct trace_signaling){ mn->node, ROLE_MN,
                                         nd_name (message->type), p });
  node_send_on_link (mn->node, mn->radio, p);
}

static void
send_rs (struct mobile_node *mn)
{
  struct address source = access_link_local (mn->link_layer);
  struct nd_message message
      = { .type = ND_ROUTER_SOLICITATION, .has_link_layer = true };

  memcpy (message.link_layer, mn->link_layer, sizeof message.link_layer);
  send_nd (mn, &source, &address_all_routers, &message);
}

void
access_probe_address (struct mobile_node *mn, const struct address *address)
{
  struct address group = nd_solicited_node (address);
  struct nd_message message
      = { .type = ND_NEIGHBOR_SOLICITATION, .target = *address };

  send_nd (mn, &address_unspecified, &group, &message);
}

static void
solicit (struct mobile_node *mn)
{
  mn->solicitations++;
  if (mn->solicitations < MAX_RTR_SOLICITATIONS)
    arm_solicitation (mn);
  send_rs (mn);
}

void
host_expire_solicitation (struct sim *sim, void *subject)
{
  (void)sim;
  solicit (subject);
}

/* Where the router needs no solicitation, the node waits one interval for an
 * advertisement before it asks: the first one may have been lost. */
void
host_link_up (struct mobile_node *mn)
{
  mn->advertised = false;
  mn->solicitations = 0;
  if (mn->outside)
    mn->outside->n_routers = mn->outside->n_addresses = 0;
  for (guint i = 0; i < mn->addresses.len; i++)
    mn->addresses.at[i].confirmed = false;
  if (mn->domain->config.access.detection == DETECTION_RS)
    solicit (mn);
  else
    arm_solicitation (mn);
}

void
host_link_down (struct mobile_node *mn)
{
  timer_stop (mn->domain->sim->engine, &mn->rs_timer);
}

void
host_link_resumed (struct mobile_node *mn)
{
  if (!mn->advertised)
    arm_solicitation (mn);
}

/* Addresses are the area's: who comes back asks for them anew. */
void
host_leave (struct mobile_node *mn)
{
  for (guint i = 0; i < mn->addresses.len; i++)
    node_remove_address (mn->node, &mn->addresses.at[i].address);
  g_clear_pointer (&mn->addresses.at, g_free);
  mn->addresses.len = 0;
  tell_listeners (mn);
}

/* ---- source address selection -------------------------------------- */

/* RFC 6724 2.2: bounded by the length of the source's prefix. */
static unsigned
common_prefix_length (const struct mn_address *a, const struct address *peer)
{
  unsigned n = 0;

  while (n < a->prefix_length
         && !((a->address.octet[n / 8] ^ peer->octet[n / 8]) & 0x80 >> n % 8))
    n++;
  return n;
}

/* Was its prefix heard of on this link, where any was? */
static bool
is_of_link (const struct mobile_node *mn, const struct mn_address *a)
{
  return a->confirmed || a->home || !mn->advertised;
}

/* Rule 4 as a mobile host needs it. */
static bool
is_candidate (const struct mobile_node *mn, const struct mn_address *a)
{
  return a->valid_until > sim_now (mn->domain->sim)
         && (a->home || !mn->is_mobile_host);
}

static bool
is_preferred (const struct mobile_node *mn, const struct mn_address *a)
{
  return a->preferred_until > sim_now (mn->domain->sim) && is_of_link (mn, a);
}

/* Rule 6: is its label that of @peer? */
static bool
has_label (const struct mobile_node *mn, const struct mn_address *a,
           const struct address *peer)
{
  const struct access_state *access = mn->domain->access;

  return !access->label
         || access->label (&a->address, access->label_data)
                == access->label (peer, access->label_data);
}

/* Rules 1, 3, 5.5, 6, 8 in their order; all candidates are global, so rule 2
 * never decides.  The younger one where no rule does. */
static bool
is_better (const struct mobile_node *mn, const struct mn_address *a,
           const struct mn_address *than, const struct address *peer)
{
  bool a_preferred = is_preferred (mn, a);

  if (address_equal (&a->address, peer) || address_equal (&than->address, peer))
    return address_equal (&a->address, peer);
  if (a_preferred != is_preferred (mn, than))
    return a_preferred;
  if (is_of_link (mn, a) != is_of_link (mn, than))
    return is_of_link (mn, a);
  if (has_label (mn, a, peer) != has_label (mn, than, peer))
    return has_label (mn, a, peer);
  return common_prefix_length (a, peer) >= common_prefix_length (than, peer);
}

const struct mn_address *
access_select_address (const struct mobile_node *mn, const struct address *peer)
{
  const struct mn_address *best = NULL;

  for (guint i = 0; i < mn->addresses.len; i++)
    {
      const struct mn_address *a = &mn->addresses.at[i];

      if (is_candidate (mn, a) && (!best || is_better (mn, a, best, peer)))
        best = a;
    }
  return best;
}
