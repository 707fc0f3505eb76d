/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local breakout by flow: what a node sends to certain destinations takes an
 * address of the access router's own network (LIPA) or of the S-GW's (SIPTO)
 * and leaves there, without mobility beyond.  The node chooses by its policy
 * table (RFC 6724 2.1, rule 6), which stands for the rules that 3GPP gives a
 * terminal per access point name. */
#ifndef DMMSIM_MODELS_HIERARCHICAL_BREAKOUT_H
#define DMMSIM_MODELS_HIERARCHICAL_BREAKOUT_H

#include "models/hierarchical/hierarchical.h"

struct breakout;

/* Before the MAGs, whose access_router.entity stays theirs; NULL where nothing
 * breaks out. */
struct breakout *breakout_new (struct hierarchical *hierarchical);
void breakout_free (struct breakout *breakout);
/* The node is served at @router: LIPA's prefix is advertised to it, too. */
void breakout_serve (struct breakout *breakout, struct access_router *router,
                     struct mobile_node *mn);
/* It has left. */
void breakout_leave (struct breakout *breakout, struct access_router *router,
                     struct mobile_node *mn);

#endif
