/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who the previous MAARs are: told by the node (hint), or by the MAARs in
 * charge of it in the hash table (dht).  Asking them all is in flood.c. */
#include "models/distributed/location.h"
#include "models/distributed/session.h"
#include "models/traffic/traffic.h"

static int
lookup_mode (const struct maar_session *session)
{
  return distributed_of (session->maar)->config->lookup;
}

/* ---- hint ---------------------------------------------------------- */

/* Release policy flow: the prefixes in use; else all that are valid. */
static bool
hint_names (const struct maar_session *session, const struct mn_address *a,
            const struct prefix *prefix)
{
  const struct dmm *dmm = session->maar->dmm;

  if (dmm->release == DMM_RELEASE_FLOW)
    return traffic_live_flows (session->mn, prefix) > 0;
  return a->valid_until > sim_now (dmm->domain->sim);
}

/* At its attachment the node tells the prefixes of its addresses, which is what
 * it knows; whose pools they are from is configured. */
static void
hint_take (struct maar_session *session)
{
  const struct mn_addresses *addresses = &session->mn->addresses;

  for (guint i = 0; i < addresses->len; i++)
    {
      const struct mn_address *a = &addresses->at[i];
      const struct prefix prefix = mn_address_prefix (a);
      const struct maar *maar = dmm_pool_owner (session->maar->dmm, &prefix);

      if (maar && hint_names (session, a, &prefix))
        bule_add_anchor (session, &maar->entity.address, &prefix);
    }
  bule_ask_anchors (session);
}

void
lookup_cover_flows (struct maar_session *session)
{
  bool served
      = session->state == MAAR_PENDING || session->state == MAAR_SERVING;

  if (served && lookup_mode (session) == LOOKUP_HINT)
    hint_take (session);
}

/* ---- hash table ---------------------------------------------------- */

/* We are in charge ourselves: no message. */
static void
table_look_here (struct maar_session *session)
{
  struct maar *maar = session->maar;
  struct location *location = location_register (
      maar, session->mn, &maar->entity.address, &session->prefixes,
      maar->entity.domain->config.protocol.binding_lifetime);

  for (guint i = 0; i < location->anchored->len; i++)
    {
      const struct anchored *a
          = &g_array_index (location->anchored, struct anchored, i);

      bule_add_anchor (session, &a->maar, &a->prefix);
    }
  bule_ask_anchors (session);
}

/* The first in charge is asked, the others are told afterwards. */
static void
table_start (struct maar_session *session)
{
  struct maar *members[REPLICATION_MAX];

  location_members (distributed_of (session->maar), session->mn, members);
  if (members[0] == session->maar)
    {
      table_look_here (session);
      lookup_over (session, NULL);
    }
  else
    bule_ask_table (session, BULE_LOOKUP, &members[0]->entity.address,
                    MAAR_REGISTER);
}

bool
lookup_next (struct bule *bule, struct address *maar)
{
  struct maar_session *session = bule->session;
  struct maar *members[REPLICATION_MAX];
  unsigned n
      = location_members (distributed_of (session->maar), session->mn, members),
      i = 0;

  while (!address_equal (&members[i]->entity.address, maar))
    i++;
  i = (i + 1) % n;
  if (members[i] == session->maar)
    {
      table_look_here (session);
      lookup_over (session, NULL);
      return false;
    }
  *maar = members[i]->entity.address;
  return true;
}

void
lookup_read (struct maar_session *session, const struct mh_message *pba)
{
  for (unsigned i = 0; i < pba->n_options; i++)
    {
      const struct mh_option *o = &pba->options[i];
      struct prefix prefix;

      if (o->type != OPTION_PREVIOUS_MAAR)
        continue;
      prefix = prefix_make (&o->previous_maar.prefix, o->previous_maar.length);
      bule_add_anchor (session, &o->previous_maar.maar, &prefix);
    }
  bule_ask_anchors (session);
}

/* All in charge but ourselves and @knows. */
static void
table_tell (struct maar_session *session, const struct address *knows,
            enum maar_request request)
{
  struct maar *members[REPLICATION_MAX];
  unsigned n
      = location_members (distributed_of (session->maar), session->mn, members);

  for (unsigned i = 0; i < n; i++)
    {
      const struct address *address = &members[i]->entity.address;

      if (members[i] == session->maar && request != MAAR_DEREGISTER)
        table_look_here (session);
      else if (members[i] == session->maar)
        location_withdraw (members[i], session->mn, address);
      else if (!knows || !address_equal (knows, address))
        bule_ask_table (session, BULE_COPY, address, request);
    }
}

void
lookup_refresh (struct maar_session *session)
{
  if (lookup_mode (session) == LOOKUP_DHT && !session_own (session)->looking)
    table_tell (session, NULL, MAAR_REFRESH);
}

bool
lookup_withdraw (struct maar_session *session)
{
  if (lookup_mode (session) != LOOKUP_DHT)
    return false;
  table_tell (session, NULL, MAAR_DEREGISTER);
  return session_own (session)->list->len > 0;
}

/* ---- all ----------------------------------------------------------- */

/* With the hash table a prefix is advertised when it is registered there (RFC
 * 8885 3.1 step 5): nobody must use one that the next MAAR does not find. */
void
lookup_start (struct maar_session *session)
{
  session_own (session)->looking = true;
  if (lookup_mode (session) == LOOKUP_DHT)
    {
      table_start (session);
      return;
    }
  maar_advertise_own (session);
  if (lookup_mode (session) == LOOKUP_FLOOD && !session->initial)
    {
      flood_start (session);
      return;
    }
  if (lookup_mode (session) == LOOKUP_HINT)
    hint_take (session);
  lookup_over (session, NULL);
}

void
lookup_over (struct maar_session *session, const struct address *knows)
{
  session_own (session)->looking = false;
  if (lookup_mode (session) == LOOKUP_DHT)
    {
      maar_advertise_own (session);
      table_tell (session, knows, MAAR_REGISTER);
    }
  session_settle (session);
}

void
lookup_stop (struct maar_session *session)
{
  struct distributed_session *own = session_own (session);

  own->looking = false;
  timer_stop (session->maar->entity.domain->sim->engine, &own->flood);
  g_ptr_array_set_size (own->list, 0);
}
