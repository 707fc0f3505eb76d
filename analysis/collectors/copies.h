/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets of a flow of which somebody on the way has made copies: the first
 * that arrives is the packet, those after it are duplicates; the packet is lost
 * when the last of them is and none has arrived.  Held are the packets of which
 * any is still under way; a flow that nobody copies needs no memory. */
#ifndef DMMSIM_ANALYSIS_COLLECTORS_COPIES_H
#define DMMSIM_ANALYSIS_COLLECTORS_COPIES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Zeroed is empty. */
struct copies
{
  GArray *open; /* struct copied_packet, by time of the first copy; or NULL */
};

void copies_clear (struct copies *copies);
/* One more of packet @sequence is under way. */
void copies_add (struct copies *copies, uint32_t sequence);
/* One of packet @sequence has arrived, or was lost.  Returns: whether that
 * decides what became of the packet. */
bool copies_arrive (struct copies *copies, uint32_t sequence);
bool copies_lose (struct copies *copies, uint32_t sequence);

#endif
