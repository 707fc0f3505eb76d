/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proxy Mobile IPv6 (RFC 5213): one local mobility anchor (LMA) at the anchor
 * site, a mobile access gateway (MAG) at every access site.  Scope, choices and
 * limits: doc/models/pmipv6.md. */
#ifndef DMMSIM_MODELS_PMIPV6_PMIPV6_H
#define DMMSIM_MODELS_PMIPV6_PMIPV6_H

#include "models/proxy/proxy.h"

struct bul_entry;
struct lma;

struct pmipv6_config
{
  bool deregister;    /* a MAG de-registers what left it, RFC 5213 6.9.1.4 */
  bool binding_hold;  /* the LMA drops data while it waits to delete a binding,
                         RFC 5213 5.3.5 (SHOULD); else it goes on sending it */
  bool handoff_known; /* the MAG can tell a handover: HI 3, else 4 */
  int64_t capacity;   /* bindings the LMA has room for, 0: no bound */
};

extern const struct architecture architecture_pmipv6;
extern const struct variant variant_pmipv6;

/* ---- for lma.c and mag.c ------------------------------------------- */

/* mobile_node.entity: what the MAGs have on the node, and what the observer
 * counts of it. */
struct pmipv6_node
{
  struct bul_entry *entries; /* one per MAG that knows it */
  uint32_t flows;            /* live ones */
  /* Sequence number of the session, handed from MAG to MAG by context
   * transfer; used when the domain has no timestamps (RFC 5213 5.5). */
  uint16_t sequence;
};

struct pmipv6
{
  struct domain *domain;
  const struct pmipv6_config *config;
  struct lma *lma;
  GPtrArray *mags;  /* struct mag *, by index of the access router */
  GPtrArray *nodes; /* struct pmipv6_node *, owned */
};

/* Never NULL. */
struct pmipv6_node *pmipv6_node_get (struct pmipv6 *pmipv6,
                                     struct mobile_node *mn);
/* Has it a live flow?  Else its entries count as stale. */
bool pmipv6_node_is_live (const struct mobile_node *mn);

/* Entries of mobility state of an entity; each change is traced. */
struct pmipv6_count
{
  uint32_t entries, stale;
};
void pmipv6_count_change (struct pmipv6_count *count,
                          const struct proxy_entity *entity, int entries,
                          int stale);

#endif
