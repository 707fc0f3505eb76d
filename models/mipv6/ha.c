/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/ha.h"

#include "models/codec/ip.h"

struct ha_entry *
ha_find (const struct ha *ha, const struct mobile_node *mn)
{
  return mn->index < ha->entries->len
             ? g_ptr_array_index (ha->entries, mn->index)
             : NULL;
}

/* ---- answers, RFC 6275 9.5.4, 10.3.1, 10.3.2 ----------------------- */

static bool
ha_signs (const struct ha *ha)
{
  return mipv6_authentication (ha->entity.domain,
                               ha->link->config->authentication)
         == AUTHENTICATION_MN_HA;
}

/* To the Source Address, by a routing header unless that is the home address
 * itself. */
static void
ha_answer (struct ha *ha, const struct ha_request *request,
           struct mh_message *ba, enum signaling_class class)
{
  const struct home_link *link = ha->link;
  const struct mobile_node *mn
      = home_link_find_mn (link, &request->home_address);
  struct mipv6_key key = { .addresses = { .care_of = request->care_of,
                                          .peer = request->home_address } };
  struct mipv6_path path
      = { .source = ha->entity.address, .destination = request->sender };

  if (!address_equal (&request->sender, &request->home_address))
    path.home_destination = request->home_address;
  if (mn && ha_signs (ha))
    mipv6_mn_ha_key (mn->identifier, mn->index, &key);
  if (link->ops->answer)
    link->ops->answer (ha, request, ba);
  mipv6_send (&ha->entity, &path, ba, &key, class, request->transaction);
}

static void
ha_reject (struct ha *ha, const struct ha_request *request,
           enum binding_status status)
{
  const struct mobile_node *mn
      = home_link_find_mn (ha->link, &request->home_address);
  const struct ha_entry *entry = mn ? ha_find (ha, mn) : NULL;
  struct mh_message ba;

  mh_init (&ba, MH_BA);
  ba.ba.status = (uint8_t)status;
  ba.ba.sequence = request->sequence;
  if (status == STATUS_SEQUENCE_OUT_OF_WINDOW) /* the last accepted, 9.5.1 */
    ba.ba.sequence = entry->order.sequence;
  ha_answer (ha, request, &ba, SIGNALING_ERROR);
}

static void
ha_accept (struct ha *ha, const struct ha_request *request)
{
  sim_time advice = ha->link->config->refresh_advice;
  struct mh_message ba;

  mh_init (&ba, MH_BA);
  ba.ba.sequence = request->sequence;
  ba.ba.lifetime = mobility_lifetime_units (request->lifetime);
  if (advice && advice < request->lifetime)
    mh_add (&ba, OPTION_REFRESH_ADVICE)->refresh_interval
        = mobility_lifetime_units (advice);
  ha_answer (ha, request, &ba, request->class);
}

/* ---- registration, 10.3.1 ------------------------------------------ */

static void
ha_register (struct ha_entry *entry, const struct ha_request *request)
{
  ha_entry_bind (entry, request);
  ha_accept (entry->ha, request);
}

void
ha_confirm (struct ha_entry *entry)
{
  struct ha_request request = entry->waiting;

  ha_register (entry, &request);
}

/* Another copy while DAD is under way: that one is answered then.  One after
 * de-registration is a first one again. */
static void
ha_register_first (struct ha_entry *entry, const struct ha_request *request)
{
  entry->waiting = *request;
  if (!entry->ha->link->config->dad)
    ha_register (entry, request);
  else if (entry->state == HA_INVALID)
    ha_entry_probe (entry);
}

static void
ha_update (struct ha *ha, const struct ha_request *request,
           struct mobile_node *mn, struct ha_entry *entry)
{
  if (!entry)
    entry = ha_entry_new (ha, mn);
  entry->order.any = true;
  entry->order.sequence = request->sequence;
  if (entry->state == HA_ACTIVE)
    ha_register (entry, request);
  else
    ha_register_first (entry, request);
}

/* ---- de-registration, 10.3.2 --------------------------------------- */

static void
ha_deregister (struct ha_entry *entry, struct ha_request *request)
{
  entry->order.sequence = request->sequence;
  request->lifetime = 0;
  ha_entry_release (entry, request->transaction);
  ha_accept (entry->ha, request);
}

/* ---- checks -------------------------------------------------------- */

static bool
is_release (const struct ha_request *request)
{
  return request->lifetime == 0
         || address_equal (&request->care_of, &request->home_address);
}

static bool
is_bound (const struct ha_entry *entry)
{
  return entry && entry->state != HA_INVALID;
}

/* 5.1: with what the node and its home agent share. */
static bool
ha_authenticates (const struct ha *ha, const struct ha_request *request,
                  const struct mobile_node *mn, const struct packet *packet)
{
  struct mipv6_key key = { .addresses = { .care_of = request->care_of,
                                          .peer = request->home_address } };

  if (!mn || !ha_signs (ha))
    return true;
  mipv6_mn_ha_key (mn->identifier, mn->index, &key);
  return mipv6_authenticates (&ha->entity, packet, &key);
}

/* Is the address somebody else's on the home link, or defended by another home
 * agent?  Neighbours answer a probe at once: there is no length to that link.
 * Home agents at one anycast address are one. */
static bool
ha_is_duplicate (const struct ha *ha, const struct address *home_address,
                 const struct mobile_node *mn)
{
  const struct home_link *link = ha->link;

  for (guint i = 0; mn && i < link->agents->len; i++)
    {
      const struct ha *other = home_link_agent (link, i);
      const struct ha_entry *entry = ha_find (other, mn);

      if (!address_equal (&other->entity.address, &ha->entity.address) && entry
          && entry->state == HA_ACTIVE)
        return true;
    }
  return node_has_address (ha->entity.node, home_address);
}

/* 10.3.1, and what else a home agent can have against a registration. */
static enum binding_status
ha_check_registration (const struct ha *ha, struct ha_request *request,
                       const struct mh_message *bu,
                       const struct mobile_node *mn,
                       const struct ha_entry *entry)
{
  const struct ha_ops *ops = ha->link->ops;
  int64_t capacity = ha->link->config->capacity;

  if (ha_is_duplicate (ha, &request->home_address, mn))
    return STATUS_DAD_FAILED;
  if (!mn)
    return STATUS_NOT_HOME_AGENT;
  if (mn->prefixes == 0)
    return STATUS_PROHIBITED;
  if (!(request->flags & BU_A)) /* 11.7.1: MUST be set */
    return STATUS_UNSPECIFIED;
  if (!address_is_routable (&request->care_of))
    return STATUS_INVALID_CARE_OF;
  if (capacity && !is_bound (entry) && ha->bindings >= capacity)
    return STATUS_INSUFFICIENT_RESOURCES;
  return ops->check ? ops->check (ha, request, bu, entry) : STATUS_ACCEPTED;
}

static enum binding_status
ha_screen (const struct ha *ha, const struct ha_request *request)
{
  const struct ha_ops *ops = ha->link->ops;

  return ops->screen ? ops->screen (request) : STATUS_ACCEPTED;
}

static bool
checks_order (const struct ha *ha)
{
  return ha->entity.domain->config.security.replay == REPLAY_CHECKED;
}

/* 9.5.1 and 10.3, in that order. */
static enum binding_status
ha_check (const struct ha *ha, struct ha_request *request,
          const struct mh_message *bu, const struct mobile_node *mn,
          const struct ha_entry *entry)
{
  const uint16_t sequence = request->sequence;

  if (entry && checks_order (ha)
      && binding_sequence_check (&entry->order, sequence))
    return STATUS_SEQUENCE_OUT_OF_WINDOW;
  if (ha_screen (ha, request) != STATUS_ACCEPTED)
    return ha_screen (ha, request);
  if (!(request->flags & ha->link->ops->flag))
    return STATUS_TYPE_CHANGE;
  if (!prefix_contains (&ha->link->prefix, &request->home_address))
    return STATUS_NOT_HOME_SUBNET;
  if (!is_release (request))
    return ha_check_registration (ha, request, bu, mn, entry);
  return is_bound (entry) ? STATUS_ACCEPTED : STATUS_NOT_HOME_AGENT;
}

/* ---- receiving ----------------------------------------------------- */

static void
ha_act (struct ha *ha, struct ha_request *request, const struct mh_message *bu,
        struct mobile_node *mn)
{
  struct ha_entry *entry = mn ? ha_find (ha, mn) : NULL;
  enum binding_status status = ha_check (ha, request, bu, mn, entry);

  if (status != STATUS_ACCEPTED)
    ha_reject (ha, request, status);
  else if (is_release (request))
    ha_deregister (entry, request);
  else
    ha_update (ha, request, mn, entry);
}

static struct ha_request
read_request (const struct ha *ha, const struct mh_message *bu,
              const struct packet *packet)
{
  const struct mh_option *other = mh_find (bu, OPTION_ALTERNATE_CARE_OF, 0);
  sim_time longest = ha->entity.domain->config.protocol.binding_lifetime;

  return (struct ha_request){
    .home_address = packet_source (packet),
    .sender = ha->entity.sender,
    .care_of = other ? other->address : ha->entity.sender,
    .sequence = bu->bu.sequence,
    .flags = bu->bu.flags,
    .lifetime = MIN (mobility_lifetime (bu->bu.lifetime), longest),
    .transaction = packet->meter.transaction,
    .class = (enum signaling_class)packet->meter.signaling,
  };
}

/* 9.5.1: silently discarded without a routable home address, with nonce indices
 * in a home registration, or without H where no home registration is (this home
 * agent is no correspondent). */
static bool
ha_ignores (const struct ha *ha, const struct mh_message *bu,
            const struct ha_request *request, const struct ha_entry *entry)
{
  bool home = bu->bu.flags & ha->link->ops->flag;

  return !address_is_routable (&request->home_address)
         || (home && mh_find (bu, OPTION_NONCE_INDICES, 0))
         || (!home && !is_bound (entry)
             && ha_screen (ha, request) == STATUS_ACCEPTED);
}

static void
ha_receive (struct mobility_entity *entity, const struct mh_message *message,
            const struct packet *packet)
{
  struct ha *ha = (struct ha *)entity;
  struct ha_request request;
  struct mobile_node *mn;

  if (message->type != MH_BU)
    return;
  request = read_request (ha, message, packet);
  mn = home_link_find_mn (ha->link, &request.home_address);
  if (ha_ignores (ha, message, &request, mn ? ha_find (ha, mn) : NULL))
    return;
  if (!ha_authenticates (ha, &request, mn, packet))
    ha_reject (ha, &request, STATUS_AUTHENTICATION_FAILED);
  else if (entity->objection != STATUS_ACCEPTED)
    ha_reject (ha, &request, entity->objection);
  else
    ha_act (ha, &request, message, mn);
}

/* ---- life ---------------------------------------------------------- */

void
ha_count_live (struct ha *ha, const struct mobile_node *mn, int change)
{
  if (ha_find (ha, mn))
    mobility_count_change (&ha->count, &ha->entity, 0, -change);
}

/* What leaves a reverse tunnel must be from the node whose care-of address it
 * came from (10.4.5). */
struct ha *
ha_new (struct home_link *link, struct node *node,
        const struct address *address, enum entity_role role)
{
  struct domain *domain = link->domain;
  struct ha *ha = g_new0 (struct ha, 1);

  ha->link = link;
  ha->entries = g_ptr_array_new ();
  ha->entity.serves_hosts = true;
  node_add_address (node, address);
  mobility_entity_init_at (&ha->entity, domain, node, role, ha_receive,
                           address);
  mobility_take_extensions (domain, node);
  node_add_tunnel_end (node, address);
  node_check_exits (node, DROP_NO_TUNNEL);
  mobility_count_change (&ha->count, &ha->entity, 0, 0);
  g_ptr_array_add (link->agents, ha);
  return ha;
}

void
ha_free (struct ha *ha)
{
  for (guint i = 0; i < ha->entries->len; i++)
    ha_entry_free (g_ptr_array_index (ha->entries, i));
  g_ptr_array_unref (ha->entries);
  g_free (ha);
}
