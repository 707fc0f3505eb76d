/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/pmipv6/assignment.h"
#include "models/pmipv6/fast.h"
#include "models/pmipv6/localized.h"
#include "models/pmipv6/reachability.h"

struct bul_entry *
mag_find (const struct mag *mag, const struct mobile_node *mn)
{
  const struct pmipv6_node *node = mn->proxied;
  struct bul_entry *entry = node ? node->entries : NULL;

  while (entry && entry->mag != mag)
    entry = entry->next;
  return entry;
}

/* ---- receiving ----------------------------------------------------- */

/* 6.9.1.2 6: what the LMA echoes must be what was sent. */
static bool
bul_echoes (const struct bul_entry *entry, const struct mh_message *pba)
{
  const struct mobile_node *mn = entry->mn;
  const struct mh_option *hi = mh_find (pba, OPTION_HANDOFF_INDICATOR, 0);
  const struct mh_option *att = mh_find (pba, OPTION_ACCESS_TECHNOLOGY, 0);
  const struct mh_option *id = mh_find (pba, OPTION_MN_LINK_LAYER_ID, 0);

  return (!hi || hi->value == entry->handoff)
         && (!att || att->value == entry->technology)
         && (!id
             || (id->link_layer.n == sizeof mn->link_layer
                 && memcmp (id->link_layer.octets, mn->link_layer,
                            sizeof mn->link_layer)
                        == 0));
}

/* Which entry a PBA is for, or NULL: of our LMA, of a node known here, of the
 * PBU sent last; a refused sequence number comes with another number (RFC 6275
 * 11.7.3).  With D set it is of RFC 8885, to be ignored (4.2 there). */
static struct bul_entry *
mag_match (struct mag *mag, const struct mh_message *message,
           const struct packet *packet)
{
  struct address source = packet_source (packet);
  struct mobile_node *mn;
  struct bul_entry *entry;

  if (message->type != MH_BA || !(message->ba.flags & BA_P)
      || (message->ba.flags & BA_D))
    return NULL;
  mn = mobility_find_mn (&mag->entity, message);
  entry = mn ? mag_find (mag, mn) : NULL;
  if (!entry || !address_equal (&source, &entry->exchange.peer))
    return NULL;
  if (message->ba.status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    return entry->exchange.pending ? entry : NULL;
  return binding_exchange_matches (&entry->exchange, message) ? entry : NULL;
}

bool
mag_take (struct mag *mag, const struct mh_message *message,
          const struct packet *packet, sim_time received)
{
  struct bul_entry *entry = mag_match (mag, message, packet);
  enum bul_event event = BUL_EVENT_REFUSED;

  if (!entry)
    return false;
  mag->entity.received = received;
  if (!bul_echoes (entry, message))
    event = BUL_EVENT_MISMATCH;
  else if (message->ba.status < STATUS_UNSPECIFIED)
    event = BUL_EVENT_ACCEPTED;
  bul_handle (entry, event, message);
  return true;
}

static void
mag_receive (struct mobility_entity *entity, const struct mh_message *message,
             const struct packet *packet)
{
  struct mag *mag = (struct mag *)entity;

  if (!localized_mag_receive (mag, message, packet)
      && !reachability_mag_receive (mag, message, packet)
      && !fast_take (mag, message, packet))
    mag_take (mag, message, packet, entity->received);
}

/* ---- attachment ---------------------------------------------------- */

void
mag_attach (struct mag *mag, struct mobile_node *mn)
{
  if (!fast_attach (mag, mn))
    mag_register (mag, mn);
}

void
mag_register (struct mag *mag, struct mobile_node *mn)
{
  struct bul_entry *entry = mag_find (mag, mn);

  if (!entry)
    entry = bul_entry_new (mag, mn);
  bul_handle (entry, BUL_EVENT_ATTACH, NULL);
}

void
mag_detach (struct mag *mag, struct mobile_node *mn)
{
  struct bul_entry *entry = mag_find (mag, mn);

  if (!fast_detach (mag, mn) && entry)
    bul_handle (entry, BUL_EVENT_DETACH, NULL);
}

void
mag_dismiss (struct mag *mag, struct mobile_node *mn)
{
  struct bul_entry *entry = mag_find (mag, mn);

  if (entry)
    bul_dismiss (entry);
}

/* ---- life ---------------------------------------------------------- */

struct mag *
mag_new (struct pmipv6 *pmipv6, struct access_router *router,
         const struct address *anchor)
{
  struct mag *mag = g_new0 (struct mag, 1);

  mag->pmipv6 = pmipv6;
  mag->router = router;
  mag->anchor = *anchor;
  mag->timer
      = engine_kind (pmipv6->domain->sim->engine, "mag-timer", bul_timer);
  mobility_entity_init (&mag->entity, pmipv6->domain, router->node, ROLE_MAG,
                        mag_receive);
  if (pmipv6->fast)
    mag->entity.recognises |= MOBILITY_TYPE (MH_HI) | MOBILITY_TYPE (MH_HACK);
  mag_refuse_unknown (mag);
  assignment_join_mag (mag);
  mag_wait_init (mag);
  if (pmipv6->config->local_routing)
    node_route_locally (router->node);
  mobility_count_change (&mag->count, &mag->entity, 0, 0);
  if (pmipv6->localized)
    localized_mag_new (mag);
  return mag;
}

void
mag_restart (struct mag *mag)
{
  const GPtrArray *nodes = mag->pmipv6->domain->mobile_nodes;

  mag->restarts++;
  mobility_service_clear (&mag->entity, DROP_NODE_DOWN);
  mag->sequence = 0;
  for (guint i = 0; i < nodes->len; i++)
    mag_dismiss (mag, g_ptr_array_index (nodes, i));
  reachability_mag_restarted (mag);
}

void
mag_free (struct mag *mag)
{
  localized_agent_free (mag->localized);
  g_free (mag->heartbeat);
  mag_wait_free (mag);
  g_free (mag);
}
