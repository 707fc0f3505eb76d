/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flow identification options (RFC 6089 4.2, type 45): which bindings and
 * which packets a flow has, read from and written to the sub-options that the
 * option holds as octets. */
#ifndef DMMSIM_MODELS_CODEC_FLOW_H
#define DMMSIM_MODELS_CODEC_FLOW_H

#include "models/codec/selector.h"
#include "models/codec/suboption.h"

enum flow_status /* RFC 6089 4.2; only in a BA */
{
  FLOW_ACCEPTED = 0,
  FLOW_PROHIBITED = 128,
  FLOW_REJECTED = 129,
  FLOW_MALFORMED = 130,
  FLOW_BID_NOT_FOUND = 131,
  FLOW_FID_NOT_FOUND = 132,
  FLOW_SELECTOR_NOT_SUPPORTED = 133
};

#define FLOW_BODY_MOST 249 /* octets of sub-options an option has room for */

/* Sub-options in the making; the caller keeps it until the message is encoded.
 * { 0 } is empty. */
struct flow_body
{
  size_t n;
  uint8_t octets[FLOW_BODY_MOST];
};

/* Each appends one sub-option.  What does not fit is a programmer error: a
 * selector and 60 bindings do. */
void flow_put_bindings (struct flow_body *body, const uint16_t *ids, size_t n);
void flow_put_selector (struct flow_body *body,
                        const struct selector *selector);

/* Adds an option to @message that refers to @body. */
struct mh_option *mh_add_flow (struct mh_message *message, uint16_t id,
                               uint16_t priority, const struct flow_body *body);
/* Flow summary (type 44): @ids as big-endian octets, referred to. */
void mh_add_flow_summary (struct mh_message *message, struct view ids);

/* The binding identifiers of a flow identification @option: at most @most into
 * @ids; returns how many there are. */
size_t flow_bindings (const struct mh_option *option, uint16_t *ids,
                      size_t most);
/* Its traffic selector.  FLOW_ACCEPTED, or why there is none to be used:
 * FLOW_FID_NOT_FOUND if the option has none (it refers to a flow known
 * already), FLOW_MALFORMED, FLOW_SELECTOR_NOT_SUPPORTED. */
enum flow_status flow_selector (const struct mh_option *option,
                                struct selector *selector);

#endif
