/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One octet of one packet is damaged on its way, each octet of the first packet
 * of each kind in turn: the run goes on to its end, its books balance, and the
 * packet is dropped unless no checksum covers the octet (doc/models/faults.md).
 * Most useful when built with sanitizers. */
#include <glib.h>
#include <string.h>

#include "scenarios/scenario.h"
#include "sim/network_state.h"
#include "sim/sim.h"

#define KINDS_MAX 64
#define OCTETS_MAX 256

/* What a packet that leaves or reaches a node is: its first octets but for the
 * addresses. */
struct kind
{
  uint8_t class, next_header, inner, encapsulation;
  uint32_t stored;
  uint16_t block; /* of the source: a router and its prefixes */
  uint8_t octets[OCTETS_MAX];
};

struct damage
{
  struct kind kinds[KINDS_MAX];
  unsigned n;
  int victim;  /* kind, or -1: none is damaged */
  uint32_t at; /* octet */
  bool done;
  const struct packet *packet; /* the damaged one while it exists */
  bool taken;                  /* by a receiver */
};

/* Two routers, a handover and data both ways within 3 s. */
static const char text[]
    = "{\"duration\": \"3 s\", \"architecture\": %s, %s"
      " \"topology\": {\"nodes\": [\"cn\", \"core\", \"ar1\", \"ar2\"],"
      "  \"links\": [{\"between\": [\"cn\", \"core\"], \"delay\": \"5 ms\"},"
      "   {\"between\": [\"core\", \"ar1\"], \"delay\": \"2 ms\"},"
      "   {\"between\": [\"core\", \"ar2\"], \"delay\": \"2 ms\"}]},"
      " \"sites\": {\"access\": [\"ar1\", \"ar2\"], \"anchor\": \"core\","
      "  \"correspondents\": [\"cn\"]},"
      " \"access\": {\"radio\": {\"delay\": \"2 ms\"}},"
      " \"mobile_nodes\": [{\"name\": \"mn\", \"motion\": {\"model\":"
      "  \"schedule\", \"attach\": [[\"0 s\", \"ar1\"], [\"2 s\", \"ar2\"]]}}],"
      " \"traffic\": [{\"name\": \"down\", \"start\": \"1 s\", \"pattern\":"
      "  {\"cbr\": {\"interval\": \"300 ms\", \"size\": \"60 B\"}}},"
      "  {\"name\": \"up\", \"direction\": \"up\", \"start\": \"1 s\","
      "  \"pattern\": {\"cbr\": {\"interval\": \"300 ms\"}}}]}";

static bool
kind_equal (const struct kind *a, const struct kind *b)
{
  return a->class == b->class && a->next_header == b->next_header
         && a->inner == b->inner && a->encapsulation == b->encapsulation
         && a->stored == b->stored && a->block == b->block;
}

/* Number of @p's kind, which is new or known. */
static int
find_kind (struct damage *damage, const struct packet *p)
{
  struct kind kind = { .class = p->class,
                       .next_header = p->head[6],
                       .encapsulation = p->encapsulation,
                       .stored = p->stored,
                       .block = wire_get16 (p->head + 12) };

  /* The type of a Mobility Header, of an ICMPv6 message. */
  if (kind.next_header == NEXT_MH && p->stored >= IPV6_HEADER_SIZE + 8)
    kind.inner = p->head[IPV6_HEADER_SIZE + 2];
  if (kind.next_header == NEXT_ICMPV6 && p->stored >= IPV6_HEADER_SIZE + 8)
    kind.inner = p->head[IPV6_HEADER_SIZE];
  for (unsigned i = 0; i < damage->n; i++)
    if (kind_equal (&damage->kinds[i], &kind))
      return (int)i;
  g_assert_cmpuint (damage->n, <, KINDS_MAX);
  g_assert_cmpuint (p->stored, <=, OCTETS_MAX);
  memcpy (kind.octets, p->head, p->stored);
  damage->kinds[damage->n] = kind;
  return (int)damage->n++;
}

/* The tap of each node.  What has no IPv6 header left to read does not reach a
 * node (tests/unit/test-bursts.c), so that its octets stay here. */
static void
damage_one (struct node *node G_GNUC_UNUSED, const struct packet *seen,
            void *data)
{
  struct damage *damage = data;
  struct packet *p = (struct packet *)seen;
  struct ipv6_header header;

  if (damage->victim < 0)
    find_kind (damage, p);
  if (damage->done || damage->victim < 0
      || find_kind (damage, p) != damage->victim)
    return;
  damage->done = true;
  damage->packet = p;
  p->head[damage->at] ^= 0xa5;
  p->anchor = PACKET_ANCHOR_UNKNOWN;
  if (!packet_read_ipv6 (p, &header))
    {
      p->head[damage->at] ^= 0xa5;
      damage->packet = NULL;
    }
}

/* Does no checksum cover octet @at of the packet whose octets are @o?  Of each
 * IPv6 header: traffic class, flow label, hop limit.  Of extension headers:
 * what receivers ignore (RFC 6275 6.4.1, RFC 8200 4.2).  Behind a Home Address
 * option the source: the sum is over the home address in its place (RFC
 * 6275 6.1.1). */
static bool
is_uncovered (const uint8_t *o, uint32_t at)
{
  switch (o[6])
    {
    case NEXT_IPV6:
      if (at >= IPV6_HEADER_SIZE)
        return is_uncovered (o + IPV6_HEADER_SIZE, at - IPV6_HEADER_SIZE);
      break;
    case NEXT_ROUTING:
      if (at >= IPV6_HEADER_SIZE + 4 && at < IPV6_HEADER_SIZE + 8)
        return true;
      break;
    case NEXT_OPTIONS:
      if (at == IPV6_HEADER_SIZE + 4 || at == IPV6_HEADER_SIZE + 5
          || (at >= 8 && at < 24))
        return true;
      break;
    default:
      break;
    }
  return at < 4 || at == 7;
}

static void
packet_taken (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  const struct trace_packet *end = record;
  struct damage *damage = data;

  if (end->packet != damage->packet)
    return;
  damage->packet = NULL;
  damage->taken = true;
}

static void
packet_dropped (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  const struct trace_packet *end = record;
  struct damage *damage = data;

  if (end->packet == damage->packet)
    damage->packet = NULL;
}

static void
tap_nodes (struct simulation *simulation, void *data)
{
  const struct network *network = simulation->sim->network;
  struct trace *trace = simulation->sim->trace;

  trace_listen (trace, TRACE_PACKET_DELIVERED, packet_taken, data);
  trace_listen (trace, TRACE_PACKET_CONSUMED, packet_taken, data);
  trace_listen (trace, TRACE_PACKET_DROPPED, packet_dropped, data);
  for (uint32_t i = 0; i < network_nodes (network); i++)
    node_set_tap (network_node (network, i), damage_one, data);
}

static void
run_once (const scenario *s, struct damage *damage)
{
  g_autoptr (GError) error = NULL;
  struct simulation *simulation
      = simulation_new (s, 0, tap_nodes, damage, &error);

  g_assert_no_error (error);
  engine_run (simulation->sim->engine, s->duration);
  g_assert_true (network_books_balance (simulation->sim->network));
  simulation_free (simulation);
}

/* @data: the architecture and other keys. */
static void
test_each_octet (gconstpointer data)
{
  const char *const *keys = data;
  g_autofree char *json = g_strdup_printf (text, keys[0], keys[1]);
  g_autoptr (GError) error = NULL;
  g_autoptr (scenario) s = scenario_parse (json, "damage", &error);
  struct damage damage = { .victim = -1 };
  struct damage one;
  unsigned runs = 0;

  g_assert_no_error (error);
  run_once (s, &damage);
  g_assert_cmpuint (damage.n, >, 2);
  for (unsigned kind = 0; kind < damage.n; kind++)
    for (uint32_t at = 0; at < damage.kinds[kind].stored; at++)
      {
        one = damage;
        one.victim = (int)kind;
        one.at = at;
        run_once (s, &one);
        g_assert_true (one.done);
        g_assert_true (!one.taken || is_uncovered (one.kinds[kind].octets, at));
        runs++;
      }
  g_test_message ("%u kinds, %u runs", damage.n, runs);
}

static const struct
{
  const char *name, *keys[2]; /* the architecture, and others */
} cases[] = {
  { "ipv6", { "\"ipv6\"", "" } },
  { "pmipv6", { "\"pmipv6\"", "" } },
  { "pmipv6-authentication",
    { "\"pmipv6\"", "\"security\": {\"signaling\": \"authentication\"}," } },
  { "pmipv6-esp", { "\"pmipv6\"", "\"security\": {\"signaling\": \"esp\"}," } },
  { "fast-handover",
    { "{\"name\": \"pmipv6\", \"fast_handover\": {\"mode\": \"predictive\"}}",
      "" } },
  { "heartbeat",
    { "{\"name\": \"pmipv6\", \"heartbeat\": {\"interval\": \"1 s\"}}", "" } },
  { "dmm", { "\"dmm\"", "" } },
  { "dmm-distributed", { "\"dmm-distributed\"", "" } },
  { "dmm-host", { "\"dmm-host\"", "" } },
  { "mipv6", { "{\"name\": \"mipv6\", \"route_optimization\": true}", "" } },
  { "hmipv6", { "\"hmipv6\"", "" } },
  { "hierarchical", { "\"hierarchical\"", "" } },
  { "nemo", { "\"nemo\"", "" } },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path
          = g_strconcat ("/damage/each-octet/", cases[i].name, NULL);

      g_test_add_data_func (path, cases[i].keys, test_each_octet);
    }
  return g_test_run ();
}
