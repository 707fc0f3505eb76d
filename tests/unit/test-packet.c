/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A packet is its bytes. */
#include "sim/packet_pool.h"
#include "tests/unit/fixture.h"

#include "sim/network_state.h"

static const struct address alice
    = { { 0x20, 0x01, 0x0d, 0xb8, 0, 1, [15] = 1 } };
static const struct address bob
    = { { 0x20, 0x01, 0x0d, 0xb8, 0, 2, [15] = 0xfe } };

static void
test_header (void)
{
  static const uint8_t expected[8] = { 0x60, 0, 0, 0, 0, 8 + 100, 17, 64 };
  struct sim *sim = sim_new (1, 0);
  struct packet *p = make_udp (sim, &alice, &bob, 100);
  struct address source = packet_source (p);
  struct address destination = packet_destination (p);

  g_assert_cmpmem (p->head, 8, expected, 8);
  g_assert_cmpmem (p->head + 8, 16, alice.octet, 16);
  g_assert_cmpmem (p->head + 24, 16, bob.octet, 16);
  g_assert_cmpuint (packet_length (p), ==, 148);
  g_assert_cmpuint (packet_next_header (p), ==, NEXT_UDP);
  g_assert_cmpuint (packet_ipv6_stored (p), ==, UDP_HEADER_SIZE);
  g_assert_true (address_equal (&source, &alice));
  g_assert_true (address_equal (&destination, &bob));
  g_assert_cmpuint (p->meter.flow, ==, FLOW_NONE);
  g_assert_cmpuint (p->meter.transaction, ==, TRANSACTION_NONE);
  packet_free (sim->network, p);
  sim_free (sim);
}

/* RFC 1071 and RFC 8200 8.1 over every octet, payload included. */
static uint16_t
full_checksum (const struct packet *p)
{
  uint32_t length = packet_length (p) - IPV6_HEADER_SIZE;
  g_autofree uint8_t *all = g_malloc0 (40 + length + 1);
  uint32_t sum = 0;

  memcpy (all, p->head + 8, 32);
  all[34] = (uint8_t)(length >> 8);
  all[35] = (uint8_t)length;
  all[39] = 17;
  memcpy (all + 40, p->head + IPV6_HEADER_SIZE, p->stored - IPV6_HEADER_SIZE);
  all[46] = all[47] = 0;
  for (uint32_t i = 0; i < 40 + length; i += 2)
    sum += (uint32_t)all[i] << 8 | all[i + 1];
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

static void
test_checksum (void)
{
  struct sim *sim = sim_new (1, 0);

  for (uint32_t payload = 0; payload < 1500; payload += 7)
    {
      struct packet *p = make_udp (sim, &alice, &bob, payload);

      g_assert_cmphex (wire_get16 (p->head + 46), ==, full_checksum (p));
      packet_free (sim->network, p);
    }
  sim_free (sim);
}

/* RFC 8200 8.1: zero means no checksum, so a zero sum is sent as ffff. */
static void
test_zero_checksum (void)
{
  struct sim *sim = sim_new (1, 0);
  const struct ipv6_header header = { alice, bob, NEXT_UDP, 64 };
  unsigned zeros = 0;

  for (uint32_t port = 0; port <= UINT16_MAX; port++)
    {
      struct packet *p = packet_new (sim->network, PACKET_DATA, 48);

      packet_push_udp (p, &alice, &bob, 0, (uint16_t)port);
      packet_push_ipv6 (p, &header);
      if (full_checksum (p) == 0)
        {
          zeros++;
          g_assert_cmphex (wire_get16 (p->head + 46), ==, 0xffff);
        }
      packet_free (sim->network, p);
    }
  g_assert_cmpuint (zeros, ==, 1);
  sim_free (sim);
}

static void
test_read_refuses (void)
{
  struct sim *sim = sim_new (1, 0);
  struct packet *p = make_udp (sim, &alice, &bob, 0);
  const uint32_t whole = p->stored;
  struct ipv6_header header;

  g_assert_true (packet_read_ipv6 (p, &header));
  for (p->stored = 0; p->stored < whole; p->stored++)
    g_assert_false (packet_read_ipv6 (p, &header));
  p->stored = whole;
  p->payload = 1;
  g_assert_false (packet_read_ipv6 (p, &header));
  p->payload = 0;
  p->head[0] = 0x40;
  g_assert_false (packet_read_ipv6 (p, &header));
  packet_free (sim->network, p);
  sim_free (sim);
}

/* Whether a message is appended or pushed, its bytes stay and two tunnels find
 * room in front of its header. */
static void
check_room (struct sim *sim, size_t n, bool append)
{
  const struct ipv6_header header = { alice, bob, NEXT_MH, 64 };
  struct packet *p
      = packet_new (sim->network, PACKET_SIGNALING, IPV6_HEADER_SIZE + n);
  uint8_t *message = append ? packet_append (p, n) : packet_push (p, n);

  for (size_t i = 0; i < n; i++)
    message[i] = (uint8_t)(i * 31);
  for (int i = 0; i < 3; i++)
    packet_push_ipv6 (p, &header);
  g_assert_cmpuint (p->stored, ==, n + 3 * IPV6_HEADER_SIZE);
  packet_pull (p, 2 * IPV6_HEADER_SIZE);
  g_assert_cmpuint (wire_get16 (p->head + 4), ==, n);
  for (size_t i = 0; i < n; i++)
    g_assert_cmpuint (packet_ipv6_payload (p)[i], ==, (uint8_t)(i * 31));
  packet_free (sim->network, p);
}

static void
test_room (void)
{
  struct sim *sim = sim_new (1, 0);

  for (size_t n = 0; n <= 2048; n += n < 300 ? 1 : 19)
    {
      check_room (sim, n, true);
      check_room (sim, n, false);
    }
  check_room (sim, 2048, true);
  check_room (sim, 2048, false);
  sim_free (sim);
}

static void
test_copy (void)
{
  struct sim *sim = sim_new (1, 0);
  struct packet *p = make_udp (sim, &alice, &bob, 77);
  struct packet *copy;

  p->meter.flow = 3;
  p->meter.sequence = 4;
  copy = packet_copy (sim->network, p);
  g_assert_true (copy != p);
  g_assert_cmpmem (copy->head, copy->stored, p->head, p->stored);
  g_assert_cmpuint (packet_length (copy), ==, packet_length (p));
  g_assert_cmpmem (&copy->meter, sizeof copy->meter, &p->meter,
                   sizeof p->meter);
  copy->head[7] = 1;
  g_assert_cmpuint (p->head[7], ==, IPV6_DEFAULT_HOP_LIMIT);
  packet_free (sim->network, copy);
  packet_free (sim->network, p);
  sim_free (sim);
}

/* The pool grows to the peak of live packets and no further. */
static void
test_steady_state (void)
{
  struct sim *sim = sim_new (1, 0);
  struct packet *live[1000];
  uint32_t made = 0;

  for (int round = 0; round < 20; round++)
    {
      for (size_t i = 0; i < G_N_ELEMENTS (live); i++)
        live[i] = packet_new (sim->network, PACKET_ND, 100);
      if (round == 0)
        made = sim->network->packets.made[PACKET_SMALL];
      for (size_t i = 0; i < G_N_ELEMENTS (live); i++)
        packet_free (sim->network, live[i]);
    }
  g_assert_cmpuint (made, >=, G_N_ELEMENTS (live));
  g_assert_cmpuint (sim->network->packets.made[PACKET_SMALL], ==, made);
  sim_free (sim);
}

static void
test_class_names (void)
{
  g_assert_cmpstr (signaling_class_name (SIGNALING_ATTACH), ==, "attach");
  g_assert_cmpstr (signaling_class_name (SIGNALING_ERROR), ==, "error");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packet/header-is-rfc8200", test_header);
  g_test_add_func ("/packet/udp-checksum-covers-virtual-payload",
                   test_checksum);
  g_test_add_func ("/packet/zero-checksum-is-sent-as-ones", test_zero_checksum);
  g_test_add_func ("/packet/read-refuses-inconsistent-headers",
                   test_read_refuses);
  g_test_add_func ("/packet/has-room-for-two-tunnels", test_room);
  g_test_add_func ("/packet/copy-is-independent", test_copy);
  g_test_add_func ("/packet/pool-is-steady", test_steady_state);
  g_test_add_func ("/packet/class-names", test_class_names);
  return g_test_run ();
}
