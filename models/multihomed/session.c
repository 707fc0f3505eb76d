/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/multihomed/session.h"

#include "models/multihomed/mobile_network.h"

/* ---- finding ------------------------------------------------------- */

static struct session *
session_new (struct bul_entry *entry, const struct mag_paths *paths)
{
  const struct multihomed *multihomed = multihomed_of (entry->mag);
  struct session *session
      = g_malloc0 (sizeof *session + paths->n * sizeof (struct path_binding));
  const struct address *lma = &multihomed->pmipv6.lma->entity.address;
  g_autofree char *name = g_strdup_printf ("%s>%s", entry->mn->node->name,
                                           entry->mag->entity.node->name);

  session->entry = entry;
  session->n = paths->n;
  path_scheduler_init (&session->uplink, &multihomed->config->distribution,
                       multihomed->pmipv6.domain->sim, name);
  for (uint32_t i = 0; i < paths->n; i++)
    {
      struct mag_path *path = paths->items[i];
      struct path_member *member = path_scheduler_add (&session->uplink);

      path_binding_init (&session->bindings[i], session, path);
      member->bid = path->bid;
      member->label = path->label;
      member->number = path->number;
      member->weight = (uint32_t)path->config->weight;
      member->route = (struct route){ .kind = ROUTE_TUNNEL,
                                      .local = path->entity.address,
                                      .peer = *lma };
    }
  session_flows_init (session);
  return session;
}

/* The entry's session, made when first asked for; NULL at a MAG without
 * paths. */
static struct session *
session_get (struct bul_entry *entry)
{
  const struct mag_paths *paths = paths_of (entry->mag);

  if (!entry->extension && paths->n > 0)
    entry->extension = session_new (entry, paths);
  return entry->extension;
}

void
session_freed (struct bul_entry *entry)
{
  struct session *session = entry->extension;

  if (!session)
    return;
  path_scheduler_clear (&session->uplink);
  g_free (session->stated);
  g_clear_pointer (&entry->extension, g_free);
}

static bool
session_stands (const struct session *session)
{
  return session->entry->state == BUL_REGISTERED
         || session->entry->state == BUL_REFRESHING;
}

/* ---- the signalling path ------------------------------------------- */

static bool
binding_is_up (const struct path_binding *binding)
{
  return binding->state == PATH_BINDING_BOUND && binding->path->usable;
}

/* Index of the first path that is up, and @bound; session->n if none is. */
static uint32_t
session_first (const struct session *session, bool bound)
{
  uint32_t i = 0;

  while (i < session->n
         && !(bound ? binding_is_up (&session->bindings[i])
                    : session->bindings[i].path->usable))
    i++;
  return i;
}

/* The path in use if it is up, else one that is bound, else one that could
 * be; if there is none, as before. */
static void
session_pick_path (struct session *session)
{
  uint32_t other = session_first (session, true);

  if (binding_is_up (&session->bindings[session->signaling]))
    return;
  if (other == session->n)
    other = session_first (session, false);
  if (other < session->n)
    session->signaling = other;
}

/* ---- messages of the session --------------------------------------- */

/* O: a handover from another MAG leaves none of that one's bindings (4.1). */
static bool
session_overwrites (const struct session *session)
{
  const struct bul_entry *entry = session->entry;
  const struct handover *handover = entry->mn->handover;

  return entry->state == BUL_PENDING && handover
         && handover->id == entry->transaction && handover->number > 0;
}

void
session_compose (struct bul_entry *entry, struct mh_message *pbu)
{
  struct session *session = session_get (entry);
  struct mag_path *path;

  if (!session)
    return;
  session_pick_path (session);
  session->asked = session->signaling;
  path = session->bindings[session->asked].path;
  binding_exchange_move (&entry->exchange, &path->entity);
  session->bulk = multihomed_of (entry->mag)->config->bulk
                  && entry->more_bindings > 0 && entry->state != BUL_PENDING;
  if (session->multipath == MULTIPATH_DISABLED)
    return;
  path_add_options (pbu, &session->bindings[session->asked], session->bulk,
                    session_overwrites (session));
  if (pbu->bu.lifetime > 0)
    session_flows_put (session, session->asked, entry->state != BUL_PENDING,
                       pbu);
}

/* Adds the paths that are up and not bound: sequentially after the first,
 * concurrently among themselves (4.4). */
static void
session_add_paths (struct session *session, enum signaling_class class)
{
  for (uint32_t i = 0; i < session->n; i++)
    if (session->bindings[i].state == PATH_BINDING_IDLE
        && session->bindings[i].path->usable)
      path_binding_register (&session->bindings[i], class);
}

/* RFC 8278 4.4: an answer without the option comes from an LMA that does not
 * know it. */
void
session_accepted (struct bul_entry *entry, const struct mh_message *pba)
{
  struct session *session = entry->extension;
  enum signaling_class class = SIGNALING_ATTACH;

  if (!session)
    return;
  if (entry->mn->logical)
    mobile_network_granted (paths_of (entry->mag)->network, entry);
  if (entry->mn->handover && entry->mn->handover->number > 0)
    class = SIGNALING_HANDOVER;
  session->multipath = mh_find (pba, OPTION_MAG_MULTIPATH_BINDING, 0)
                           ? MULTIPATH_ENABLED
                           : MULTIPATH_DISABLED;
  path_binding_agree (&session->bindings[session->asked], pba);
  for (uint32_t i = 0; i < session->n; i++)
    {
      struct path_binding *binding = &session->bindings[i];

      if (i == session->asked
          || (session->bulk && binding->state == PATH_BINDING_BOUND))
        path_binding_extend (binding, entry->expires);
      else if (session->multipath == MULTIPATH_DISABLED)
        path_binding_reset (binding);
    }
  session->bulk = false;
  session_flows_answered (session, pba);
  if (session->multipath == MULTIPATH_ENABLED)
    session_add_paths (session, class);
}

/* Not authorized for multipath: without it, then (4.4). */
bool
session_refused (struct bul_entry *entry, const struct mh_message *pba)
{
  struct session *session = entry->extension;

  if (!session || pba->ba.status != STATUS_CANNOT_SUPPORT_MULTIPATH
      || session->multipath == MULTIPATH_DISABLED)
    return false;
  session->multipath = MULTIPATH_DISABLED;
  bul_register_again (entry);
  return true;
}

static void
session_reset (struct session *session)
{
  for (uint32_t i = 0; i < session->n; i++)
    path_binding_reset (&session->bindings[i]);
}

/* De-registration path by path; the signalling one's is the entry's own PBU,
 * which stands for all with B. */
static void
session_release (struct session *session)
{
  bool bulk = multihomed_of (session->entry->mag)->config->bulk;

  for (uint32_t i = 0; i < session->n; i++)
    {
      struct path_binding *binding = &session->bindings[i];

      if (!bulk && i != session->signaling
          && binding->state == PATH_BINDING_BOUND)
        path_binding_release (binding, binding->path);
    }
}

void
session_entered (struct bul_entry *entry)
{
  struct session *session = entry->extension;

  if (!session)
    return;
  switch (entry->state)
    {
    case BUL_PENDING:
      session->multipath = MULTIPATH_UNKNOWN;
      memset (session->stated, 0, session->uplink.n_rules);
      session_reset (session);
      break;
    case BUL_UNREGISTERED:
    case BUL_RELEASED:
      session_reset (session);
      if (entry->mn->logical)
        mobile_network_lost (paths_of (entry->mag)->network);
      break;
    case BUL_DEREGISTERING:
      session_release (session);
      break;
    default:
      break;
    }
}

struct route
session_uplink (struct bul_entry *entry)
{
  struct session *session = session_get (entry);

  if (session)
    return (struct route){ .kind = ROUTE_CHOICE,
                           .choose = path_scheduler_choose,
                           .data = &session->uplink };
  return (struct route){ .kind = ROUTE_TUNNEL,
                         .local = entry->mag->entity.address,
                         .peer = entry->mag->pmipv6->lma->entity.address };
}

/* Paths that failed when there was no other to tell the LMA by. */
static void
session_release_failed (struct session *session)
{
  uint32_t by = session_first (session, true);

  for (uint32_t i = 0; by < session->n && i < session->n; i++)
    if (session->bindings[i].state == PATH_BINDING_BOUND
        && !session->bindings[i].path->usable)
      path_binding_release (&session->bindings[i], session->bindings[by].path);
}

void
session_receive (struct bul_entry *entry, const struct mh_message *message)
{
  struct session *session = entry->extension;

  for (uint32_t i = 0; session && i < session->n; i++)
    if (binding_exchange_matches (&session->bindings[i].exchange, message))
      {
        path_binding_answered (&session->bindings[i], message);
        session_release_failed (session);
        return;
      }
}

/* ---- paths come and go --------------------------------------------- */

/* Known to have failed: the LMA is told by another path.  With none left, the
 * binding waits for its end or for the path to come back. */
static void
session_path_lost (struct session *session, uint32_t i)
{
  struct path_binding *binding = &session->bindings[i];
  uint32_t other;

  session->uplink.members[i].usable = false;
  session_flows_bind (session);
  session_pick_path (session);
  other = session->signaling;
  if (other == i || !session_stands (session))
    return;
  if (session->multipath == MULTIPATH_DISABLED)
    bul_refresh (session->entry);
  else if (binding->state == PATH_BINDING_BOUND)
    path_binding_release (binding, session->bindings[other].path);
  else
    path_binding_reset (binding);
  if (session->multipath == MULTIPATH_ENABLED
      && session_flows_changed (session))
    bul_refresh (session->entry);
}

static void
session_path_back (struct session *session, uint32_t i)
{
  struct path_binding *binding = &session->bindings[i];

  session->uplink.members[i].usable = binding->state == PATH_BINDING_BOUND;
  session_flows_bind (session);
  if (!session_stands (session) || session->multipath != MULTIPATH_ENABLED)
    return;
  if (binding->state == PATH_BINDING_RELEASING)
    path_binding_reset (binding);
  if (binding->state == PATH_BINDING_IDLE)
    path_binding_register (binding, SIGNALING_HANDOVER);
}

void
session_path_changed (struct session *session, uint32_t i)
{
  if (session->bindings[i].path->usable)
    session_path_back (session, i);
  else
    session_path_lost (session, i);
}

void
session_path_moved (struct session *session, uint32_t i)
{
  struct path_binding *binding = &session->bindings[i];

  session->uplink.members[i].route.local = binding->path->entity.address;
  if (binding->state == PATH_BINDING_BOUND)
    path_binding_reset (binding);
  if (binding->path->usable)
    session_path_back (session, i);
}
