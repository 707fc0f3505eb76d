/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one entry of "faults" is about, found in the network. */
#ifndef DMMSIM_MODELS_FAULT_FAULT_TARGET_H
#define DMMSIM_MODELS_FAULT_FAULT_TARGET_H

#include "models/fault/fault.h"
#include "models/trace.h"

struct fault_target
{
  enum fault_kind kind;
  char *text;
  struct node *node; /* of a node or a restart; else NULL */
  GPtrArray *links;  /* struct link *: none of a node */
  bool reversed;     /* of one link: its ab leads to the node named first */
};

/* False with what is wrong: the keys below the entry first, or ":". */
bool fault_target_init (struct fault_target *target,
                        const struct domain *domain,
                        const struct fault_config *config, GError **error);
void fault_target_clear (struct fault_target *target);
bool fault_target_has_link (const struct fault_target *target,
                            const struct link *link);

#endif
