/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds on state that only timeouts remove (RFC 8885 6: "measures SHOULD be
 * implemented", "e.g., imposing a limit on the number of P-MAARs associated
 * with a given MN").  What a table has no room for is refused with status 130
 * (RFC 6275 6.1.8); a node that has too many previous MAARs is served on, and
 * loses the one it left first. */
#include "models/access/access.h"
#include "models/dmm/cmd.h"
#include "models/dmm/maar.h"

/* Entries that @bce has more once it is registered at @p_coa. */
static uint32_t
cmd_entries_needed (const struct cmd *cmd, const struct cmd_bce *bce,
                    const struct address *p_coa)
{
  int64_t per_node = cmd->dmm->capacity.per_node;

  if (!bce)
    return 1;
  if (address_equal (&bce->p_coa, p_coa) || cmd_find_previous (bce, p_coa))
    return 0;
  return per_node == 0 || bce->previous->len < per_node;
}

bool
cmd_has_room (const struct cmd *cmd, const struct cmd_bce *bce,
              const struct address *p_coa)
{
  int64_t bindings = cmd->dmm->capacity.bindings;
  uint32_t needed = cmd_entries_needed (cmd, bce, p_coa);

  return bindings == 0 || needed == 0
         || (int64_t)cmd->state.entries + needed <= bindings;
}

void
cmd_limit_previous (struct cmd_bce *bce)
{
  int64_t per_node = bce->cmd->dmm->capacity.per_node;

  while (per_node > 0 && bce->previous->len > per_node)
    {
      mobility_trace_refusal (&bce->cmd->entity, true);
      cmd_close_longest (bce);
    }
}

bool
maar_has_room (const struct maar_session *session)
{
  const struct maar *maar = session->maar;
  int64_t most = maar->dmm->capacity.prefixes;
  uint32_t missing = session->mn->prefixes - session->prefixes.len;

  return most == 0 || missing == 0 || (int64_t)maar->anchored + missing <= most;
}

/* There is no prefix to ask the CMD for; the node is not served. */
void
maar_turn_away (struct maar_session *session)
{
  mobility_trace_refusal (&session->maar->entity, false);
  handover_mark_failed (maar_handover (session));
  maar_enter (session, MAAR_GONE);
}
