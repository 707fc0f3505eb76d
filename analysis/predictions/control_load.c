/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Load and state of CMD and LMA: section 10 of doc/closed-forms.md. */
#include "analysis/predictions/prediction_laws.h"

/* Messages from CMD or LMA at a handover with @k previous anchors: the answer,
 * or those of previous MAARs; and a PBU to each. */
static double
messages_out (const struct prediction_input *in, double k)
{
  switch (in->scheme)
    {
    case PREDICTION_PMIPV6:
      return 1;
    case PREDICTION_RELAY:
    case PREDICTION_PROXY:
      return 1 + k;
    case PREDICTION_RELAY_SEPARATE:
      return k == 0 ? 1 : 2 * k;
    case PREDICTION_LOCATOR:
      return k == 0 ? 1 : k;
    default:
      return NAN;
    }
}

double
prediction_amplification (const struct prediction_input *in, const char **why)
{
  double sum = 0, weight = 0;

  if (in->scheme != PREDICTION_PMIPV6 && !prediction_is_dmm (in))
    return prediction_refuse (why, "the architecture has no law here");
  if (in->lossy || in->failing)
    return prediction_refuse (why, "messages are lost and sent again");
  if (in->handovers->len == 0)
    return prediction_refuse (why, "there is no handover");
  for (guint i = 0; i < in->handovers->len; i++)
    {
      const struct prediction_handover *h
          = &g_array_index (in->handovers, struct prediction_handover, i);

      sum += h->weight * messages_out (in, h->k);
      weight += h->weight;
    }
  return isnan (sum) ? prediction_refuse (why, "flows are random")
                     : sum / weight;
}

/* ---- one server ---------------------------------------------------- */

double
prediction_queue_wait (const struct prediction_input *in, const char **why)
{
  double s = in->processing_central, load;

  if (!in->queues)
    return prediction_refuse (why, "messages do not wait for each other");
  if (in->bounded)
    return prediction_refuse (why, "the queue is bounded, or not of those "
                                   "received alone");
  if (in->guarded)
    return prediction_refuse (why, "protection of messages takes time");
  if (in->scheme != PREDICTION_PMIPV6 || in->deregisters)
    return prediction_refuse (why, "a handover is more than one message");
  if (in->stays != PREDICTION_STAYS_EXPONENTIAL || !isnan (in->refresh))
    return prediction_refuse (why, "registrations do not come at random");
  load = in->nodes / in->stay * s;
  if (!(load < 1))
    return prediction_refuse (why, "the queue has no end");
  return load * s / (2 * (1 - load));
}

/* ---- a table that only timeouts empty ------------------------------- */

static bool
has_table (const struct prediction_input *in, const char **why)
{
  if (isnan (in->gap))
    *why = "nodes do not come at random";
  else if (isnan (in->binding) || in->routers > 1)
    *why = "more than the lifetime of its first binding removes an entry";
  else
    return true;
  return false;
}

/* Erlang's B by its recursion; 0 without a bound. */
static double
refused_share (const struct prediction_input *in)
{
  double offered = in->binding / in->gap, b = 1;

  if (in->room == 0)
    return 0;
  for (double c = 1; c <= in->room; c++)
    b = offered * b / (c + offered * b);
  return b;
}

double
prediction_refused (const struct prediction_input *in, const char **why)
{
  if (!has_table (in, why))
    return NAN;
  return in->measured / in->gap * refused_share (in);
}

static double
table_entries (const struct prediction_input *in, bool dmm, const char **why)
{
  if (!has_table (in, why))
    return NAN;
  if (in->table_is_cmd != dmm)
    return prediction_refuse (why, "the table is another entity's");
  return in->binding / in->gap * (1 - refused_share (in));
}

double
prediction_entries_lma (const struct prediction_input *in, const char **why)
{
  return table_entries (in, false, why);
}

double
prediction_entries_cmd (const struct prediction_input *in, const char **why)
{
  return table_entries (in, true, why);
}
