/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places for the nodes of a network on a map.  Positions that are known stay;
 * the others stand above them in layers, as many links away from the nodes that
 * a network rests on as the layer says, each over the middle of what it is
 * linked to.  Sums and quotients only: the same on every machine. */
#ifndef DMMSIM_ANALYSIS_REPORT_LAYOUT_H
#define DMMSIM_ANALYSIS_REPORT_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

struct layout_node
{
  double x, y;  /* NAN: to be found; y grows upwards */
  bool is_base; /* an access site */
};
struct layout_link
{
  uint32_t a, b;
};

/* Fills in every coordinate that is NAN.  Without any base, the first node is
 * it.  O(nodes * links) for networks of some hundred nodes. */
void layout_place (struct layout_node *nodes, uint32_t n,
                   const struct layout_link *links, uint32_t n_links);

#endif
