/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/packet.h"

#include <glib.h>
#include <string.h>

#include "sim/trail_state.h"

#define X(name, text) [SIGNALING_##name] = text,
static const char *const signaling_names[] = { SIGNALING_CLASSES_LIST (X) };
#undef X

const char *
signaling_class_name (enum signaling_class c)
{
  g_assert (c < SIGNALING_CLASSES);
  return signaling_names[c];
}

/* ---- bytes --------------------------------------------------------- */

/* Moves the bytes to the end of the buffer: all free room to the front. */
static void
packet_settle (struct packet *p)
{
  uint8_t *end = p->buffer + p->room - p->stored;

  memmove (end, p->head, p->stored);
  p->head = end;
}

uint8_t *
packet_push (struct packet *p, size_t n)
{
  if (G_UNLIKELY ((size_t)(p->head - p->buffer) < n))
    packet_settle (p);
  g_assert ((size_t)(p->head - p->buffer) >= n);
  p->head -= n;
  p->stored += (uint32_t)n;
  p->anchor = PACKET_ANCHOR_UNKNOWN;
  return p->head;
}

uint8_t *
packet_append (struct packet *p, size_t n)
{
  uint8_t *end = p->head + p->stored;

  g_assert (end + n <= p->buffer + p->room);
  p->stored += (uint32_t)n;
  return end;
}

void
packet_pull (struct packet *p, size_t n)
{
  g_assert (n <= p->stored);
  p->head += n;
  p->stored -= (uint32_t)n;
  p->anchor = PACKET_ANCHOR_UNKNOWN;
}

/* ---- headers ------------------------------------------------------- */

/* RFC 8200 3; traffic class and flow label are 0. */
void
packet_push_ipv6 (struct packet *p, const struct ipv6_header *header)
{
  uint32_t length = packet_length (p);
  uint8_t *h = packet_push (p, IPV6_HEADER_SIZE);

  g_assert (length <= UINT16_MAX);
  wire_put32 (h, UINT32_C (6) << 28);
  wire_put16 (h + 4, length);
  h[6] = header->next_header;
  h[7] = header->hop_limit;
  memcpy (h + 8, &header->source, sizeof header->source);
  memcpy (h + 24, &header->destination, sizeof header->destination);
}

/* The virtual payload adds nothing to a one's complement sum but its length in
 * the pseudo-header (RFC 8200 8.1); a result of 0 is sent as all ones. */
void
packet_push_udp (struct packet *p, const struct address *source,
                 const struct address *destination, uint16_t source_port,
                 uint16_t destination_port)
{
  uint8_t *h = packet_push (p, UDP_HEADER_SIZE);
  uint32_t length = packet_length (p);
  uint32_t sum;
  uint16_t checksum;

  g_assert (length <= UINT16_MAX);
  wire_put16 (h, source_port);
  wire_put16 (h + 2, destination_port);
  wire_put16 (h + 4, length);
  wire_put16 (h + 6, 0);
  sum = checksum_pseudo_header (source, destination, length, NEXT_UDP);
  checksum = checksum_finish (checksum_add (sum, h, p->stored));
  wire_put16 (h + 6, checksum ? checksum : 0xffff);
}

bool
packet_read_ipv6 (const struct packet *p, struct ipv6_header *header)
{
  const uint8_t *h = p->head;

  if (p->stored < IPV6_HEADER_SIZE || h[0] >> 4 != 6)
    return false;
  if (wire_get16 (h + 4) != packet_length (p) - IPV6_HEADER_SIZE)
    return false;
  header->next_header = h[6];
  header->hop_limit = h[7];
  memcpy (&header->source, h + 8, sizeof header->source);
  memcpy (&header->destination, h + 24, sizeof header->destination);
  return true;
}

enum drop_reason
packet_check_udp (const struct packet *p)
{
  const uint8_t *h = packet_ipv6_payload (p);
  uint32_t n = packet_ipv6_stored (p), length = n + p->payload;
  struct address source = packet_source (p);
  struct address destination = packet_destination (p);
  uint32_t sum;

  if (n < UDP_HEADER_SIZE || wire_get16 (h + 4) != length)
    return DROP_MALFORMED;
  if (wire_get16 (h + 6) == 0)
    return DROP_CHECKSUM;
  sum = checksum_pseudo_header (&source, &destination, length, NEXT_UDP);
  sum = checksum_add (sum, h, n) + p->payload_sum;
  return checksum_finish (sum) == 0 ? DROP_N : DROP_CHECKSUM;
}

struct address
packet_source (const struct packet *p)
{
  struct address a;

  memcpy (&a, p->head + 8, sizeof a);
  return a;
}

struct address
packet_destination (const struct packet *p)
{
  struct address a;

  memcpy (&a, p->head + 24, sizeof a);
  return a;
}

/* ---- the ends ------------------------------------------------------ */

static void
packet_trace (struct node *node, const struct packet *p, enum trace_point point,
              enum drop_reason reason)
{
  struct sim *sim = node->network->sim;
  struct trace_packet record = { node, p, reason };

  if (trace_heard (sim->trace, point))
    trace_emit (sim->trace, point, &record);
}

/* Of data only the headers: an application's octets are not the network's. */
static void
packet_digest (struct node *node, const struct packet *p)
{
  uint32_t n = p->stored;

  if (p->class == PACKET_DATA && n > IPV6_HEADER_SIZE + UDP_HEADER_SIZE)
    n = IPV6_HEADER_SIZE + UDP_HEADER_SIZE;
  digest_add_bytes (node->network->sim->digest, p->head, n);
}

static void
packet_end (struct network *network, struct packet *p)
{
  if (G_UNLIKELY (p->scout))
    trail_lose (network, p);
  packet_pool_free (&network->packets, p);
}

void
network_enter (struct node *node, struct packet *p)
{
  struct network *network = node->network;
  struct ipv6_header header;

  g_assert (packet_read_ipv6 (p, &header));
  packet_pool_enter (&network->packets, p);
  network->books.sent[p->class]++;
  p->via = NULL;
  p->meter.sent_at = sim_now (network->sim);
  packet_digest (node, p);
  packet_trace (node, p, TRACE_PACKET_SENT, DROP_N);
}

void
packet_deliver (struct node *node, struct packet *p)
{
  struct network *network = node->network;

  g_assert (p->sent);
  network->books.delivered[p->class]++;
  packet_digest (node, p);
  packet_trace (node, p, TRACE_PACKET_DELIVERED, DROP_N);
  packet_end (network, p);
}

void
packet_consume (struct node *node, struct packet *p)
{
  struct network *network = node->network;

  g_assert (p->sent);
  network->books.consumed[p->class]++;
  packet_digest (node, p);
  packet_trace (node, p, TRACE_PACKET_CONSUMED, DROP_N);
  packet_end (network, p);
}

void
packet_drop (struct node *node, struct packet *p, enum drop_reason why)
{
  struct network *network = node->network;

  g_assert (p->sent && why < DROP_N);
  if (G_UNLIKELY (p->watched))
    network->watch_loss (p, network->watch_loss_data);
  network->books.dropped[p->class][why]++;
  packet_trace (node, p, TRACE_PACKET_DROPPED, why);
  packet_end (network, p);
}
