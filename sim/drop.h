/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a packet ended without being delivered.  The list is the books': each
 * packet sent is delivered, consumed, dropped for one of these reasons, or in
 * flight at the end.  Place and cause are told apart (doc/metrics.md 4). */
#ifndef DMMSIM_SIM_DROP_H
#define DMMSIM_SIM_DROP_H

/* X (enumerator, name in results, what it means) */
#define DROP_REASONS(X)                                                       \
  X (LINK_LOSS, "link_loss", "lost at random on a wired link")                \
  X (QUEUE_FULL, "queue_full", "queue of a link full")                        \
  X (LINK_DOWN, "link_down", "link out of service")                           \
  X (NODE_DOWN, "node_down", "node out of service")                           \
  X (RADIO_LOSS, "radio_loss", "lost at random on the radio link")            \
  X (RADIO_GONE, "radio_gone", "on the old radio when it went dead")          \
  X (NOT_ATTACHED, "not_attached",                                            \
     "old access router sent it to a node that is no longer there")           \
  X (MN_DETACHED, "mn_detached", "the mobile node had no link to send on")    \
  X (NOT_READY, "not_ready",                                                  \
     "access router had no tunnel or route for the prefix yet")               \
  X (BINDING_HOLD, "binding_hold",                                            \
     "anchor holds the binding of a node that de-registered")                 \
  X (BUFFER_FULL, "buffer_full",                                              \
     "no room in the buffer that bridges a handover")                         \
  X (BUFFER_STALE, "buffer_stale",                                            \
     "buffered for a node that did not come in time")                         \
  X (NO_PATH, "no_path", "no path to the other end of the tunnel in service") \
  X (NO_ROUTE, "no_route", "no route to the destination")                     \
  X (NO_TUNNEL, "no_tunnel", "tunnelled by somebody who is no tunnel peer")   \
  X (INGRESS, "ingress",                                                      \
     "source address not valid on the access link it came from")              \
  X (HOP_LIMIT, "hop_limit", "hop limit exceeded")                            \
  X (TOO_BIG, "too_big", "longer than the MTU of the tunnel or interface")    \
  X (NO_LISTENER, "no_listener",                                              \
     "nobody takes this packet at its destination")                           \
  X (CHECKSUM, "checksum", "checksum wrong")                                  \
  X (MALFORMED, "malformed", "header or message not as its RFC demands")      \
  X (REFUSED, "refused", "message understood and refused without an answer")  \
  X (UNAUTHENTIC, "unauthentic",                                              \
     "message not protected as its receiver demands")                         \
  X (RATE_LIMITED, "rate_limited", "peer sends more messages than it may")    \
  X (ENTITY_QUEUE_FULL, "entity_queue_full",                                  \
     "no room among the messages that wait for their entity")

#define X(name, text, help) DROP_##name,
enum drop_reason
{
  DROP_REASONS (X) DROP_N
};
#undef X

const char *drop_reason_name (enum drop_reason reason);
const char *drop_reason_help (enum drop_reason reason);

#endif
