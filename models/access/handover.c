/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transactions: one record per attachment, from its first instant to its
 * outcome.  Records live as long as the domain, so that an answer that comes
 * late still finds its own and is told apart from the current one. */
#include "models/access/state.h"

struct handover *
handover_begin (struct mobile_node *mn, struct access_router *from,
                struct access_router *to, uint32_t number)
{
  struct domain *domain = mn->domain;
  struct access_state *access = domain->access;
  uint32_t id = domain->transactions++;
  uint32_t at = id % HANDOVERS_PER_CHUNK;
  struct handover *chunk;

  if (at == 0)
    g_ptr_array_add (access->chunks,
                     g_new (struct handover, HANDOVERS_PER_CHUNK));
  chunk = g_ptr_array_index (access->chunks, id / HANDOVERS_PER_CHUNK);
  chunk[at] = (struct handover){
    .id = id,
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
  mn->handover = &chunk[at];
  return mn->handover;
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

/* Late answers to an earlier transaction, and what an architecture says of one
 * that is over, change nothing. */
static bool
handover_open (const struct handover *handover)
{
  return handover == handover->mn->handover && !handover->ended;
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
