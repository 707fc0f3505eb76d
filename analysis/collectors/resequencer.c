/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/collectors/resequencer.h"

#include <glib.h>

#include "analysis/metrics/distribution.h"

void
resequencer_init (struct resequencer *r, uint32_t first)
{
  *r = (struct resequencer){ .next = first, .released = SIM_TIME_NONE };
}

void
resequencer_clear (struct resequencer *r)
{
  g_free (r->fates);
  r->fates = NULL;
  r->room = 0;
}

static void
resequencer_charge (struct resequencer *r, sim_time until)
{
  if (!r->any)
    return;
  r->offered += until - r->last_sent;
  if (r->served)
    r->delivered += until - r->last_sent;
}

static void
resequencer_tell (struct resequencer *r, const struct fate *fate,
                  struct distribution *inorder)
{
  resequencer_charge (r, fate->sent);
  r->any = true;
  r->last_sent = fate->sent;
  r->served = fate->received != SIM_TIME_NONE;
  r->loss_run = r->served ? 0 : r->loss_run + 1;
  r->longest_loss_run = MAX (r->longest_loss_run, r->loss_run);
  r->next++;
  if (!r->served)
    return;
  r->released = MAX (r->released, fate->received);
  distribution_add (inorder, (double)(r->released - fate->sent), 1);
}

static void
resequencer_grow (struct resequencer *r, uint32_t distance)
{
  uint32_t room = MAX (8, r->room);
  struct fate *fates;

  while (room <= distance)
    room *= 2;
  if (room == r->room)
    return;
  fates = g_new0 (struct fate, room);
  for (uint32_t i = 0; i < r->room; i++)
    fates[(r->next + i) & (room - 1)] = r->fates[(r->next + i) & (r->room - 1)];
  g_free (r->fates);
  r->fates = fates;
  r->room = room;
}

void
resequencer_add (struct resequencer *r, uint32_t sequence,
                 const struct fate *fate, struct distribution *inorder)
{
  if (sequence < r->next)
    return; /* sent before counting began */
  if (sequence > r->next)
    {
      resequencer_grow (r, sequence - r->next);
      r->fates[sequence & (r->room - 1)] = *fate;
      r->fates[sequence & (r->room - 1)].known = true;
      r->held++;
      return;
    }
  resequencer_tell (r, fate, inorder);
  while (r->held > 0 && r->fates[r->next & (r->room - 1)].known)
    {
      struct fate *next = &r->fates[r->next & (r->room - 1)];

      next->known = false;
      r->held--;
      resequencer_tell (r, next, inorder);
    }
}

bool
resequencer_is_steady (const struct resequencer *r, const struct fate_run *run)
{
  return r->held == 0 && r->next == run->sequence && r->served
         && r->released <= run->first.received;
}

void
resequencer_add_run (struct resequencer *r, const struct fate_run *run,
                     struct distribution *inorder)
{
  sim_time last_sent = run->first.sent + (run->n - 1) * run->interval;

  resequencer_charge (r, last_sent);
  r->last_sent = last_sent;
  r->next += run->n;
  r->released = run->first.received + (run->n - 1) * run->interval;
  distribution_add (inorder, (double)(run->first.received - run->first.sent),
                    run->n);
}

void
resequencer_finish (struct resequencer *r, sim_time end, uint32_t sent)
{
  if (r->held == 0 && r->next == sent)
    resequencer_charge (r, end);
}
