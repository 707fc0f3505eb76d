/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a receiver has to do about a Mobility Header: the reaction that RFC 6275
 * 9.2 prescribes for octets that do not decode, and the rules between the
 * options of a message that does (which may occur in it, how often, in which
 * order, with which values), taken from the option's row in
 * models/codec/tables.h and from one table of rules per option.
 *
 * Rules that need state (sequence numbers, bindings, policy) are the
 * entities'.  Nothing here allocates. */
#ifndef DMMSIM_MODELS_CODEC_MH_CHECK_H
#define DMMSIM_MODELS_CODEC_MH_CHECK_H

#include "models/codec/mh.h"

enum mh_reaction
{
  MH_ACCEPT,            /* process it */
  MH_DROP_SILENT,       /* RFC 6275 9.2 */
  MH_PARAMETER_PROBLEM, /* drop, ICMPv6 type 4 with `code` and `pointer` */
  MH_BINDING_ERROR,     /* drop, Binding Error with `status` */
  MH_DECODE_ERROR,      /* not a message: drop, nothing may have changed */
  MH_SEMANTIC_ERROR,    /* a message that breaks a rule: drop */
  MH_REJECT             /* acknowledge with `status` */
};

struct mh_verdict
{
  enum mh_reaction reaction;
  uint8_t code;    /* MH_PARAMETER_PROBLEM: always 0 */
  uint8_t pointer; /* MH_PARAMETER_PROBLEM: octet of the MH; add what lies
                      before it in the packet */
  uint8_t status;  /* MH_BINDING_ERROR, MH_REJECT */
  const char *why; /* constant text; NULL: nothing to remark.  With MH_ACCEPT
                      what is ignored */
  uint16_t option; /* index of the option that `why` is about, or
                      MH_NO_OPTION */
};

#define MH_NO_OPTION UINT16_MAX

/* @result: what mh_decode() answered for @message.  The first rule that is
 * broken decides; if none is, MH_ACCEPT. */
struct mh_verdict mh_check (enum mh_result result,
                            const struct mh_message *message);

#define MH_VERDICT_TEXT_SIZE 48
/* "accept", "drop-silent", "drop-icmp-param-problem-code0-pointer1",
 * "drop-send-binding-error-status2", "decode-error", "semantic-error",
 * "reject-status-164".  Returns @text. */
char *mh_verdict_text (const struct mh_verdict *verdict,
                       char text[MH_VERDICT_TEXT_SIZE]);

#endif
