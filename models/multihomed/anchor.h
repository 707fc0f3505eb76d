/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LMA's part of RFC 8278: several bindings in one BCE, told apart by BID.
 *
 * Invariant: the tunnel of each bound Proxy-CoA is accepted; the entry's
 * prefixes have a route that chooses among them; the entry's timer runs until
 * the first of them ends.  A binding that is over keeps its row, and with it
 * the order of messages, as long as the entry lives. */
#ifndef DMMSIM_MODELS_MULTIHOMED_ANCHOR_H
#define DMMSIM_MODELS_MULTIHOMED_ANCHOR_H

#include "models/multihomed/multihomed.h"

/* The hooks of struct pmipv6_extension; see there. */
struct node *anchor_gateway (const struct lma *lma,
                             const struct address *proxy_coa);
const struct mh_option *anchor_requested (const struct lma *lma,
                                          const struct mh_message *pbu);
const struct binding_order *anchor_order (struct lma *lma,
                                          const struct lma_request *request);
enum binding_status anchor_check (struct lma *lma,
                                  const struct lma_request *request);
void anchor_bind (struct bce *bce, const struct lma_request *request,
                  sim_time lifetime);
bool anchor_release (struct bce *bce, const struct lma_request *request);
void anchor_received (struct lma *lma, const struct mh_message *message,
                      const struct packet *packet);
void anchor_answer (const struct bce *bce, const struct lma_request *request,
                    struct mh_message *pba);
void anchor_unbind (struct bce *bce);
bool anchor_expire (struct bce *bce);
void anchor_forget (struct bce *bce);

/* A path there can be bindings of: the LMA's heartbeats begin. */
void anchor_add_path (struct mag_path *path);

#endif
