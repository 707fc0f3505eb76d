/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A node's session at a MAG with several paths: the BUL entry (models/pmipv6)
 * with one binding per path.
 *
 * The entry's own PBU goes by one path, the signalling one: it opens the
 * session, probes whether the LMA knows the option (RFC 8278 4.4), extends all
 * bindings (B), closes it.  The other paths' bindings have exchanges of their
 * own. */
#ifndef DMMSIM_MODELS_MULTIHOMED_SESSION_H
#define DMMSIM_MODELS_MULTIHOMED_SESSION_H

#include "models/multihomed/multihomed.h"

#define PATH_BINDING_STATES(X)                       \
  X (IDLE, "idle")           /* no binding */        \
  X (PENDING, "pending")     /* PBU sent */          \
  X (BOUND, "bound")         /* its tunnel stands */ \
  X (RELEASING, "releasing") /* lifetime-0 PBU sent by another path */
#define X(name, text) PATH_BINDING_##name,
enum path_binding_state
{
  PATH_BINDING_STATES (X) PATH_BINDING_STATES_N
};
#undef X

struct session;

struct path_binding
{
  struct session *session;
  struct mag_path *path;
  enum path_binding_state state;
  struct binding_exchange exchange; /* but for the signalling path's */
  struct timer timer;               /* refresh due, or lifetime over */
  sim_time expires;
  uint32_t key; /* GRE, of what comes to the node; 0: none given out */
};

/* What the MAG knows of the LMA's ability, for this session. */
enum multipath_support
{
  MULTIPATH_UNKNOWN,
  MULTIPATH_ENABLED,
  MULTIPATH_DISABLED
};

/* bul_entry.extension. */
struct session
{
  struct bul_entry *entry;
  enum multipath_support multipath;
  bool bulk;          /* the PBU outstanding has B set */
  uint32_t signaling; /* index of the path of the entry's own PBUs */
  uint32_t asked;     /* the same of the one outstanding */
  /* Members by index of the path, rules by that of the configuration. */
  struct path_scheduler uplink;
  uint8_t *stated; /* BID that the LMA has accepted, by rule; owned */
  uint32_t n;
  struct path_binding bindings[];
};

/* The MAG's part of struct pmipv6_extension. */
void session_compose (struct bul_entry *entry, struct mh_message *pbu);
void session_accepted (struct bul_entry *entry, const struct mh_message *pba);
bool session_refused (struct bul_entry *entry, const struct mh_message *pba);
void session_entered (struct bul_entry *entry);
void session_freed (struct bul_entry *entry);
struct route session_uplink (struct bul_entry *entry);

/* A message at a path's own address that is no answer to the entry. */
void session_receive (struct bul_entry *entry,
                      const struct mh_message *message);
/* The MAG has learnt that path @i can, or can no longer, be used. */
void session_path_changed (struct session *session, uint32_t i);
/* Path @i has another Proxy-CoA: its binding is registered again, under the
 * same BID. */
void session_path_moved (struct session *session, uint32_t i);

/* ---- session_flows.c: rules for flows ------------------------------ */

void session_flows_init (struct session *session);
/* Binds the rules to paths that are up, after a change. */
void session_flows_bind (struct session *session);
/* States them in a PBU by path @i, @all: also those bound to others.  What the
 * LMA has accepted is not said again. */
void session_flows_put (const struct session *session, uint32_t i, bool all,
                        struct mh_message *pbu);
/* What the LMA made of them. */
void session_flows_answered (struct session *session,
                             const struct mh_message *pba);
/* Does the LMA believe what is no longer so? */
bool session_flows_changed (const struct session *session);

/* ---- path_binding.c ------------------------------------------------ */

void path_binding_init (struct path_binding *binding, struct session *session,
                        struct mag_path *path);
/* The one place where a binding changes state. */
void path_binding_enter (struct path_binding *binding,
                         enum path_binding_state state);
/* Registers by its own path, or extends what is bound. */
void path_binding_register (struct path_binding *binding,
                            enum signaling_class class);
/* Gives the binding up by a PBU over @by, its own path or another. */
void path_binding_release (struct path_binding *binding, struct mag_path *by);
/* Bound until @expires. */
void path_binding_extend (struct path_binding *binding, sim_time expires);
/* Idle, whatever was under way. */
void path_binding_reset (struct path_binding *binding);
/* Event: refresh due, or lifetime over. */
void path_binding_due (struct sim *sim, void *subject);
/* The answer to the binding's own PBU. */
void path_binding_answered (struct path_binding *binding,
                            const struct mh_message *pba);
/* Adds the options of RFC 8278 4.1 and 4.2, and the GRE key if there is one
 * to be. */
void path_add_options (struct mh_message *pbu, struct path_binding *binding,
                       bool bulk, bool overwrite);
/* The tunnel is of the kind the LMA has agreed to. */
void path_binding_agree (struct path_binding *binding,
                         const struct mh_message *pba);

#endif
