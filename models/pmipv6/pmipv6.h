/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proxy Mobile IPv6 (RFC 5213): one local mobility anchor (LMA) at the anchor
 * site, a mobile access gateway (MAG) at every access site.  Scope, choices and
 * limits: doc/models/pmipv6.md. */
#ifndef DMMSIM_MODELS_PMIPV6_PMIPV6_H
#define DMMSIM_MODELS_PMIPV6_PMIPV6_H

#include "models/mobility/buffer.h"
#include "models/mobility/heartbeat.h"
#include "models/mobility/mobility.h"
#include "models/mobility/standby.h"

struct bce;
struct bul_entry;
struct fast;
struct fast_session;
struct localized;
struct lma;
struct lma_request;

/* RFC 6705; of pmipv6 alone. */
struct localized_config
{
  bool enabled;
  sim_time lifetime;            /* SIM_TIME_MAX: for ever */
  sim_time lra_wait_time;       /* LRA_WAIT_TIME, 12 */
  int64_t lri_retries;          /* LRI_RETRIES, 12 */
  struct parameter_list denied; /* char *: nodes whose MAG or LMA answers 128 */
};

/* Which r2LMA a new session gets, RFC 6463. */
enum assignment_policy
{
  ASSIGNMENT_NEAREST, /* to the MAG, by path delay */
  ASSIGNMENT_LEAST_LOADED,
  ASSIGNMENT_FIXED /* by the node's number: each LMA in turn */
};

struct assignment_config
{
  struct parameter_list lmas; /* char *: nodes, beside the anchor site */
  int policy;                 /* enum assignment_policy */
  bool front;                 /* the rfLMA has an address of its own */
};

/* Who keeps the packets of a node that is known to have left. */
enum buffering
{
  BUFFERING_NONE,
  BUFFERING_ANCHOR, /* the LMA, from the de-registration on */
  BUFFERING_GATEWAY /* the MAG it has left, for another that asks */
};

struct pmipv6_config
{
  bool deregister;    /* a MAG de-registers what left it, RFC 5213 6.9.1.4 */
  bool binding_hold;  /* the LMA drops data while it waits to delete a binding,
                         RFC 5213 5.3.5 (SHOULD); else it goes on sending it */
  bool handoff_known; /* the MAG can tell a handover: HI 3, else 4 */
  int64_t capacity;   /* bindings the LMA has room for, 0: no bound */
  int64_t capacity_per_node; /* sessions of one node, 0: no bound */
  bool local_routing;        /* EnableMAGLocalRouting, RFC 5213 9.2 */
  struct localized_config localized;
  struct assignment_config assignment;
  struct variant_value fast_handover; /* fast.h; absent: off */
  int buffering;                      /* enum buffering */
  struct buffer_config buffer;        /* of one node at one entity */
  sim_time bicasting; /* the LMA sends to the former MAG as well, for so long */
  bool has_heartbeat;
  struct heartbeat_config heartbeat; /* reachability.h */
  bool has_standby;
  struct standby_config standby;
};

extern const struct architecture architecture_pmipv6;
extern const struct variant variant_pmipv6;
extern const struct parameter pmipv6_parameters[];

/* ---- for who extends the protocol ---------------------------------- */

/* What an extension with several paths between MAG and LMA adds (RFC 8278):
 * models/multihomed.  Plain PMIPv6 has none of it. */
struct pmipv6_extension
{
  /* MAG: a PBU of the session is about to be sent: picks the exchange's entity,
   * whose address is the Proxy-CoA, and adds options. */
  void (*compose) (struct bul_entry *entry, struct mh_message *pbu);
  /* MAG: an accepting PBA has been acted on. */
  void (*accepted) (struct bul_entry *entry, const struct mh_message *pba);
  /* MAG: a registration was refused; true: asked again, without the
   * extension. */
  bool (*refused) (struct bul_entry *entry, const struct mh_message *pba);
  /* MAG: the entry has entered another state; or is about to be freed. */
  void (*entered) (struct bul_entry *entry);
  void (*freed) (struct bul_entry *entry);
  /* MAG: the way from the node. */
  struct route (*uplink) (struct bul_entry *entry);

  /* LMA: node of the MAG that uses this Proxy-CoA, or NULL. */
  struct node *(*gateway) (const struct lma *lma,
                           const struct address *proxy_coa);
  /* LMA: the path option of a PBU, or NULL: a PBU of RFC 5213. */
  const struct mh_option *(*requested) (const struct lma *lma,
                                        const struct mh_message *pbu);
  /* LMA: for such requests, in place of what RFC 5213 does: the order the PBU
   * must keep; what else can be wrong with it; binding and release (false: not
   * of a path there is, ignored). */
  const struct binding_order *(*order) (struct lma *lma,
                                        const struct lma_request *request);
  enum binding_status (*check) (struct lma *lma,
                                const struct lma_request *request);
  void (*bind) (struct bce *bce, const struct lma_request *request,
                sim_time lifetime);
  bool (*release) (struct bce *bce, const struct lma_request *request);
  /* LMA: another message than a PBU. */
  void (*received) (struct lma *lma, const struct mh_message *message,
                    const struct packet *packet);
  /* LMA: adds what the PBA says of the path. */
  void (*answer) (const struct bce *bce, const struct lma_request *request,
                  struct mh_message *pba);
  /* LMA: tunnels of the entry's paths are no more; a path's lifetime is over
   * (true: others go on); the entry is about to be freed. */
  void (*unbind) (struct bce *bce);
  bool (*expire) (struct bce *bce);
  void (*forget) (struct bce *bce);
};

/* Who registers at the LMA, where that is not the access routers, one and all:
 * another level of anchors (models/hierarchical), or routers of another kind
 * beside MAGs. */
struct pmipv6_gateways
{
  /* Node of the gateway that uses this Proxy-CoA, or NULL: not trusted. */
  struct node *(*find) (const struct lma *lma, const struct address *proxy_coa);
  /* A binding that stood at @former is another gateway's now, who has been
   * answered.  NULL: gateways find out by themselves. */
  void (*left) (struct bce *bce, const struct address *former,
                uint32_t transaction);
  /* Another message than a PBU; NULL: there is none. */
  void (*received) (struct lma *lma, const struct mh_message *message,
                    const struct packet *packet);
  /* At a MAG: the node has been sent an advertisement.  NULL: and gets none
   * else. */
  void (*advertised) (struct bul_entry *entry);
};

/* ---- for lma.c and mag.c ------------------------------------------- */

/* mobile_node.proxied: what the MAGs have on the node, and what the observer
 * counts of it. */
struct pmipv6_node
{
  struct bul_entry *entries;     /* one per MAG that knows it */
  uint32_t flows;                /* live ones */
  struct fast_session *sessions; /* of fast handover, at any MAG */
  /* Sequence number of the session, handed from MAG to MAG by context
   * transfer; used when the domain has no timestamps (RFC 5213 5.5). */
  uint16_t sequence;
  struct address assigned; /* LMA, of its policy profile (RFC 6463 6) */
};

/* What the LMA makes of requests for delegated prefixes (RFC 7148 5.2.2). */
enum delegation_support
{
  DELEGATION_SUPPORTED,
  DELEGATION_UNSUPPORTED, /* skips the option */
  DELEGATION_REFUSED      /* status 177: not authorized */
};

struct pmipv6
{
  struct domain *domain;
  const struct pmipv6_config *config;
  const struct pmipv6_extension *extension; /* or NULL */
  const struct pmipv6_gateways *gateways;   /* or NULL */
  enum delegation_support delegation;
  bool ignores_d; /* the LMA is older than RFC 8885 and heeds no reserved bit:
                     it cannot do as 4.1 there wants */
  struct fast *fast;       /* NULL: no fast handover */
  struct lma *lma;         /* at the anchor site */
  struct standby *standby; /* of it, or NULL */
  struct lma *front; /* rfLMA functions alone, or NULL: lma is the rfLMA */
  GPtrArray *lmas;   /* struct lma *, that of the anchor site first */
  struct localized *localized; /* or NULL */
  GPtrArray *mags;  /* struct mag *, in the order of access routers */
  GPtrArray *nodes; /* struct pmipv6_node *, owned */
};

/* The parts of struct architecture, for one that embeds struct pmipv6 first. */
/* The LMA, without MAGs; @gateways: NULL, or who may register instead of all
 * access routers.  Then the MAGs, one by one, each with the address it
 * registers at. */
void pmipv6_init_anchor (struct pmipv6 *pmipv6, struct domain *domain,
                         const struct pmipv6_config *config,
                         const struct pmipv6_gateways *gateways);
void pmipv6_add_mag (struct pmipv6 *pmipv6, struct access_router *router,
                     const struct address *anchor);
/* LMA, and a MAG at each access router. */
void pmipv6_init (struct pmipv6 *pmipv6, struct domain *domain,
                  const struct pmipv6_config *config,
                  const struct pmipv6_extension *extension);
void pmipv6_clear (struct pmipv6 *pmipv6);
void pmipv6_attached (void *self, struct access_router *router,
                      struct mobile_node *mn, struct handover *handover);
void pmipv6_detached (void *self, struct access_router *router,
                      struct mobile_node *mn);
void pmipv6_flow_started (void *self, struct flow *flow);
void pmipv6_flow_ended (void *self, struct flow *flow);
void pmipv6_restarted (void *self, struct node *node, bool state_kept);
bool pmipv6_can_restart (const void *config, GError **error);

/* The LMA of this address, or NULL. */
struct lma *pmipv6_lma_at (const struct pmipv6 *pmipv6,
                           const struct address *address);
/* Never NULL. */
struct pmipv6_node *pmipv6_node_get (struct pmipv6 *pmipv6,
                                     struct mobile_node *mn);
/* Has it a live flow?  Else its entries count as stale; a logical node's, which
 * are there for whoever comes, never do. */
bool pmipv6_node_is_live (const struct mobile_node *mn);

#endif
