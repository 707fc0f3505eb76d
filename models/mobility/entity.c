/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mobility/service.h"
#include "models/security/security.h"

static void entity_process (struct sim *sim, void *subject);

/* ---- the kit ------------------------------------------------------- */

static guint
view_hash (gconstpointer key)
{
  const struct view *v = key;
  guint hash = 5381;

  for (size_t i = 0; i < v->n; i++)
    hash = hash * 33 + v->octets[i];
  return hash;
}

static gboolean
view_equal (gconstpointer a, gconstpointer b)
{
  const struct view *x = a, *y = b;

  return x->n == y->n && memcmp (x->octets, y->octets, x->n) == 0;
}

struct mobility_kit *
mobility_kit_get (struct domain *domain)
{
  struct engine *engine = domain->sim->engine;
  struct mobility_kit *kit = domain->mobility;

  if (kit)
    return kit;
  kit = domain->mobility = g_new0 (struct mobility_kit, 1);
  kit->security = security_new (domain);
  kit->entities = g_ptr_array_new ();
  kit->pending = g_ptr_array_new_with_free_func (g_free);
  kit->runs = g_ptr_array_new_with_free_func (g_free);
  kit->services
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mobility_service_free);
  kit->mobile_nodes
      = g_hash_table_new_full (view_hash, view_equal, g_free, NULL);
  kit->process = engine_kind (engine, "mobility-process", entity_process);
  kit->retransmit
      = engine_kind (engine, "mobility-retransmit", binding_exchange_expire);
  return kit;
}

void
mobility_kit_free (struct mobility_kit *kit)
{
  if (!kit)
    return;
  security_free (kit->security);
  g_ptr_array_unref (kit->entities);
  g_ptr_array_unref (kit->pending);
  g_ptr_array_unref (kit->runs);
  g_ptr_array_unref (kit->services);
  g_hash_table_unref (kit->mobile_nodes);
  g_free (kit);
}

struct mobility_pending *
mobility_pending_take (struct mobility_kit *kit)
{
  struct mobility_pending *pending = kit->idle;

  if (pending)
    kit->idle = pending->next;
  else
    {
      pending = g_new (struct mobility_pending, 1);
      g_ptr_array_add (kit->pending, pending);
    }
  return pending;
}

void
mobility_pending_give (struct mobility_kit *kit,
                       struct mobility_pending *pending)
{
  pending->next = kit->idle;
  kit->idle = pending;
}

/* ---- receiving ----------------------------------------------------- */

static bool
role_is_central (enum entity_role role)
{
  return role == ROLE_LMA || role == ROLE_CMD || role == ROLE_HA
         || role == ROLE_MAP;
}

sim_time
mobility_role_processing (const struct mobility_entity *entity)
{
  const struct processing_config *config = &entity->domain->config.processing;

  return role_is_central (entity->role) ? config->central : config->gateway;
}

static sim_time
entity_processing (const struct mobility_entity *entity,
                   const struct mh_message *message)
{
  return entity->processing ? entity->processing (entity, message)
                            : mobility_role_processing (entity);
}

/* The receive checks of RFC 6275 9.2; takes @p over unless the message passes.
 */
static bool
entity_check (struct mobility_entity *entity, struct packet *p,
              struct mh_message *message, enum binding_status *objection)
{
  enum mh_result result = mobility_decode (entity, p, message);

  return mobility_admits (entity, p, result, message, objection);
}

/* The status for a proxy registration that the domain's policy forbids. */
static void
entity_check_policy (struct mobility_pending *arrival,
                     const struct mh_message *message)
{
  struct mobility_entity *entity = arrival->entity;

  if (message->type != MH_BU || !(message->bu.flags & BU_P)
      || entity->domain->config.security.policy == POLICY_OFF
      || arrival->objection != STATUS_ACCEPTED
      || security_entitles (entity, message, mobility_find_mn (entity, message),
                            &arrival->sender))
    return;
  arrival->objection = STATUS_MAG_NOT_AUTHORIZED;
  security_tell (entity, arrival->packet, SECURITY_NOT_ENTITLED);
}

/* What is known of a message that has been received, now acted upon. */
static void
entity_act (const struct mobility_pending *arrival,
            const struct mh_message *message)
{
  struct mobility_entity *entity = arrival->entity;
  struct packet *p = arrival->packet;
  struct address source = packet_source (p);
  guint waiting;

  if (arrival->verdict != SECURITY_PASS)
    {
      security_refuse (entity, p, arrival->verdict);
      return;
    }
  entity->received = arrival->received;
  entity->faults = 0;
  entity->objection = arrival->objection;
  entity->sender = arrival->sender;
  if (message->type == MH_BE)
    mobility_receive_binding_error (entity, message, &source);
  waiting = entity->exchanges.length;
  entity->receive (entity, message, p);
  if (message->type == MH_BA && entity->exchanges.length < waiting)
    mobility_trace (entity, TRACE_HEEDED, mh_name (message), p);
  packet_consume (entity->node, p);
}

void
mobility_act (const struct mobility_pending *arrival)
{
  struct packet *p = arrival->packet;
  struct mh_message message;
  enum mh_result result;

  if (!node_is_up (arrival->entity->node))
    {
      packet_drop (arrival->entity->node, p, DROP_NODE_DOWN);
      return;
    }
  result = mh_decode (packet_ipv6_payload (p), packet_ipv6_stored (p), NULL,
                      NULL, &message);
  g_assert (result == MH_OK || arrival->verdict != SECURITY_PASS);
  entity_act (arrival, &message);
}

/* Event: the processing time is over. */
static void
entity_process (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct mobility_pending *pending = subject, arrival = *pending;

  mobility_pending_give (arrival.entity->domain->mobility, pending);
  mobility_act (&arrival);
}

void
mobility_trace (struct mobility_entity *entity, unsigned point,
                const char *name, const struct packet *p)
{
  struct trace_signaling record = {
    .node = entity->node, .role = entity->role, .message = name, .packet = p
  };

  trace_emit (entity->domain->sim->trace, point, &record);
}

static void
entity_defer (const struct mobility_pending *arrival, sim_time delay)
{
  struct mobility_entity *entity = arrival->entity;
  struct mobility_kit *kit = entity->domain->mobility;
  struct sim *sim = entity->domain->sim;
  struct mobility_pending *pending = mobility_pending_take (kit);

  *pending = *arrival;
  engine_schedule (sim->engine, sim_now (sim) + delay,
                   node_origin (entity->node), kit->process, pending);
}

void
mobility_receive (struct mobility_entity *entity, struct packet *p,
                  const struct address *sender)
{
  struct mobility_pending arrival
      = { .entity = entity, .packet = p, .sender = *sender };
  struct mh_message message;
  sim_time delay = 0;

  arrival.verdict = security_open (entity, p, &delay);
  if (arrival.verdict == SECURITY_PASS)
    {
      if (!entity_check (entity, p, &message, &arrival.objection))
        return;
      arrival.verdict = security_verify (entity, p, &message, &delay);
    }
  arrival.received = sim_now (entity->domain->sim);
  if (arrival.verdict == SECURITY_PASS)
    {
      mobility_trace (entity, TRACE_SIGNALING_RECEIVED, mh_name (&message), p);
      delay += entity_processing (entity, &message);
      entity_check_policy (&arrival, &message);
    }
  /* What is refused at a glance waits for nobody. */
  if ((arrival.verdict == SECURITY_PASS || delay > 0)
      && mobility_service_take (&arrival, delay))
    return;
  if (delay == 0)
    entity_act (&arrival, &message);
  else
    entity_defer (&arrival, delay);
}

static bool
entity_is_at (const struct mobility_entity *entity,
              const struct address *address)
{
  return address_equal (&entity->address, address)
         || (address_equal (&entity->other_address, address)
             && !address_is_unspecified (address));
}

struct mobility_entity *
mobility_find_entity (const struct mobility_kit *kit, const struct node *node,
                      const struct packet *p)
{
  struct address destination = packet_destination (p);
  struct mobility_entity *entity = g_ptr_array_index (kit->entities, node->id);

  while (entity && !entity_is_at (entity, &destination))
    entity = entity->next;
  return entity;
}

struct mobility_entity *
mobility_find_entity_at (const struct mobility_kit *kit,
                         const struct address *address)
{
  for (guint i = 0; i < kit->entities->len; i++)
    {
      struct mobility_entity *entity = g_ptr_array_index (kit->entities, i);

      while (entity && !entity_is_at (entity, address))
        entity = entity->next;
      if (entity)
        return entity;
    }
  return NULL;
}

/* A node's Mobility Header packets: to the entity they are addressed to. */
static void
node_receive (struct node *node, struct packet *p, void *data)
{
  struct mobility_entity *entity = mobility_find_entity (data, node, p);

  struct address source = packet_source (p);

  if (entity)
    mobility_receive (entity, p, &source);
  else
    packet_drop (node, p, DROP_NO_LISTENER);
}

/* ---- looking them up ----------------------------------------------- */

static struct mobility_entity *
next_at_node (struct mobility_entity *entity, enum entity_role role)
{
  while (entity && entity->role != role)
    entity = entity->next;
  return entity;
}

struct mobility_entity *
mobility_next_entity (const struct domain *domain, enum entity_role role,
                      const struct mobility_entity *entity)
{
  const struct mobility_kit *kit = domain->mobility;
  struct mobility_entity *found
      = entity ? next_at_node (entity->next, role) : NULL;

  for (uint32_t i = entity ? entity->node->id + 1 : 0;
       kit && !found && i < kit->entities->len; i++)
    found = next_at_node (g_ptr_array_index (kit->entities, i), role);
  return found;
}

/* ---- life and sending ---------------------------------------------- */

struct address
mobility_central_address (const struct node *node)
{
  struct prefix subnet = prefix_make (&node->address, 64);

  return prefix_host (&subnet, 2);
}

/* Takes what comes for it at its node. */
static void
entity_join (struct mobility_entity *entity)
{
  struct mobility_kit *kit = entity->domain->mobility;
  struct node *node = entity->node;

  if (kit->entities->len <= node->id)
    g_ptr_array_set_size (kit->entities, (gint)node->id + 1);
  entity->next = g_ptr_array_index (kit->entities, node->id);
  g_ptr_array_index (kit->entities, node->id) = entity;
  node_set_handler (node, NEXT_MH, node_receive, kit);
  if (kit->security)
    node_set_handler (node, NEXT_ESP, node_receive, kit);
  node_set_error_handler (node, NEXT_MH, mobility_receive_error, kit);
}

static void
entity_leave (struct mobility_entity *entity)
{
  GPtrArray *entities = entity->domain->mobility->entities;
  struct mobility_entity *first
      = g_ptr_array_index (entities, entity->node->id);

  if (first == entity)
    {
      g_ptr_array_index (entities, entity->node->id) = entity->next;
      return;
    }
  while (first->next != entity)
    first = first->next;
  first->next = entity->next;
}

void
mobility_entity_move (struct mobility_entity *entity, struct node *node)
{
  entity_leave (entity);
  network_take_over (node->network, entity->node, node);
  entity->node = node;
  entity->clock_offset = 0;
  node_add_address (node, &entity->address);
  entity_join (entity);
}

void
mobility_entity_init_at (struct mobility_entity *entity, struct domain *domain,
                         struct node *node, enum entity_role role,
                         mobility_receiver *receive,
                         const struct address *address)
{
  struct mobility_kit *kit = mobility_kit_get (domain);

  entity->domain = domain;
  entity->node = node;
  entity->role = role;
  entity->receive = receive;
  entity->address = *address;
  entity->leniency = mobility_leniency_at (domain, node);
  entity->service = mobility_service_new (entity, kit);
  entity_join (entity);
}

void
mobility_transmit (struct mobility_entity *entity, struct packet *p,
                   const char *name)
{
  if (!mobility_service_send (entity, p, name))
    mobility_depart (entity, p, name);
}

void
mobility_depart (struct mobility_entity *entity, struct packet *p,
                 const char *name)
{
  mobility_trace (entity, TRACE_SIGNALING_SENT, name, p);
  node_send (entity->node, p);
}

void
mobility_emit (struct mobility_entity *entity, struct packet *p,
               const struct address *source, const struct address *destination,
               enum next_header next_header, const char *name,
               enum signaling_class class, uint32_t transaction)
{
  struct ipv6_header header = { .source = source ? *source : entity->address,
                                .destination = *destination,
                                .next_header = (uint8_t)next_header,
                                .hop_limit = IPV6_DEFAULT_HOP_LIMIT };

  if (!node_is_up (entity->node)) /* nobody is there to send it */
    {
      packet_free (entity->node->network, p);
      return;
    }
  packet_push_ipv6 (p, &header);
  p->meter.flow = FLOW_NONE;
  p->meter.transaction = transaction;
  p->meter.signaling = (uint8_t) class;
  p = security_protect (entity, p, name);
  if (p)
    mobility_transmit (entity, p, name);
}

/* Is the address of an entity at @node? */
static bool
address_is_taken (struct domain *domain, const struct node *node,
                  const struct address *address)
{
  const struct mobility_kit *kit = mobility_kit_get (domain);
  const struct mobility_entity *entity
      = node->id < kit->entities->len
            ? g_ptr_array_index (kit->entities, node->id)
            : NULL;

  while (entity && !address_equal (&entity->address, address))
    entity = entity->next;
  return entity;
}

void
mobility_entity_init (struct mobility_entity *entity, struct domain *domain,
                      struct node *node, enum entity_role role,
                      mobility_receiver *receive)
{
  struct address address = role_is_central (role)
                               ? mobility_central_address (node)
                               : node->address;

  while (role_is_central (role) && address_is_taken (domain, node, &address))
    address.octet[15]++;

  if (!node_has_address (node, &address))
    node_add_address (node, &address);
  mobility_entity_init_at (entity, domain, node, role, receive, &address);
}

void
mobility_send (struct mobility_entity *entity,
               const struct address *destination,
               const struct mh_message *message, enum signaling_class class,
               uint32_t transaction)
{
  size_t n = mh_encoded_size (message);
  struct packet *p = packet_new (entity->node->network, PACKET_SIGNALING, n);

  if (message->type == MH_BA
      && message->ba.status == STATUS_INSUFFICIENT_RESOURCES)
    mobility_trace_refusal (entity, false);
  mh_encode (message, &entity->address, destination, packet_append (p, n), n);
  mobility_emit (entity, p, NULL, destination, NEXT_MH, mh_name (message),
                 class, transaction);
}

/* ---- state --------------------------------------------------------- */

void
mobility_count_change (struct mobility_count *count,
                       const struct mobility_entity *entity, int entries,
                       int stale)
{
  struct trace_state record = { .node = entity->node, .role = entity->role };

  count->entries += (uint32_t)entries;
  count->stale += (uint32_t)stale;
  record.entries = count->entries;
  record.stale = count->stale;
  trace_emit (entity->domain->sim->trace, TRACE_STATE, &record);
}

void
mobility_trace_refusal (const struct mobility_entity *entity, bool evicted)
{
  struct trace_refusal record
      = { .node = entity->node, .role = entity->role, .evicted = evicted };

  trace_emit (entity->domain->sim->trace, TRACE_STATE_REFUSED, &record);
}
