/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proxy kit: entities, exchanges, order of messages. */
#include "tests/protocol/world.h"

/* Two entities on different nodes, and what they received. */
struct pair
{
  struct world *w;
  struct mobility_entity central, gateway;
  unsigned at_central, at_gateway;
  sim_time received;
  struct mh_message last;
  uint16_t counter;
  unsigned given_up;
  bool wanted;
  struct binding_exchange exchange;
};

static struct pair *the_pair (const struct mobility_entity *entity);

static void
central_receive (struct mobility_entity *entity,
                 const struct mh_message *message,
                 const struct packet *packet G_GNUC_UNUSED)
{
  struct pair *t = the_pair (entity);

  t->at_central++;
  t->received = sim_now (t->w->sim);
  t->last = *message;
}

static void
gateway_receive (struct mobility_entity *entity,
                 const struct mh_message *message,
                 const struct packet *packet G_GNUC_UNUSED)
{
  struct pair *t = the_pair (entity);

  t->at_gateway++;
  t->last = *message;
}

static struct pair *
the_pair (const struct mobility_entity *entity)
{
  return entity->receive == central_receive
             ? G_STRUCT_MEMBER_P (entity,
                                  -(glong)offsetof (struct pair, central))
             : G_STRUCT_MEMBER_P (entity,
                                  -(glong)offsetof (struct pair, gateway));
}

static void
compose (struct binding_exchange *exchange G_GNUC_UNUSED,
         struct mh_message *message)
{
  mh_init (message, MH_BU);
  message->bu.flags = BU_A | BU_P;
  message->bu.lifetime = 15;
}

static void
give_up (struct binding_exchange *exchange)
{
  ((struct pair *)exchange->owner)->given_up++;
}

static bool
wanted (struct binding_exchange *exchange)
{
  return ((struct pair *)exchange->owner)->wanted;
}

static const struct binding_exchange_type exchange_type
    = { .compose = compose, .give_up = give_up, .wanted = wanted };

/* For what asks no more of an entity than its domain. */
static struct mobility_entity *
some_entity (struct pair *t)
{
  return &t->central;
}

static struct pair *
pair_new (const struct domain_config *config)
{
  struct pair *t = g_new0 (struct pair, 1);

  t->w = world_new (config);
  mobility_entity_init (&t->central, t->w->domain, t->w->anchor, ROLE_LMA,
                        central_receive);
  mobility_entity_init (&t->gateway, t->w->domain, world_router (t->w, 0)->node,
                        ROLE_MAG, gateway_receive);
  t->wanted = true;
  t->exchange = (struct binding_exchange){ .entity = &t->gateway,
                                           .peer = t->central.address,
                                           .class = SIGNALING_HANDOVER,
                                           .transaction = 7,
                                           .type = &exchange_type,
                                           .owner = t };
  return t;
}

static void
pair_free (struct pair *t)
{
  world_free (t->w);
  g_free (t);
}

/* Injects @octets as they are. */
static void
send_octets (struct pair *t, const uint8_t *octets, size_t n)
{
  struct ipv6_header header = { .source = t->gateway.address,
                                .destination = t->central.address,
                                .next_header = NEXT_MH,
                                .hop_limit = IPV6_DEFAULT_HOP_LIMIT };
  struct packet *p = packet_new (t->w->sim->network, PACKET_SIGNALING, n);

  memcpy (packet_append (p, n), octets, n);
  packet_push_ipv6 (p, &header);
  node_send (t->gateway.node, p);
}

/* Corrects the checksum of @octets and injects them. */
static void
send_summed (struct pair *t, uint8_t *octets, size_t n)
{
  uint32_t sum = checksum_pseudo_header (
      &t->gateway.address, &t->central.address, (uint32_t)n, NEXT_MH);

  wire_put16 (octets + 4, 0);
  wire_put16 (octets + 4, checksum_finish (checksum_add (sum, octets, n)));
  send_octets (t, octets, n);
}

static void
test_addresses (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);
  struct address central = t->w->anchor->address;

  central.octet[15] = 2;
  g_assert_true (address_equal (&t->central.address, &central));
  g_assert_true (
      address_equal (&t->gateway.address, &t->gateway.node->address));
  pair_free (t);
}

static void
test_wrong_checksum (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);
  uint8_t octets[16] = { 59, 1, MH_BU, 0, 0x12, 0x34 };

  send_octets (t, octets, sizeof octets);
  world_run (t->w, SIM_SECOND);
  g_assert_cmpuint (t->at_central, ==, 0);
  g_assert_cmpuint (world_count (t->w, "BE"), ==, 0);
  assert_dropped (t->w, CHECKSUM, 1);
  pair_free (t);
}

static void
test_unknown_type (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);
  uint8_t octets[16] = { 59, 1, 77 };

  send_summed (t, octets, sizeof octets);
  world_run (t->w, SIM_SECOND);
  g_assert_cmpuint (t->at_central, ==, 0);
  g_assert_cmpuint (t->at_gateway, ==, 1);
  g_assert_cmpuint (t->last.type, ==, MH_BE);
  g_assert_cmpuint (t->last.be.status, ==, 2);
  g_assert_true (address_is_unspecified (&t->last.be.home_address));
  g_assert_cmpint (world_sent (t->w, "BE", 0)->class, ==, SIGNALING_ERROR);
  assert_dropped (t->w, MALFORMED, 1);
  pair_free (t);
}

/* Home Test Init: a type the codec has, but no proxy entity. */
static void
test_foreign_type (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);
  uint8_t octets[16] = { 59, 1, 1 };

  send_summed (t, octets, sizeof octets);
  world_run (t->w, SIM_SECOND);
  g_assert_cmpuint (t->at_central, ==, 0);
  g_assert_cmpuint (t->last.type, ==, MH_BE);
  g_assert_cmpuint (t->last.be.status, ==, 2);
  pair_free (t);
}

static void
test_malformed (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);
  /* Payload Proto not 59; option that runs past the end. */
  uint8_t proto[16] = { 58, 1, MH_BU };
  uint8_t option[16] = { 59, 1, MH_BU, 0, 0, 0, 0, 1, 0, 0, 0, 9, 8, 200 };

  send_summed (t, proto, sizeof proto);
  send_summed (t, option, sizeof option);
  world_run (t->w, SIM_SECOND);
  g_assert_cmpuint (t->at_central, ==, 0);
  g_assert_cmpuint (world_count (t->w, "BE"), ==, 0);
  assert_dropped (t->w, MALFORMED, 2);
  pair_free (t);
}

static void
test_shared_node (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);
  struct pair *other = g_new0 (struct pair, 1);
  struct mh_message message;
  struct address nobody = t->w->anchor->address;

  other->w = t->w;
  mobility_entity_init (&other->gateway, t->w->domain, t->w->anchor, ROLE_MAG,
                        gateway_receive);
  nobody.octet[15] = 3;
  node_add_address (t->w->anchor, &nobody);
  compose (NULL, &message);
  mobility_send (&t->gateway, &t->central.address, &message, SIGNALING_ATTACH,
                 0);
  mobility_send (&t->gateway, &other->gateway.address, &message,
                 SIGNALING_ATTACH, 0);
  mobility_send (&t->gateway, &nobody, &message, SIGNALING_ATTACH, 0);
  world_run (t->w, SIM_SECOND);
  g_assert_cmpuint (t->at_central, ==, 1);
  g_assert_cmpuint (other->at_gateway, ==, 1);
  g_assert_cmpuint (t->at_gateway, ==, 0);
  assert_dropped (t->w, NO_LISTENER, 1);
  g_free (other);
  pair_free (t);
}

/* Latency, not a server: messages do not wait for each other. */
static void
test_processing (void)
{
  struct domain_config config = world_config ();
  struct mh_message message;
  struct pair *t;

  config.processing.central = 5 * SIM_MILLISECOND;
  t = pair_new (&config);
  compose (NULL, &message);
  for (unsigned i = 0; i < 3; i++)
    mobility_send (&t->gateway, &t->central.address, &message, SIGNALING_ATTACH,
                   0);
  world_run (t->w, WORLD_A + 5 * SIM_MILLISECOND - 1);
  g_assert_cmpuint (t->at_central, ==, 0);
  g_assert_cmpuint (network_in_flight (t->w->sim->network, PACKET_SIGNALING),
                    ==, 3);
  g_assert_true (network_books_balance (t->w->sim->network));
  world_run (t->w, SIM_SECOND);
  g_assert_cmpuint (t->at_central, ==, 3);
  g_assert_cmpint (t->received, ==, WORLD_A + 5 * SIM_MILLISECOND);
  g_assert_cmpuint (network_in_flight (t->w->sim->network, PACKET_SIGNALING),
                    ==, 0);
  pair_free (t);
}

/* RFC 6275 11.8: 1, 2, 4, ... 32 s, then every 32 s; then give up. */
static void
test_back_off (void)
{
  static const int gaps[] = { 1, 2, 4, 8, 16, 32, 32, 32 };
  struct domain_config config = world_config ();
  sim_time at = 0;
  struct pair *t;

  config.protocol.retransmit.limit = 7;
  t = pair_new (&config);
  world_block (t->w, &t->central.address);
  binding_exchange_start (&t->exchange, &t->counter);
  world_run (t->w, 1000 * SIM_SECOND);
  g_assert_cmpuint (world_count (t->w, "PBU"), ==, 8);
  for (unsigned i = 0; i < 8; i++)
    {
      const struct signal *s = world_sent (t->w, "PBU", i);
      struct mh_message pbu;

      g_assert_cmpint (s->at, ==, at);
      g_assert_cmpint (s->class, ==,
                       i ? SIGNALING_RETRANSMISSION : SIGNALING_HANDOVER);
      mh_decode (s->octets, s->n, NULL, NULL, &pbu);
      g_assert_cmpuint (pbu.bu.sequence, ==, i + 1);
      g_assert_cmpint (
          at - mh_timestamp_ns (mh_find (&pbu, OPTION_TIMESTAMP, 0)), <,
          15260); /* 1/65536 s */
      at += gaps[i] * SIM_SECOND;
    }
  g_assert_cmpuint (t->given_up, ==, 1);
  g_assert_false (t->exchange.pending);
  pair_free (t);
}

static void
test_matching (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);
  struct mh_message pba = { .type = MH_BA };

  t->counter = UINT16_MAX;
  binding_exchange_start (&t->exchange, &t->counter);
  pba.ba.sequence = 0; /* numbers wrap */
  g_assert_true (binding_exchange_matches (&t->exchange, &pba));
  pba.ba.sequence = UINT16_MAX;
  g_assert_false (binding_exchange_matches (&t->exchange, &pba));
  pba.ba.sequence = 0;
  binding_exchange_stop (&t->exchange);
  g_assert_false (binding_exchange_matches (&t->exchange, &pba));
  world_run (t->w, 1000 * SIM_SECOND);
  g_assert_cmpuint (world_count (t->w, "PBU"), ==, 1);
  g_assert_cmpuint (t->given_up, ==, 0);
  pair_free (t);
}

static void
test_once (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);

  t->exchange.once = true;
  binding_exchange_start (&t->exchange, &t->counter);
  world_run (t->w, SIM_SECOND - 1);
  g_assert_cmpuint (t->given_up, ==, 0);
  world_run (t->w, 1000 * SIM_SECOND);
  g_assert_cmpuint (t->given_up, ==, 1);
  g_assert_cmpuint (world_count (t->w, "PBU"), ==, 1);
  pair_free (t);
}

static void
test_unwanted (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);

  binding_exchange_start (&t->exchange, &t->counter);
  world_run (t->w, 2 * SIM_SECOND);
  t->wanted = false;
  world_run (t->w, 1000 * SIM_SECOND);
  g_assert_cmpuint (world_count (t->w, "PBU"), ==, 2);
  g_assert_cmpuint (t->given_up, ==, 0);
  g_assert_false (t->exchange.pending);
  pair_free (t);
}

/* Example of RFC 6275 9.5.1: after 15, stale are 0 to 15 and 32783 to 65535. */
static void
test_sequence_window (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);
  struct binding_order order = { .any = true, .sequence = 15 };
  struct mh_message pbu;

  compose (NULL, &pbu);
  for (uint32_t s = 0; s <= UINT16_MAX; s++)
    {
      bool stale = s <= 15 || s >= 32783;

      pbu.bu.sequence = (uint16_t)s;
      g_assert_cmpint (binding_order_check (some_entity (t), &order, &pbu), ==,
                       stale ? STATUS_SEQUENCE_OUT_OF_WINDOW : STATUS_ACCEPTED);
    }
  order.any = false;
  g_assert_cmpint (binding_order_check (some_entity (t), &order, &pbu), ==,
                   STATUS_ACCEPTED);
  pair_free (t);
}

static enum binding_status
check_at (struct pair *t, const struct binding_order *order, sim_time timestamp)
{
  struct mh_message pbu;

  compose (NULL, &pbu);
  mh_add_timestamp (&pbu, timestamp);
  return binding_order_check (some_entity (t), order, &pbu);
}

/* RFC 5213 5.5. */
static void
test_timestamps (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);
  struct binding_order order = { 0 };
  struct mh_message pbu;
  sim_time s = SIM_SECOND;

  world_run (t->w, 10 * s);
  g_assert_cmpint (check_at (t, &order, 10 * s), ==, STATUS_ACCEPTED);
  g_assert_cmpint (check_at (t, &order, 9701 * s / 1000), ==, STATUS_ACCEPTED);
  g_assert_cmpint (check_at (t, &order, 9699 * s / 1000), ==,
                   STATUS_TIMESTAMP_MISMATCH);
  g_assert_cmpint (check_at (t, &order, 10301 * s / 1000), ==,
                   STATUS_TIMESTAMP_MISMATCH);
  compose (NULL, &pbu);
  pbu.bu.sequence = 9;
  mh_add_timestamp (&pbu, 10 * s);
  binding_order_accept (some_entity (t), &order, &pbu);
  g_assert_cmpint (check_at (t, &order, 10 * s), ==, STATUS_TIMESTAMP_MISMATCH);
  g_assert_cmpint (check_at (t, &order, 9900 * s / 1000), ==,
                   STATUS_TIMESTAMP_LOWER);
  g_assert_cmpint (check_at (t, &order, 10001 * s / 1000), ==, STATUS_ACCEPTED);
  g_assert_cmpuint (order.sequence, ==, 9);
  pair_free (t);
}

static void
test_lifetimes (void)
{
  static const struct
  {
    sim_time asked;
    unsigned units;
  } cases[] = { { 0, 0 },
                { 1, 1 },
                { 4 * SIM_SECOND, 1 },
                { 8 * SIM_SECOND - 1, 1 },
                { 60 * SIM_SECOND, 15 },
                { SIM_TIME_MAX, 65535 } };
  struct mobile_node mn = { .identifier = (char *)"mn" };
  struct mh_message pbu;

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      proxy_pbu_init (&pbu, &mn, cases[i].asked, 0);
      g_assert_cmpuint (pbu.bu.lifetime, ==, cases[i].units);
    }
  g_assert_cmpint (mobility_lifetime (65535), ==, 262140 * SIM_SECOND);
}

static void
test_find_node (void)
{
  struct domain_config config = world_config ();
  struct pair *t = pair_new (&config);
  struct mobile_node *a = world_add_node (t->w, "a", 1);
  struct mobile_node *b;
  struct mh_message pbu;

  proxy_pbu_init (&pbu, a, 0, 0);
  g_assert_true (mobility_find_mn (some_entity (t), &pbu) == a);
  b = world_add_node (t->w, "b", 1); /* added after the first look-up */
  proxy_pbu_init (&pbu, b, 0, 0);
  g_assert_true (mobility_find_mn (some_entity (t), &pbu) == b);
  mh_init (&pbu, MH_BU);
  g_assert_null (mobility_find_mn (some_entity (t), &pbu));
  mh_add_mn_identifier (&pbu, "nobody");
  g_assert_null (mobility_find_mn (some_entity (t), &pbu));
  pair_free (t);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy/gateway-is-1-central-is-2", test_addresses);
  g_test_add_func ("/proxy/wrong-checksum-is-dropped", test_wrong_checksum);
  g_test_add_func ("/proxy/unknown-type-gets-binding-error-2",
                   test_unknown_type);
  g_test_add_func ("/proxy/type-of-others-gets-binding-error-2",
                   test_foreign_type);
  g_test_add_func ("/proxy/malformed-is-dropped", test_malformed);
  g_test_add_func ("/proxy/entities-share-a-node", test_shared_node);
  g_test_add_func ("/proxy/processing-is-pure-latency", test_processing);
  g_test_add_func ("/proxy/backs-off-from-1-to-32-s", test_back_off);
  g_test_add_func ("/proxy/answer-matches-last-copy", test_matching);
  g_test_add_func ("/proxy/once-means-no-copy", test_once);
  g_test_add_func ("/proxy/unwanted-is-not-retransmitted", test_unwanted);
  g_test_add_func ("/proxy/sequence-window", test_sequence_window);
  g_test_add_func ("/proxy/timestamp-order-and-window", test_timestamps);
  g_test_add_func ("/proxy/lifetimes-in-units-of-4-s", test_lifetimes);
  g_test_add_func ("/proxy/finds-node-by-identifier", test_find_node);
  return g_test_run ();
}
