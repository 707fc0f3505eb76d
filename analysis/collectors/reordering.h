/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reordering extent, RFC 4737 4.2: how many arrivals lie between a late packet
 * and the earliest arrival with a greater sequence number.  Held are only the
 * arrivals that some later one can still be held against, so memory follows
 * what is under way. */
#ifndef DMMSIM_ANALYSIS_COLLECTORS_REORDERING_H
#define DMMSIM_ANALYSIS_COLLECTORS_REORDERING_H

#include <stdbool.h>
#include <stdint.h>

struct reordering
{
  uint32_t arrivals;
  /* Arrivals with a greater number than all before them, by age. */
  struct arrival
  {
    uint32_t sequence, at;
  } * ahead;
  uint32_t first, n, room; /* used: from first, n of them */
};

void reordering_clear (struct reordering *r);
/* @n packets from number @sequence on have arrived in order, and none below is
 * to come.  False: the one before was not the last of them all. */
bool reordering_skip (struct reordering *r, uint32_t sequence, uint32_t n);
/* The packet that arrives now.  @open: no number below it is still to come.
 * Returns: its extent, 0 when it is in order. */
uint32_t reordering_add (struct reordering *r, uint32_t sequence,
                         uint32_t open);

#endif
