/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Central mobility database, RFC 8885 section 3: a binding cache without
 * forwarding.  Per mobile node the current P-CoA with its prefixes, and the
 * list of previous MAARs with theirs, which it updates at each handover. */
#ifndef DMMSIM_MODELS_DMM_CMD_H
#define DMMSIM_MODELS_DMM_CMD_H

#include "models/dmm/dmm.h"

/* Where a previous MAAR stands. */
#define P_MAAR_STATES(X)                                      \
  X (BEHIND, "behind")     /* knows another serving MAAR */   \
  X (UPDATING, "updating") /* PBU due or sent, PBA awaited */ \
  X (CURRENT, "current")   /* forwards to the serving MAAR */ \
  X (CLOSING, "closing")   /* told that the session is over */
#define X(name, text) P_MAAR_##name,
enum p_maar_state
{
  P_MAAR_STATES (X) P_MAAR_STATES_N
};
#undef X
const char *p_maar_state_name (enum p_maar_state state);

/* An element of the P-MAAR list (3.2 step 4).  Owned by the list it is in: of
 * its BCE, or cmd->closing once the session is over. */
struct p_maar
{
  struct cmd *cmd;
  struct cmd_bce *bce; /* NULL when CLOSING */
  struct mobile_node *mn;
  enum p_maar_state state;
  struct address address;
  struct dlif dlif;
  struct prefix_list prefixes;
  struct binding_exchange exchange;
  uint16_t sequence;
  enum handoff_indicator handoff; /* of the PBU that caused the update */
  uint8_t technology;             /* of the same */
  struct timer timer;             /* until the PBU may leave */
  sim_time made;                  /* when it became one */
  bool told; /* the serving MAAR has been answered with its prefixes */
};

/* Binding cache entry.  Owned by dmm_node.bce. */
struct cmd_bce
{
  struct cmd *cmd;
  struct mobile_node *mn;
  struct address p_coa;
  struct dlif dlif;            /* of p_coa */
  uint8_t technology;          /* of the latest PBU of p_coa, RFC 5213 8.5 */
  struct prefix_list prefixes; /* anchored at p_coa */
  GPtrArray *previous;         /* struct p_maar *, the longest there first */
  struct binding_order order;
  struct timer expiry, aggregation;
  struct dmm_state counted;
  /* The latest PBU of p_coa, as received: answers mirror it.  NULL when none is
   * outstanding. */
  uint8_t *request;
  size_t request_size;
  uint32_t transaction;
  bool answered; /* by at least one PBA */
  bool silent;   /* locator: a previous MAAR sends the direct PBA no more */
};

struct cmd
{
  struct mobility_entity entity; /* first */
  struct dmm *dmm;
  GPtrArray *closing;     /* struct p_maar * */
  sim_time pace;          /* token bucket: when it will be full again */
  uint32_t restarts;      /* without its state */
  struct cmd_peer *peers; /* by access router; NULL: no heartbeats */
  struct dmm_state state;
};

/* Events: binding lifetime over, aggregation timeout (on a BCE); a PBU may
 * leave (on a previous MAAR). */
event_action cmd_expire, cmd_aggregate, cmd_send_update;

struct cmd *cmd_new (struct dmm *dmm, struct node *node);
void cmd_free (struct cmd *cmd);
/* It is at @node from now on, with all it knows: a standby takes over. */
void cmd_move (struct cmd *cmd, struct node *node);
/* The binding cache is gone, and whoever was being told of an end. */
void cmd_restart (struct cmd *cmd);
void cmd_bce_free (struct cmd_bce *bce);
void cmd_recount (struct cmd_bce *bce);

/* ---- between the files of the CMD ---------------------------------- */

/* cmd_answer.c: PBAs to the serving MAAR.  All are last acts of their callers:
 * a MAAR at the same node reacts within. */
void cmd_answer (struct cmd_bce *bce);
/* Refuses a PBU, or accepts one that asks for nothing but an answer.
 * @last: sequence number accepted last, for status 135 (RFC 6275 9.5.1). */
void cmd_reply (struct cmd *cmd, const struct mh_message *pbu,
                const struct packet *packet, enum binding_status status,
                uint16_t last);
/* A previous MAAR is up to date; NULL: one will not be.  Answers as the mode
 * has it. */
void cmd_settle (struct cmd_bce *bce, struct p_maar *updated);
/* A previous MAAR that is being updated refused with @status: a PBA that says
 * so, with what it does not forward (RFC 8885 is silent). */
void cmd_report (struct cmd_bce *bce, const struct p_maar *p_maar,
                 enum binding_status status);

/* capacity.c: is there room for the registration at @p_coa of @bce, or of a
 * node without one (NULL)?  And closes what a node has too many of. */
bool cmd_has_room (const struct cmd *cmd, const struct cmd_bce *bce,
                   const struct address *p_coa);
void cmd_limit_previous (struct cmd_bce *bce);

/* cmd_update.c: the P-MAAR list */
void p_maar_free (struct p_maar *p_maar);
struct p_maar *cmd_find_previous (const struct cmd_bce *bce,
                                  const struct address *address);
/* It has given its prefixes up.  May answer the serving MAAR. */
void cmd_lose_previous (struct cmd_bce *bce, struct p_maar *p_maar);
/* The node has left p_coa for another MAAR; p_coa becomes a previous one. */
void cmd_move_to (struct cmd_bce *bce, const struct address *p_coa);
/* Release policy flow: the list becomes what the PBU names as in use. */
void cmd_keep_in_use (struct cmd_bce *bce, const struct mh_message *pbu);
/* Other release policies: prefixes that the PBU names join the list, as they do
 * for a CMD that has lost it (reachability.h). */
void cmd_recall (struct cmd_bce *bce, const struct mh_message *pbu);
/* Schedules a PBU to each previous MAAR that is behind. */
void cmd_update_previous (struct cmd_bce *bce, enum handoff_indicator handoff);
/* Lifetime 0 to all previous MAARs; the list is empty afterwards. */
void cmd_close_previous (struct cmd_bce *bce);
/* A MAAR that serves the node again need not hear of its end. */
void cmd_stop_closing (struct cmd *cmd, const struct mobile_node *mn,
                       const struct address *address);
/* The same of the one that has been there the longest. */
void cmd_close_longest (struct cmd_bce *bce);
bool cmd_is_updating (const struct cmd_bce *bce);
void cmd_receive_pba (struct cmd *cmd, const struct mh_message *pba,
                      const struct packet *packet);

#endif
