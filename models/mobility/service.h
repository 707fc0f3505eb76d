/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control entities that take time (processing.model "queue"): each has one
 * server, and messages wait for it, first come first served.  A message
 * received is served for its processing time, then acted upon.  With
 * processing.sending a message sent is served as well, before it leaves: what
 * an entity answers goes ahead of what waits to be read, so that a PBU is
 * served with its fan-out.  At most processing.queue messages wait; what finds
 * no room is dropped (entity_queue_full).
 *
 * Without it ("delay") every message has a server of its own.  Private to
 * models/mobility/; the kit owns the servers. */
#ifndef DMMSIM_MODELS_MOBILITY_SERVICE_H
#define DMMSIM_MODELS_MOBILITY_SERVICE_H

#include "models/mobility/kit.h"

struct mobility_service;

/* The server of @entity, or NULL: messages do not wait for each other there
 * (model "delay", hosts).  Freed with the kit. */
struct mobility_service *mobility_service_new (struct mobility_entity *entity,
                                               struct mobility_kit *kit);
void mobility_service_free (struct mobility_service *service);

/* @arrival is to be served for @time, and acted upon afterwards; false: its
 * entity has no server, or it need not wait. */
bool mobility_service_take (const struct mobility_pending *arrival,
                            sim_time time);
/* Takes over @p, complete with its headers, to be sent when it has been served;
 * false: the entity sends it itself, now. */
bool mobility_service_send (struct mobility_entity *entity, struct packet *p,
                            const char *name);
/* Events: a message has been served; the next one's turn. */
event_action mobility_service_done, mobility_service_next;

#endif
