/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording from inside: what its parts do for each other. */
#ifndef DMMSIM_ANALYSIS_CHARTS_RECORDING_PARTS_H
#define DMMSIM_ANALYSIS_CHARTS_RECORDING_PARTS_H

#include "analysis/charts/recording.h"

/* ---- the parts listen ---------------------------------------------- */

void recording_messages_listen (struct recording *r);
void recording_access_listen (struct recording *r);
void recording_tunnels_listen (struct recording *r);
void recording_faults_listen (struct recording *r);
/* Tells of those that have lasted from before the window to the end. */
void recording_faults_finish (struct recording *r);

/* ---- recording.c --------------------------------------------------- */

/* Own index of a mobile node, RECORDING_NONE if it is not recorded. */
uint32_t recording_node (const struct recording *r,
                         const struct mobile_node *mn);
/* The entity, made when first met. */
uint32_t recording_meet (struct recording *r, const struct node *node,
                         enum entity_role role);
/* What stands in @place at @node, made as a bare node if not met yet. */
uint32_t recording_find (struct recording *r, const struct node *node,
                         enum recorded_place place);
/* Who anchors prefixes at @node: its gateway entity, or else the central one.
 */
uint32_t recording_anchor (struct recording *r, const struct node *node);
/* Takes the event with its text over, if it is in the window; notes the trigger
 * before it if that came meanwhile.  Returns its index + 1, 0 if not kept. */
uint32_t recording_add (struct recording *r, struct recorded_event *event);
/* The same in the window or not, of no node. */
uint32_t recording_keep (struct recording *r, struct recorded_event *event);

/* ---- recording_access.c -------------------------------------------- */

/* The node's latest handover stands as @h now. */
void recording_update_handover (struct recording *r, uint32_t node,
                                const struct handover *h);

/* ---- recording_messages.c ------------------------------------------ */

/* The columns' own words for a packet: see struct recorded_event. (transfer
 * full) */
char *recorded_message_text (const char *name, const struct packet *p);

#endif
