/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trace points: where collectors listen.  A model emits a record at a point;
 * whoever listens gets it by a call, in the order of listening.  A point
 * without listener costs one load and a branch.  Listeners observe; they never
 * change the simulation.
 *
 * Points of the core are below, those of the models in models/trace.h. */
#ifndef DMMSIM_SIM_TRACE_H
#define DMMSIM_SIM_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/address.h"
#include "sim/drop.h"
#include "sim/time.h"

struct sim;
struct node;
struct packet;
struct route;
struct trace;

enum trace_point
{
  TRACE_PACKET_SENT,      /* struct trace_packet */
  TRACE_PACKET_DELIVERED, /* struct trace_packet */
  TRACE_PACKET_CONSUMED,  /* struct trace_packet */
  TRACE_PACKET_DROPPED,   /* struct trace_packet, with reason */
  TRACE_PACKET_COPIED,    /* struct trace_packet: the copy, sent too */
  TRACE_LINK_STATE,       /* struct trace_link: out of service, or back */
  TRACE_NODE_STATE,       /* struct trace_node: out of service, or back */
  TRACE_ROUTE,            /* struct trace_route: a route of a node's own */
  TRACE_MODELS,           /* first point of models/trace.h */
  TRACE_POINTS = 48
};

/* At @node now; @packet as it stands, meter included. */
struct trace_packet
{
  struct node *node;
  const struct packet *packet;
  enum drop_reason reason; /* DROPPED only */
};

/* The wired link between two routers, from now on. */
struct trace_link
{
  struct node *a, *b;
  bool up;
};

/* A node, from now on. */
struct trace_node
{
  struct node *node;
  bool up;
};

/* node_set_route() or node_remove_route(), from now on. */
struct trace_route
{
  struct node *node;
  struct prefix prefix;
  const struct route *route; /* NULL: removed */
};

typedef void trace_listener (struct sim *sim, const void *record, void *data);

struct trace *trace_new (struct sim *sim);
void trace_free (struct trace *trace);
void trace_listen (struct trace *trace, unsigned point,
                   trace_listener *listener, void *data);
/* Is anybody there?  For emitters whose record costs something to make. */
bool trace_heard (const struct trace *trace, unsigned point);
void trace_emit (struct trace *trace, unsigned point, const void *record);

#endif
