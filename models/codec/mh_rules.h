/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What RFCs demand of an option beside what its row can tell: values that are
 * reserved, and what else must or must not be in the message.  One row per
 * demand; models/codec/mh_check.c makes the verdict. */
#ifndef DMMSIM_MODELS_CODEC_MH_RULES_H
#define DMMSIM_MODELS_CODEC_MH_RULES_H

#include "models/codec/mh.h"

struct mh_rule
{
  uint8_t option; /* type */
  bool (*broken) (const struct mh_message *message,
                  const struct mh_option *option);
  const char *why;
  uint8_t status; /* reject with it; 0: drop */
};

/* The first rule about @option, one of @message's, that is broken, or NULL. */
const struct mh_rule *mh_rule_broken (const struct mh_message *message,
                                      const struct mh_option *option);
/* The @i-th rule from 0, NULL behind the last. */
const struct mh_rule *mh_rule (unsigned i);

#endif
