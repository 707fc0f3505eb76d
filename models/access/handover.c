/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transactions: one per attachment, from its first instant to its outcome.  A
 * node has one record, which the next transaction takes over: an answer that
 * comes late is told from the current one by the id (handover_of()), and who
 * wants to look back listens to the trace. */
#include "models/access/state.h"

static struct handover *
record_of (struct mobile_node *mn)
{
  struct access_state *access = mn->domain->access;
  uint32_t at = access->records++ % HANDOVERS_PER_CHUNK;

  if (at == 0)
    g_ptr_array_add (access->chunks,
                     g_new (struct handover, HANDOVERS_PER_CHUNK));
  return (struct handover *)g_ptr_array_index (access->chunks,
                                               access->chunks->len - 1)
         + at;
}

struct handover *
handover_begin (struct mobile_node *mn, struct access_router *from,
                struct access_router *to, uint32_t number)
{
  if (!mn->handover)
    mn->handover = record_of (mn);
  *mn->handover = (struct handover){
    .id = mn->domain->transactions++,
    .number = number,
    .mn = mn,
    .from = from,
    .to = to,
    .t_dead = SIM_TIME_NONE,
    .t_down = SIM_TIME_NONE,
    .t_up = SIM_TIME_NONE,
    .t_trigger = SIM_TIME_NONE,
    .t_pbu = SIM_TIME_NONE,
    .t_pba = SIM_TIME_NONE,
    .t_ready = SIM_TIME_NONE,
    .t_ra_sent = SIM_TIME_NONE,
    .t_ra = SIM_TIME_NONE,
    .outcome = HANDOVER_PENDING,
  };
  return mn->handover;
}

struct handover *
handover_of (const struct mobile_node *mn, uint32_t transaction)
{
  return mn->handover && mn->handover->id == transaction ? mn->handover : NULL;
}

void
handover_close (struct mobile_node *mn, enum handover_outcome outcome)
{
  struct handover *handover = mn->handover;

  if (!handover || handover->ended)
    return;
  if (handover->outcome == HANDOVER_PENDING)
    handover->outcome = outcome;
  handover->ended = true;
  trace_emit (mn->domain->sim->trace, TRACE_HANDOVER_ENDED, handover);
}

/* What an architecture says of one that is over changes nothing. */
static bool
handover_open (const struct handover *handover)
{
  return handover && !handover->ended;
}

static void
handover_mark (const struct handover *handover, sim_time *instant)
{
  if (*instant == SIM_TIME_NONE)
    *instant = sim_now (handover->mn->domain->sim);
}

void
handover_mark_pbu (struct handover *handover)
{
  if (handover_open (handover) && handover->t_pba == SIM_TIME_NONE)
    handover->t_pbu = sim_now (handover->mn->domain->sim);
}

/* A copy sent while the answer was being processed is not the one answered,
 * whose instant is forgotten: no t_pba then. */
void
handover_mark_pba (struct handover *handover, sim_time received)
{
  if (handover_open (handover) && handover->t_pba == SIM_TIME_NONE
      && received >= handover->t_pbu)
    handover->t_pba = received;
}

/* Over when registered and the node has heard of it. */
static void
handover_complete (struct handover *handover)
{
  if (handover->outcome == HANDOVER_COMPLETED
      && handover->t_ra != SIM_TIME_NONE)
    handover_close (handover->mn, HANDOVER_COMPLETED);
}

void
handover_mark_ready (struct handover *handover, uint32_t previous_anchors)
{
  if (!handover_open (handover) || handover->t_ready != SIM_TIME_NONE)
    return;
  handover_mark (handover, &handover->t_ready);
  handover->previous_anchors = previous_anchors;
  handover->outcome = HANDOVER_COMPLETED;
  handover_complete (handover);
}

void
handover_mark_ra (struct handover *handover)
{
  if (!handover_open (handover))
    return;
  handover_mark (handover, &handover->t_ra);
  handover_complete (handover);
}

void
handover_mark_failed (struct handover *handover)
{
  if (handover_open (handover))
    handover_close (handover->mn, HANDOVER_FAILED);
}
