/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bridge: attach points between nodes of the simulation and interfaces of
 * the kernel, in real time.
 *
 *   interface -> device -> frame -> attach point -> role -> node of the network
 *   node -> handler or route -> attach point -> frame -> device -> interface
 *
 * A role says who stands behind the interface (models/bridge/role.h): a mobile
 * node on its simulated radio link, a correspondent, an entity.  What comes
 * from outside is hostile: it is checked before it becomes a packet, counted
 * and dropped when malformed, and bounded in number.
 *
 * Life: read the --attach arguments, open the devices (needs privileges), wire
 * the simulation and attach from its prepare hook, before the architecture is
 * built; watch() once the real-time clock is there.  The bridge owns all of
 * it. */
#ifndef DMMSIM_MODELS_BRIDGE_BRIDGE_H
#define DMMSIM_MODELS_BRIDGE_BRIDGE_H

#include <glib.h>

#include "models/domain.h"
#include "sim/device.h"
#include "sim/realtime.h"

/* RFC 8200 5; what the buffer of a packet holds with its tunnels. */
#define ATTACH_MTU_LEAST 1280
#define ATTACH_MTU_MOST 2000

/* NODE=KIND:INTERFACE[,option=value]... as the user gave it. */
struct attach_point_config
{
  char *node;
  enum device_kind kind;
  char *interface;
  char *role;  /* NULL: by what the node is in the scenario */
  char *netns; /* NULL: that of the process */
  bool has_link_layer;
  uint8_t link_layer[6]; /* of the host behind the interface */
  bool has_address;
  struct address address; /* of the host behind the interface */
  unsigned mtu;           /* 0: the interface's */
  unsigned queue;         /* packets in the simulation beyond which none is let
                             in here */
  unsigned idle;          /* s without a packet after which a prefix has no flow
                             any more: mobile node */
};

/* What passed at an attach point beyond what its device counts. */
#define ATTACH_COUNTERS(X)                                                   \
  X (packets_in, "packets that entered the simulation")                      \
  X (packets_out, "packets that left it")                                    \
  X (malformed, "frames or packets not as their standard demands")           \
  X (ignored, "multicast noise (MLD, mDNS, ...), other protocols, "          \
              "sources of another node")                                     \
  X (neighbor_messages, "neighbour discovery answered at the attach point")  \
  X (queue_full, "dropped: the queue option's number are in the simulation") \
  X (too_big, "longer than the MTU of the interface")                        \
  X (unresolved, "left no link-layer address to send to")                    \
  X (failed_out, "not taken by the interface: down, or its queue full")

struct attach_counters
{
#define X(name, help) uint64_t name;
  ATTACH_COUNTERS (X)
#undef X
};

#define BRIDGE_ERROR bridge_error_quark ()
GQuark bridge_error_quark (void);
enum bridge_error
{
  BRIDGE_ERROR_USAGE,   /* an --attach argument that cannot be read */
  BRIDGE_ERROR_SCENARIO /* no such node, or the role does not fit it */
};

struct bridge;
struct attach_point;

struct bridge *bridge_new (void);
void bridge_free (struct bridge *bridge);

/* Reads one --attach argument and opens its device. */
bool bridge_open (struct bridge *bridge, const char *argument, GError **error);
/* Wires every attach point to its node.  From simulation_prepare;
 * @architecture: the one that is to be built. */
bool bridge_attach (struct bridge *bridge, struct domain *domain,
                    const struct architecture *architecture, GError **error);
/* From here on frames are read. */
bool bridge_watch (struct bridge *bridge, struct realtime *realtime,
                   GError **error);
/* Are all interfaces up? */
bool bridge_is_up (const struct bridge *bridge);

/* ---- for results ---- */

unsigned bridge_points (const struct bridge *bridge);
struct attach_point *bridge_point (const struct bridge *bridge, unsigned i);

/* @text: an --attach argument.  @config is the caller's, to be cleared in any
 * case. */
bool attach_point_config_parse (struct attach_point_config *config,
                                const char *text, GError **error);
void attach_point_config_clear (struct attach_point_config *config);

#endif
