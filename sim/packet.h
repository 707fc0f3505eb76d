/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A packet is bytes: its real headers in a buffer with headroom, and a length
 * of payload that is zeros and not stored.  Encapsulation prepends, forwarding
 * reads the destination at its offset, pcap writes what is there.
 *
 * Beside the bytes stands what only the observer knows (struct packet_meter):
 * it never decides what an entity does.
 *
 * Packets come from the network's pool and go back to it; none is allocated
 * per hop.  Who holds a packet owns it and passes it on exactly once, to a
 * send function, packet_deliver(), packet_consume() or packet_drop(). */
#ifndef DMMSIM_SIM_PACKET_H
#define DMMSIM_SIM_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/address.h"
#include "sim/drop.h"
#include "sim/time.h"

struct network;
struct node;
struct channel;

#define IPV6_HEADER_SIZE 40
#define UDP_HEADER_SIZE 8
#define IPV6_DEFAULT_HOP_LIMIT 64

enum next_header
{
  NEXT_UDP = 17,
  NEXT_IPV6 = 41,
  NEXT_ROUTING = 43,
  NEXT_GRE = 47,
  NEXT_ESP = 50,
  NEXT_ICMPV6 = 58,
  NEXT_NONE = 59,
  NEXT_OPTIONS = 60, /* destination options */
  NEXT_MH = 135
};

/* What the books and the signalling counters file a packet under. */
enum packet_class
{
  PACKET_DATA,      /* of a flow */
  PACKET_SIGNALING, /* Mobility Header */
  PACKET_ND,        /* Neighbour Discovery: RS, RA, NS, NA */
  PACKET_OTHER,     /* application control, ICMPv6 errors */
  PACKET_CLASSES
};

/* Why a signalling message was sent (doc/metrics.md 7). */
#define SIGNALING_CLASSES_LIST(X)      \
  X (ATTACH, "attach")                 \
  X (HANDOVER, "handover")             \
  X (REFRESH, "refresh")               \
  X (DEREGISTRATION, "deregistration") \
  X (RETRANSMISSION, "retransmission") X (ERROR, "error")
#define X(name, text) SIGNALING_##name,
enum signaling_class
{
  SIGNALING_CLASSES_LIST (X) SIGNALING_CLASSES
};
#undef X
const char *signaling_class_name (enum signaling_class c);

#define FLOW_NONE UINT32_MAX
#define TRANSACTION_NONE UINT32_MAX
/* A transaction from here on, but NONE, is a message that an attacker forged
 * (models/attack/attack.h) and all that it set off. */
#define TRANSACTION_FORGED (UINT32_C (1) << 31)

/* For the observer only.  Set by the sender: flow, sequence, transaction,
 * signaling; counted by the network: the rest.  A copy has those of the packet
 * it was made of, with what that had crossed. */
struct packet_meter
{
  sim_time sent_at;
  sim_time path_delay;  /* propagation and fixed delays of wired links crossed,
                           without queueing and serialisation */
  uint32_t flow;        /* FLOW_NONE if of no flow */
  uint32_t sequence;    /* within the flow, from 0 */
  uint32_t transaction; /* handover that caused it, see models/domain.h */
  uint32_t tunnel_byte_hops;       /* encapsulation octets x links, all links */
  uint32_t tunnel_byte_hops_radio; /* of these on radio links */
  uint16_t hops;                   /* wired links crossed */
  uint16_t radio_hops;
  uint16_t path;     /* of several to the tunnel's other end; 0: none */
  uint8_t signaling; /* enum signaling_class */
  bool tunnelled;    /* was inside a tunnel on some link */
  bool copied;       /* others with its flow and sequence are or were there */
  bool forged;       /* sent by an attacker; not so what answers it */
};

/* Is it an attacker's, or was it set off by one? */
static inline bool
transaction_is_forged (uint32_t transaction)
{
  return transaction >= TRANSACTION_FORGED && transaction != TRANSACTION_NONE;
}

struct packet
{
  struct packet *next;   /* pool and queues */
  struct channel *via;   /* channel being crossed */
  uint8_t *head;         /* first octet of the outermost header */
  uint32_t stored;       /* octets stored from head */
  uint32_t payload;      /* octets of zeros after them */
  uint32_t epoch;        /* of the channel when it was entered */
  int32_t anchor;        /* node id the outer destination is routed to;
                            PACKET_ANCHOR_UNKNOWN after a header change */
  uint16_t room;         /* octets in the buffer */
  uint8_t class;         /* enum packet_class */
  uint8_t encapsulation; /* octets of tunnel headers now in front / 8 */
  bool sent;             /* in the books */
  bool scout : 1;        /* leaves a trail (sim/trail.h) */
  bool chosen : 1;       /* a model had a say in its way */
  bool watched : 1;      /* somebody hears first if it is lost */
  uint16_t payload_sum;  /* one's complement sum of the payload, which is 0
                            but for damage */
  struct packet_meter meter;
  uint8_t buffer[];
};

#define PACKET_ANCHOR_UNKNOWN (-1)
/* Headroom of a fresh packet: two nested tunnels beyond its own headers. */
#define PACKET_HEADROOM (2 * (IPV6_HEADER_SIZE + 8))

/* An empty packet with room for @stored octets of headers and messages behind
 * PACKET_HEADROOM; meter cleared.  Returns: (transfer full). */
struct packet *packet_new (struct network *network, enum packet_class class,
                           size_t stored);
/* Copies bytes and meter.  The copy must be sent to enter the books. */
struct packet *packet_copy (struct network *network, const struct packet *p);
/* Discards a packet that has not been sent (sent ones end by the three ends
 * below). */
void packet_free (struct network *network, struct packet *p);

/* Room for @n octets in front / behind, whose content the caller writes. */
uint8_t *packet_push (struct packet *p, size_t n);
uint8_t *packet_append (struct packet *p, size_t n);
/* Takes @n octets off the front; n <= stored. */
void packet_pull (struct packet *p, size_t n);

static inline uint32_t
packet_length (const struct packet *p)
{
  return p->stored + p->payload;
}

/* RFC 8200 3: the outermost header. */
struct ipv6_header
{
  struct address source, destination;
  uint8_t next_header, hop_limit;
};
/* Prepends an IPv6 header; payload length follows from the packet. */
void packet_push_ipv6 (struct packet *p, const struct ipv6_header *header);
/* Prepends UDP (RFC 768) with its checksum over stored and virtual payload. */
void packet_push_udp (struct packet *p, const struct address *source,
                      const struct address *destination, uint16_t source_port,
                      uint16_t destination_port);
/* False unless a header of version 6 with a consistent length is there. */
bool packet_read_ipv6 (const struct packet *p, struct ipv6_header *header);

static inline uint8_t
packet_next_header (const struct packet *p)
{
  return p->head[6];
}
/* Octets behind the IPv6 header that are stored. */
static inline const uint8_t *
packet_ipv6_payload (const struct packet *p)
{
  return p->head + IPV6_HEADER_SIZE;
}
static inline uint32_t
packet_ipv6_stored (const struct packet *p)
{
  return p->stored - IPV6_HEADER_SIZE;
}
/* The UDP message behind the IPv6 header: MALFORMED, CHECKSUM (RFC 768; none is
 * none over IPv6, RFC 8200 8.1), or DROP_N if it is good. */
enum drop_reason packet_check_udp (const struct packet *p);
struct address packet_source (const struct packet *p);
struct address packet_destination (const struct packet *p);

/* The three ends of a packet; each enters the books and frees it.  Delivered:
 * data reached its application.  Consumed: a message reached its entity. */
void packet_deliver (struct node *node, struct packet *p);
void packet_consume (struct node *node, struct packet *p);
void packet_drop (struct node *node, struct packet *p, enum drop_reason why);

#endif
