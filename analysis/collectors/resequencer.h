/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fate of a flow's packets, told in order of their sequence numbers.  A
 * packet's fate is its arrival or its drop; both can come out of order.  Held
 * are only the fates after the first packet whose own is still open, so memory
 * follows the packets in flight, and a flow in order needs none.
 *
 * In this order follow what needs neighbours: the delay at a receiver that
 * hands packets on in order (those lost are not waited for), the longest run
 * of losses, and the time a flow was served: a packet stands for the time
 * until the next one is sent. */
#ifndef DMMSIM_ANALYSIS_COLLECTORS_RESEQUENCER_H
#define DMMSIM_ANALYSIS_COLLECTORS_RESEQUENCER_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/time.h"

struct distribution;

struct fate
{
  sim_time sent;
  sim_time received; /* SIM_TIME_NONE: dropped */
  bool known;
};

/* @n packets that arrived, from number @sequence on: @first, and each other
 * @interval later than the one before. */
struct fate_run
{
  struct fate first;
  uint32_t sequence, n;
  sim_time interval;
};

struct resequencer
{
  struct fate *fates;  /* ring: of sequence s at s mod room */
  uint32_t room, held; /* room: power of two or 0; held: known ones */
  uint32_t next;       /* first sequence number whose fate is open */
  bool any, served;    /* a fate was told; it was an arrival */
  sim_time last_sent, released;
  uint32_t loss_run, longest_loss_run;
  sim_time offered, delivered; /* time, see above */
};

/* The first packet to follow has sequence number @first. */
void resequencer_init (struct resequencer *r, uint32_t first);
void resequencer_clear (struct resequencer *r);
/* In-order delays, in ns, go to @inorder. */
void resequencer_add (struct resequencer *r, uint32_t sequence,
                      const struct fate *fate, struct distribution *inorder);
/* The same of many at once, which must be steady: all before them are told, the
 * last of these arrived, and all were handed on before the first one came. */
bool resequencer_is_steady (const struct resequencer *r,
                            const struct fate_run *run);
void resequencer_add_run (struct resequencer *r, const struct fate_run *run,
                          struct distribution *inorder);
/* The flow ended at @end: its last packet stands for the time until then,
 * unless some packet's fate is open. @sent: packets it sent. */
void resequencer_finish (struct resequencer *r, sim_time end, uint32_t sent);

#endif
