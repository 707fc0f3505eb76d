/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/distributed/location.h"

#include "models/traffic/traffic.h"

/* ---- who is in charge ---------------------------------------------- */

unsigned
location_members (const struct distributed *distributed,
                  const struct mobile_node *mn,
                  struct maar *members[REPLICATION_MAX])
{
  unsigned index[REPLICATION_MAX];
  unsigned n = ring_find (distributed->ring, mn->identifier, index,
                          (unsigned)distributed->config->replication);

  for (unsigned i = 0; i < n; i++)
    members[i] = g_ptr_array_index (distributed->dmm.maars, index[i]);
  return n;
}

static bool
location_is_in_charge (const struct maar *maar, const struct mobile_node *mn)
{
  struct maar *members[REPLICATION_MAX];
  unsigned n = location_members (distributed_of (maar), mn, members);

  for (unsigned i = 0; i < n; i++)
    if (members[i] == maar)
      return true;
  return false;
}

/* ---- records ------------------------------------------------------- */

static struct location **
location_list (const struct maar *maar, const struct mobile_node *mn)
{
  struct dmm_node *node = dmm_node_get (maar->dmm, (struct mobile_node *)mn);

  return (struct location **)&node->own;
}

struct location *
location_find (const struct maar *maar, const struct mobile_node *mn)
{
  struct location *location = *location_list (maar, mn);

  while (location && location->maar != maar)
    location = location->next;
  return location;
}

static struct location *
location_new (struct maar *maar, struct mobile_node *mn)
{
  struct location *location = g_new0 (struct location, 1);
  struct location **list = location_list (maar, mn);

  location->maar = maar;
  location->mn = mn;
  location->anchored = g_array_new (FALSE, FALSE, sizeof (struct anchored));
  location->next = *list;
  *list = location;
  return location;
}

static void
location_free (struct location *location)
{
  timer_stop (location->maar->entity.domain->sim->engine, &location->expiry);
  g_array_unref (location->anchored);
  g_free (location);
}

/* An entry per prefix. */
static void
location_count (struct location *location)
{
  struct maar *maar = location->maar;
  struct dmm_state now = { .entries = location->anchored->len };

  for (guint i = 0; i < location->anchored->len; i++)
    now.stale += !traffic_live_flows (
        location->mn,
        &g_array_index (location->anchored, struct anchored, i).prefix);
  dmm_state_change (&maar->entity, &maar->state, &location->counted, now);
}

static void
location_remove (struct location *location)
{
  struct maar *maar = location->maar;
  struct location **at = location_list (maar, location->mn);

  dmm_state_change (&maar->entity, &maar->state, &location->counted,
                    (struct dmm_state){ 0 });
  while (*at != location)
    at = &(*at)->next;
  *at = location->next;
  location_free (location);
}

void
location_restart (struct maar *maar)
{
  const GPtrArray *nodes = maar->entity.domain->mobile_nodes;

  for (guint i = 0; i < nodes->len; i++)
    {
      struct location *location
          = location_find (maar, g_ptr_array_index (nodes, i));

      if (location)
        location_remove (location);
    }
}

void
location_on_expiry (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  location_remove (subject);
}

void
location_recount (struct dmm_node *node)
{
  for (struct location *l = node->own; l; l = l->next)
    location_count (l);
}

void
location_clear (struct dmm_node *node)
{
  struct location *location = node->own, *next;

  for (; location; location = next)
    {
      next = location->next;
      location_free (location);
    }
  node->own = NULL;
}

/* ---- registering and withdrawing ----------------------------------- */

static void
location_forget (struct location *location, const struct address *maar)
{
  for (guint i = location->anchored->len; i-- > 0;)
    if (address_equal (
            &g_array_index (location->anchored, struct anchored, i).maar, maar))
      g_array_remove_index (location->anchored, i);
}

struct location *
location_register (struct maar *maar, struct mobile_node *mn,
                   const struct address *serving,
                   const struct prefix_list *prefixes, sim_time lifetime)
{
  struct sim *sim = maar->entity.domain->sim;
  struct location *location = location_find (maar, mn);

  if (!location)
    location = location_new (maar, mn);
  location_forget (location, serving);
  location->serving = *serving;
  for (guint i = 0; i < prefixes->len; i++)
    {
      struct anchored anchored
          = { .prefix = *prefix_list_at (prefixes, i), .maar = *serving };

      g_array_append_val (location->anchored, anchored);
    }
  timer_set (sim->engine, &location->expiry, sim_now (sim) + lifetime,
             node_origin (maar->entity.node),
             distributed_of (maar)->location_expired, location);
  location_count (location);
  return location;
}

/* Of a MAAR that serves the node again meanwhile it is a late copy. */
void
location_withdraw (struct maar *maar, struct mobile_node *mn,
                   const struct address *maar_address)
{
  struct location *location = location_find (maar, mn);

  if (!location || address_equal (&location->serving, maar_address))
    return;
  location_forget (location, maar_address);
  if (location->anchored->len == 0)
    location_remove (location);
  else
    location_count (location);
}

/* ---- answers ------------------------------------------------------- */

static void
location_send (struct maar *maar, const struct mh_message *pbu,
               const struct packet *packet, const struct mh_message *pba)
{
  struct address sender = packet_source (packet);

  mobility_send (&maar->entity, &sender, pba,
                 pba->ba.status == STATUS_ACCEPTED ? dmm_class (pbu)
                                                   : SIGNALING_ERROR,
                 packet->meter.transaction);
}

static void
location_reply (struct maar *maar, const struct mh_message *pbu,
                const struct packet *packet, enum binding_status status,
                const struct location *location)
{
  struct mh_message pba;

  dmm_compose_answer (&maar->entity, pbu, status, &pba);
  if (status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    pba.ba.sequence = location->order.sequence;
  location_send (maar, pbu, packet, &pba);
}

/* Previous MAAR options (RFC 8885 4.5); what does not fit goes into further
 * PBAs. */
static void
location_answer (const struct location *location, const struct mh_message *pbu,
                 const struct packet *packet)
{
  struct maar *maar = location->maar;
  unsigned most = dmm_previous_per_pba (
      location->mn, mh_count (pbu, OPTION_HOME_NETWORK_PREFIX));
  struct mh_message pba;
  unsigned named = 0;

  dmm_compose_answer (&maar->entity, pbu, STATUS_ACCEPTED, &pba);
  for (guint i = 0; i < location->anchored->len; i++)
    {
      const struct anchored *a
          = &g_array_index (location->anchored, struct anchored, i);

      if (address_equal (&a->maar, &location->serving))
        continue;
      if (named++ == most)
        {
          location_send (maar, pbu, packet, &pba);
          dmm_compose_answer (&maar->entity, pbu, STATUS_ACCEPTED, &pba);
          named = 1;
        }
      mh_add_previous_maar (&pba, &a->maar, &a->prefix);
    }
  location_send (maar, pbu, packet, &pba);
}

/* ---- receiving ----------------------------------------------------- */

/* Pools are exclusive (RFC 8885 3): a MAAR registers its own prefixes only. */
static bool
location_owns_all (struct maar *maar, const struct maar *sender,
                   const struct mh_message *pbu)
{
  unsigned n = mh_count (pbu, OPTION_HOME_NETWORK_PREFIX);

  for (unsigned i = 0; i < n; i++)
    {
      struct prefix prefix = mobility_prefix (
          &maar->entity, mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, i));

      if (dmm_pool_owner (sender->dmm, &prefix) != sender)
        return false;
    }
  return n > 0;
}

/* In the order of RFC 5213 5.3.1.  A MAAR that gives its prefixes up competes
 * with no registration. */
static enum binding_status
location_check (struct maar *maar, const struct mobile_node *mn,
                const struct location *location, const struct mh_message *pbu,
                const struct packet *packet)
{
  static const struct binding_order none = { 0 };
  struct address source = packet_source (packet);
  const struct maar *sender = dmm_find_maar (maar->dmm, &source);
  bool ordered = location && pbu->bu.lifetime > 0;
  enum binding_status order;

  if (!mh_find (pbu, OPTION_MN_IDENTIFIER, 0))
    return STATUS_MISSING_MN_IDENTIFIER;
  if (!sender)
    return STATUS_MAG_NOT_AUTHORIZED;
  if (!mn || !location_is_in_charge (maar, mn))
    return STATUS_NOT_LMA_FOR_THIS_MN;
  if (!dmm_is_flagged (pbu))
    return STATUS_PROHIBITED;
  order = binding_order_check (&maar->entity,
                               ordered ? &location->order : &none, pbu);
  if (order != STATUS_ACCEPTED)
    return order;
  if (!mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, 0))
    return STATUS_MISSING_HNP;
  if (!location_owns_all (maar, sender, pbu))
    return STATUS_NOT_AUTHORIZED_FOR_HNP;
  return maar->entity.objection;
}

static void
location_take (struct maar *maar, struct mobile_node *mn,
               const struct mh_message *pbu, const struct packet *packet)
{
  struct prefix_list prefixes = { 0 };
  struct address sender = packet_source (packet);
  struct location *location;

  dmm_read_prefixes (&maar->entity, pbu, OPTION_HOME_NETWORK_PREFIX, &prefixes);
  location = location_register (maar, mn, &sender, &prefixes,
                                mobility_lifetime (pbu->bu.lifetime));
  prefix_list_clear (&prefixes);
  binding_order_accept (&maar->entity, &location->order, pbu);
  location_answer (location, pbu, packet);
}

void
location_receive_pbu (struct maar *maar, const struct mh_message *pbu,
                      const struct packet *packet)
{
  struct mobile_node *mn = mobility_find_mn (&maar->entity, pbu);
  struct location *location = mn ? location_find (maar, mn) : NULL;
  struct address sender = packet_source (packet);
  enum binding_status status = location_check (maar, mn, location, pbu, packet);

  if (status == STATUS_ACCEPTED && pbu->bu.lifetime > 0)
    {
      location_take (maar, mn, pbu, packet);
      return;
    }
  if (status == STATUS_ACCEPTED)
    location_withdraw (maar, mn, &sender);
  location_reply (maar, pbu, packet, status, location);
}
