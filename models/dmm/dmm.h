/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Network-based distributed mobility management, RFC 8885: a mobility anchor
 * and access router (MAAR) at each access site, a central mobility database
 * (CMD) at the controller site.  See doc/models/dmm.md.
 *
 * Entities learn of each other by messages only.  What they share here is what
 * a real deployment configures (pools, addresses), and what the observer keeps
 * per mobile node to name instants that no single entity can know. */
#ifndef DMMSIM_MODELS_DMM_DMM_H
#define DMMSIM_MODELS_DMM_DMM_H

#include "models/dmm/prefix_list.h"
#include "models/mobility/heartbeat.h"
#include "models/mobility/mobility.h"
#include "models/mobility/standby.h"

struct maar;
struct maar_session;
struct maar_scheme;
struct cmd;
struct cmd_bce;

extern const struct architecture architecture_dmm;
extern const struct parameter dmm_parameters[];
struct dmm_config;
/* Is the CMD's own schedule of retransmissions one?  If not, @error begins with
 * @prefix and the key's path. */
bool dmm_schedule_check (const struct dmm_config *dmm, const char *prefix,
                         GError **error);
extern const struct variant variant_dmm; /* its place in the list */

/* ---- parameters ---------------------------------------------------- */

enum dmm_mode
{
  DMM_RELAY,   /* RFC 8885 3.2 */
  DMM_LOCATOR, /* 3.3 */
  DMM_PROXY    /* 3.4 */
};

/* What the serving MAAR hears of a previous MAAR that refuses the update; RFC
 * 8885 leaves it open. */
enum dmm_refusals
{
  DMM_REFUSALS_MERGED,  /* nothing: the answer names the others */
  DMM_REFUSALS_REPORTED /* a PBA of its own, with that status */
};

/* When a previous MAAR gives up the prefix it anchors. */
enum dmm_release
{
  DMM_RELEASE_FLOW,      /* with the last live flow on it */
  DMM_RELEASE_LIFETIME,  /* prefix_lifetime after the node left */
  DMM_RELEASE_REGISTERED /* with the mobile node's session */
};

struct dmm_pacing_config
{
  double rate;   /* PBU/s to previous MAARs */
  int64_t burst; /* PBUs back to back */
};

/* Room for state; 0: no bound. */
struct dmm_capacity
{
  int64_t bindings; /* at the CMD: nodes and their previous MAARs */
  int64_t per_node; /* at the CMD: previous MAARs of a node */
  int64_t prefixes; /* anchored at a MAAR */
};

struct dmm_config
{
  int mode;                     /* enum dmm_mode */
  bool aggregate;               /* relay: one PBA for all previous MAARs */
  sim_time aggregation_timeout; /* SIM_TIME_MAX: wait for all */
  int refusals;                 /* enum dmm_refusals */
  bool retransmit_updates; /* 3.6; else each PBU of the serving MAAR is relayed
                              to all previous MAARs, and that is all */
  bool own_schedule;       /* update_retransmit, not that of the domain */
  struct retransmit_config update_retransmit;
  int release; /* enum dmm_release */
  sim_time prefix_lifetime;
  bool paced;
  struct dmm_pacing_config pacing;
  bool has_heartbeat;
  struct heartbeat_config heartbeat; /* reachability.h */
  struct dmm_capacity capacity;
  bool has_standby;
  struct standby_config standby;
};

/* ---- the observer's view of a mobile node -------------------------- */

/* mobile_node.anchored.  Its sessions are few (one per MAAR that holds state
 * for it), so a list by age serves as the look-up of all MAARs: no table of
 * MAARs x nodes.
 *
 * expected: what the CMD found to update for the latest registration.  A
 * serving MAAR cannot know it in locator mode; it only dates t_ready. */
struct dmm_node
{
  struct maar_session *sessions; /* by age */
  struct cmd_bce *bce;
  uint32_t previous; /* K: sessions in state PREVIOUS */
  struct
  {
    uint32_t maars, prefixes;
  } expected;
  void *own; /* of a scheme without CMD, or NULL */
};

struct dmm
{
  struct domain *domain;
  const struct maar_scheme *scheme;
  int release; /* enum dmm_release */
  sim_time prefix_lifetime;
  struct dmm_capacity capacity;
  const struct dmm_config *config; /* NULL without a CMD */
  bool direct_pba;  /* locator: a previous MAAR answers the serving MAAR, too */
  GPtrArray *maars; /* struct maar *, by index of the access router; NULL
                       where that is none */
  struct cmd *cmd;  /* NULL without */
  struct standby *standby; /* of it, or NULL */
  GPtrArray *nodes;        /* struct dmm_node *, all of them, owned */
  event_kind maar_refresh, maar_expire, maar_release; /* on maar_session */
  event_kind cmd_expire, cmd_aggregate;               /* on cmd_bce */
  event_kind cmd_update;                              /* on p_maar */
};

extern const char *const dmm_release_names[]; /* enum dmm_release */

/* The plug's operations, as far as a scheme does not differ in them.  Before
 * dmm_add_maars() the caller sets scheme, release and prefix_lifetime (and the
 * CMD, if there is one). */
void dmm_init (struct dmm *dmm, struct domain *domain);
void dmm_add_maar (struct dmm *dmm, struct access_router *router);
void dmm_add_maars (struct dmm *dmm);
/* The same with what RFC 8885 has, and the CMD at @controller (NULL: MAARs are
 * to be told another address to register at). */
void dmm_init_with_cmd (struct dmm *dmm, struct domain *domain,
                        const struct dmm_config *config,
                        struct node *controller);
void dmm_clear (struct dmm *dmm);
void dmm_attached (void *dmm, struct access_router *router,
                   struct mobile_node *mn, struct handover *handover);
void dmm_detached (void *dmm, struct access_router *router,
                   struct mobile_node *mn);
void dmm_flow_started (void *dmm, struct flow *flow);
void dmm_flow_ended (void *dmm, struct flow *flow);
void dmm_restarted (void *self, struct node *node, bool state_kept);

/* Never NULL. */
struct dmm_node *dmm_node_get (struct dmm *dmm, struct mobile_node *mn);
/* MAAR whose pool @prefix is from (pools are exclusive and configured, RFC
 * 8885 3), or NULL. */
struct maar *dmm_pool_owner (const struct dmm *dmm,
                             const struct prefix *prefix);
/* MAAR of this address, or NULL. */
struct maar *dmm_find_maar (const struct dmm *dmm,
                            const struct address *address);
/* Emits K(t) of the node. */
void dmm_count_previous (struct mobile_node *mn, struct dmm_node *node,
                         int change);
/* Recounts the state held for the node, everywhere. */
void dmm_recount (const struct dmm *dmm, struct dmm_node *node);

/* ---- shared pieces of messages ------------------------------------- */

/* Why @pbu, or the answer to it, is sent. */
enum signaling_class dmm_class (const struct mh_message *pbu);
/* HI of a message, 0 if it has none. */
unsigned dmm_handoff (const struct mh_message *message);
bool dmm_is_flagged (const struct mh_message *message); /* D, RFC 8885 4.1 */
/* The HNPs of @pbu, unchanged, and the other options an answer mirrors. */
void dmm_compose_answer (const struct mobility_entity *entity,
                         const struct mh_message *pbu,
                         enum binding_status status, struct mh_message *pba);
/* Fills @prefixes with those of the options of @type in a @message that @entity
 * received. */
void dmm_read_prefixes (struct mobility_entity *entity,
                        const struct mh_message *message, unsigned type,
                        struct prefix_list *prefixes);
/* The logical interface (DLIF, 3.7) by which a mobile node knows an anchoring
 * MAAR, wherever it is served. */
struct dlif
{
  struct address link_local;
  uint8_t link_layer[6];
};
/* The link-layer address is the one that the interface identifier of
 * @link_local was made from (RFC 4291 appendix A). */
struct dlif dlif_make (const struct address *link_local);
/* Adds options 69 and 70; @dlif must live as long as @message. */
void dlif_write (struct mh_message *message, const struct dlif *dlif);
/* From options 69 and 70 at @at and @at + 1, as far as they are there; leaves
 * @dlif alone otherwise. */
void dlif_read (const struct mh_message *message, unsigned at,
                struct dlif *dlif);

/* Entries of an entity's mobility state. */
struct dmm_state
{
  uint32_t entries, stale;
};
/* Replaces @part (what one session contributes) in @total by @now; emits
 * TRACE_STATE if it made a difference. */
void dmm_state_change (struct mobility_entity *entity, struct dmm_state *total,
                       struct dmm_state *part, struct dmm_state now);

/* How many fit in one message beside the @own prefixes of @mn: Previous MAAR
 * options with those of the logical interface, in a PBA (more go into further
 * PBAs; one with fewer is the last); Anchored Prefix options, in a PBU (what is
 * beyond is given up: the limit of previous MAARs that RFC 8885 6 asks for). */
unsigned dmm_previous_per_pba (const struct mobile_node *mn, unsigned own);
unsigned dmm_anchored_per_pbu (const struct mobile_node *mn, unsigned own);

#endif
