/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Localized routing at the MAG: the localized routing entries (LREs) that an
 * LMA's LRI asks for (RFC 6705 5, 6), and what they do to packets. */
#include "models/access/access.h"
#include "models/pmipv6/localized.h"
#include "sim/prefix_table.h"

/* Where an LRE sends what goes to one of its prefixes. */
struct localized_way
{
  struct lre *lre;
  struct route route;
};

/* ---- packets ------------------------------------------------------- */

/* 5: LREs override the BUL entry, which serves what they cannot deliver. */
static const struct route *
uplink_choose (struct node *node, struct packet *p, void *data)
{
  struct localized_uplink *uplink = data;
  struct address destination = packet_destination (p);
  struct localized_way *way = prefix_table_match (uplink->ways, &destination);
  const struct localized_agent *agent = uplink->entry->mag->localized;
  struct bul_entry *to = NULL;

  if (!way && agent->attached)
    to = prefix_table_match (agent->attached, &destination);
  if (to && to != uplink->entry)
    localized_between_notice (uplink->entry, to);
  if (!way
      || (way->route.kind == ROUTE_ACCESS
          && link_router (way->route.link) != node))
    return &uplink->tunnel;
  way->lre->used = true;
  return &way->route;
}

struct route
localized_uplink (struct bul_entry *entry, const struct route *tunnel)
{
  if (!entry->localized)
    return *tunnel;
  entry->localized->tunnel = *tunnel;
  return (struct route){ .kind = ROUTE_CHOICE,
                         .choose = uplink_choose,
                         .data = entry->localized };
}

static struct localized_uplink *
uplink_get (struct bul_entry *entry)
{
  struct localized_uplink *uplink = entry->localized;

  if (uplink)
    return uplink;
  uplink = entry->localized = g_new0 (struct localized_uplink, 1);
  uplink->entry = entry;
  uplink->ways = prefix_table_new ();
  uplink->lres = g_ptr_array_new ();
  uplink->sessions = g_ptr_array_new ();
  bul_set_uplink (entry);
  return uplink;
}

void
localized_uplink_free (struct bul_entry *entry)
{
  if (!entry->localized)
    return;
  prefix_table_free (entry->localized->ways, g_free);
  g_ptr_array_unref (entry->localized->lres);
  g_ptr_array_unref (entry->localized->sessions);
  g_clear_pointer (&entry->localized, g_free);
}

static void
uplink_remove (struct bul_entry *entry)
{
  localized_uplink_free (entry);
  bul_set_uplink (entry);
}

/* ---- LREs ---------------------------------------------------------- */

static gint64
pair_key (const struct localized_party party[2])
{
  uint32_t a = party[0].mn->index, b = party[1].mn->index;

  return (gint64)((guint64)MIN (a, b) << 32 | MAX (a, b));
}

static struct lre *
lre_find (const struct localized_agent *agent,
          const struct localized_party party[2])
{
  gint64 key;

  if (!party[0].mn || !party[1].mn)
    return NULL;
  key = pair_key (party);
  return g_hash_table_lookup (agent->lres, &key);
}

/* One direction: from the entry's node to the prefixes of @to. */
static void
lre_open (struct lre *lre, struct bul_entry *entry,
          const struct localized_party *to, const struct route *route)
{
  struct localized_uplink *uplink = uplink_get (entry);

  for (uint32_t i = 0; i < to->n_prefixes; i++)
    {
      struct localized_way *way = g_new (struct localized_way, 1);

      *way = (struct localized_way){ lre, *route };
      g_free (prefix_table_set (uplink->ways, &to->prefixes[i], way));
    }
  g_ptr_array_add (uplink->lres, lre);
  bul_count_bindings (entry, 1);
}

static void
lre_close (struct lre *lre, struct bul_entry *entry,
           const struct localized_party *to)
{
  struct localized_uplink *uplink = entry->localized;

  for (uint32_t i = 0; i < to->n_prefixes; i++)
    g_free (prefix_table_remove (uplink->ways, &to->prefixes[i]));
  g_ptr_array_remove_fast (uplink->lres, lre);
  bul_count_bindings (entry, -1);
  if (uplink->lres->len == 0 && !lre->agent->attached)
    uplink_remove (entry);
}

static void
lre_clear (struct lre *lre)
{
  struct engine *engine = lre->agent->entity->domain->sim->engine;

  timer_stop (engine, &lre->timer);
  for (unsigned i = 0; i < 2; i++)
    if (lre->entry[i])
      lre_close (lre, lre->entry[i], &lre->party[!i]);
}

void
localized_lre_remove (struct lre *lre)
{
  lre_clear (lre);
  if (lre->session)
    lre->session->lre = NULL;
  g_hash_table_remove (lre->agent->lres, &lre->key);
}

static void
lre_open_both (struct lre *lre)
{
  struct route route = { .kind = ROUTE_TUNNEL,
                         .local = lre->agent->entity->address,
                         .peer = lre->gateway };

  if (!lre->entry[1])
    {
      lre_open (lre, lre->entry[0], &lre->party[1], &route);
      return;
    }
  for (unsigned i = 0; i < 2; i++)
    {
      route = (struct route){ .kind = ROUTE_ACCESS,
                              .link = lre->entry[!i]->mn->radio };
      lre_open (lre, lre->entry[i], &lre->party[!i], &route);
    }
}

void
localized_mag_open (struct bul_entry *entry)
{
  struct localized_agent *agent = entry->mag->localized;

  if (!agent || !agent->attached)
    return;
  uplink_get (entry);
  for (uint32_t i = 0; i < entry->n_prefixes; i++)
    prefix_table_set (agent->attached, &entry->prefixes[i], entry);
}

void
localized_mag_leave (struct bul_entry *entry)
{
  struct localized_uplink *uplink = entry->localized;

  while (entry->localized && uplink->lres->len > 0)
    localized_lre_remove (g_ptr_array_index (uplink->lres, 0));
  if (!entry->localized)
    return;
  for (uint32_t i = 0; i < entry->n_prefixes; i++)
    prefix_table_remove (entry->mag->localized->attached, &entry->prefixes[i]);
  localized_between_leave (entry);
  uplink_remove (entry);
}

static struct localized_party
copy_party (const struct localized_party *party)
{
  struct localized_party copy = *party;

  copy.prefixes = g_new (struct prefix, party->n_prefixes);
  memcpy (copy.prefixes, party->prefixes,
          party->n_prefixes * sizeof (struct prefix));
  return copy;
}

void
localized_lre_open (struct localized_session *session, uint16_t lifetime)
{
  struct localized_agent *agent = session->agent;
  struct lre *lre = g_new0 (struct lre, 1);

  lre->agent = agent;
  lre->session = session;
  session->lre = lre;
  lre->initiator = agent->entity->address;
  for (unsigned i = 0; i < 2; i++)
    {
      lre->party[i] = copy_party (&session->party[i]);
      lre->entry[i] = session->owner[i];
    }
  lre->key = pair_key (lre->party);
  g_hash_table_insert (agent->lres, &lre->key, lre);
  lre_open_both (lre);
  localized_lre_extend (lre, agent->sequence, lifetime);
}

/* ---- lifetime ------------------------------------------------------ */

static void
lre_set_timer (struct lre *lre, sim_time at)
{
  struct mobility_entity *entity = lre->agent->entity;

  timer_set (entity->domain->sim->engine, &lre->timer, at,
             node_origin (entity->node), lre->agent->localized->lre, lre);
}

void
localized_lre_extend (struct lre *lre, uint16_t sequence, uint16_t lifetime)
{
  struct sim *sim = lre->agent->entity->domain->sim;
  sim_time time = lifetime * SIM_SECOND;

  lre->sequence = sequence;
  lre->lifetime = lifetime;
  lre->used = false;
  lre->expires = sim_now (sim) + time;
  if (lifetime == LOCALIZED_FOREVER)
    timer_stop (sim->engine, &lre->timer);
  else
    lre_set_timer (lre, sim_now (sim) + mobility_refresh_delay (time));
}

/* 10.2: only the MAG sees whether there still is traffic, so it asks; the
 * initiator's LRI is the answer. */
static void
lre_ask (const struct lre *lre)
{
  struct mh_message lra;

  mh_init (&lra, MH_LRA);
  lra.localized.sequence = lre->sequence;
  lra.localized.unsolicited = true;
  lra.localized.lifetime = lre->lifetime;
  localized_add_party (&lra, &lre->party[0]);
  localized_add_party (&lra, &lre->party[1]);
  mobility_send (lre->agent->entity, &lre->initiator, &lra, SIGNALING_REFRESH,
                 TRANSACTION_NONE);
}

void
localized_lre_free (gpointer data)
{
  struct lre *lre = data;

  localized_party_clear (&lre->party[0]);
  localized_party_clear (&lre->party[1]);
  g_free (lre);
}

/* Event: half of the lifetime is over, or all of it. */
static void
lre_due (struct sim *sim, void *subject)
{
  struct lre *lre = subject;

  if (sim_now (sim) >= lre->expires)
    {
      localized_lre_remove (lre);
      return;
    }
  lre_set_timer (lre, lre->expires);
  if (lre->used && lre->session)
    localized_between_refresh (lre->session);
  else if (lre->used)
    lre_ask (lre);
}

void
localized_mag_kinds (struct localized *localized, struct engine *engine)
{
  localized->lre = engine_kind (engine, "localized-lre", lre_due);
}

/* ---- LRI ----------------------------------------------------------- */

/* The entry of a node that is registered and on the link; or NULL. */
static struct bul_entry *
find_attached (const struct mag *mag, const struct mobile_node *mn)
{
  struct bul_entry *entry = mn ? mag_find (mag, mn) : NULL;

  if (!entry || !mn->radio
      || (entry->state != BUL_REGISTERED && entry->state != BUL_REFRESHING)
      || !access_reachable (mag->router, mn))
    return NULL;
  return entry;
}

/* An LRI as it was read. */
struct order
{
  struct mag *mag;
  const struct mh_message *lri;
  const struct packet *packet;
  struct localized_party party[2];
  const struct mh_option *gateway; /* or NULL: both are here */
};

/* 5, in this order: attachment, then EnableMAGLocalRouting. */
static enum localized_status
order_check (const struct order *order)
{
  if (order->lri->localized.lifetime == 0)
    return LOCALIZED_SUCCESS;
  if (!find_attached (order->mag, order->party[0].mn)
      || (!order->gateway && !find_attached (order->mag, order->party[1].mn))
      || !order->party[1].mn)
    return LOCALIZED_NOT_ATTACHED;
  if (order->mag->localized->denied)
    return LOCALIZED_NOT_ALLOWED;
  return LOCALIZED_SUCCESS;
}

static bool
is_served (const struct order *order, unsigned i, enum localized_status status)
{
  return status == LOCALIZED_SUCCESS
         || (status == LOCALIZED_NOT_ATTACHED
             && find_attached (order->mag, order->party[i].mn));
}

/* 10.2: a refusal names only those that could be served. */
static void
order_answer (const struct order *order, enum localized_status status)
{
  struct localized_party named[2];

  memcpy (named, order->party, sizeof named);
  for (unsigned i = 0; i < 2; i++)
    if (!is_served (order, i, status))
      named[i].mn = NULL;
  localized_answer (&order->mag->entity, order->lri, order->packet, named,
                    status);
}

/* Takes the prefixes of @order over. */
static void
order_carry_out (struct order *order)
{
  struct localized_agent *agent = order->mag->localized;
  struct lre *lre = g_new0 (struct lre, 1);

  lre->agent = agent;
  lre->key = pair_key (order->party);
  lre->initiator = packet_source (order->packet);
  for (unsigned i = 0; i < 2; i++)
    {
      lre->party[i] = order->party[i];
      order->party[i].prefixes = NULL;
    }
  lre->entry[0] = find_attached (order->mag, lre->party[0].mn);
  if (order->gateway)
    lre->gateway = order->gateway->prefix.address;
  else
    lre->entry[1] = find_attached (order->mag, lre->party[1].mn);
  g_hash_table_insert (agent->lres, &lre->key, lre);
  lre_open_both (lre);
  localized_lre_extend (lre, order->lri->localized.sequence,
                        order->lri->localized.lifetime);
}

/* Of an LRI that was overtaken by a later one. */
static bool
is_overtaken (const struct lre *lre, const struct order *order)
{
  struct address initiator = packet_source (order->packet);

  return address_equal (&lre->initiator, &initiator)
         && (int16_t)(order->lri->localized.sequence - lre->sequence) < 0;
}

/* Does the LRI ask for what there is? */
static bool
is_refresh (const struct lre *lre, const struct order *order)
{
  return lre && order->lri->localized.lifetime > 0
         && lre->party[0].mn == order->party[0].mn
         && address_equal (&lre->gateway, order->gateway
                                              ? &order->gateway->prefix.address
                                              : &address_unspecified);
}

static void
mag_take_order (struct order *order)
{
  struct lre *lre = lre_find (order->mag->localized, order->party);
  enum localized_status status = order_check (order);

  if (lre && is_overtaken (lre, order))
    return;
  order_answer (order, status);
  if (status != LOCALIZED_SUCCESS)
    return;
  if (is_refresh (lre, order))
    {
      localized_lre_extend (lre, order->lri->localized.sequence,
                            order->lri->localized.lifetime);
      return;
    }
  if (lre)
    localized_lre_remove (lre);
  if (order->lri->localized.lifetime > 0)
    order_carry_out (order);
}

static void
mag_receive_lri (struct mag *mag, const struct mh_message *lri,
                 const struct packet *packet)
{
  struct address source = packet_source (packet);
  struct order order = { .mag = mag, .lri = lri, .packet = packet };

  if (!pmipv6_lma_at (mag->pmipv6, &source)
      || !localized_read (&mag->entity, lri, order.party))
    return;
  order.gateway = mh_find (lri, OPTION_MAG_IPV6_ADDRESS, 0);
  mag_take_order (&order);
  localized_party_clear (&order.party[0]);
  localized_party_clear (&order.party[1]);
}

bool
localized_mag_receive (struct mag *mag, const struct mh_message *message,
                       const struct packet *packet)
{
  if (message->type != MH_LRI && message->type != MH_LRA)
    return false;
  if (mag->localized && message->type == MH_LRI)
    mag_receive_lri (mag, message, packet);
  else if (mag->localized)
    localized_take_lra (mag->localized, message, packet);
  return true;
}

void
localized_mag_new (struct mag *mag)
{
  const struct pmipv6 *pmipv6 = mag->pmipv6;

  mag->localized = localized_agent_new (pmipv6->localized, &mag->entity);
  if (pmipv6->lmas->len > 1)
    mag->localized->attached = prefix_table_new ();
}
