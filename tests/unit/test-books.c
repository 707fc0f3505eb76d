/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each packet sent is delivered, consumed, dropped for a reason or in flight,
 * and each of these is told to whom it may concern. */
#include "tests/unit/fixture.h"

#define MS SIM_MILLISECOND

struct log
{
  unsigned n;
  struct
  {
    unsigned point;
    uint32_t node;
    enum drop_reason reason;
    sim_time at;
  } line[16];
};

static void
log_add (struct log *log, unsigned point, struct sim *sim, const void *record)
{
  const struct trace_packet *packet = record;

  log->line[log->n].point = point;
  log->line[log->n].node = packet->node->id;
  log->line[log->n].reason = packet->reason;
  log->line[log->n++].at = sim_now (sim);
}

#define LISTENER(name, point)                                        \
  static void name (struct sim *sim, const void *record, void *data) \
  {                                                                  \
    log_add (data, point, sim, record);                              \
  }
LISTENER (heard_sent, TRACE_PACKET_SENT)
LISTENER (heard_delivered, TRACE_PACKET_DELIVERED)
LISTENER (heard_consumed, TRACE_PACKET_CONSUMED)
LISTENER (heard_dropped, TRACE_PACKET_DROPPED)

static void
log_listen (struct log *log, struct sim *sim)
{
  log->n = 0;
  trace_listen (sim->trace, TRACE_PACKET_SENT, heard_sent, log);
  trace_listen (sim->trace, TRACE_PACKET_DELIVERED, heard_delivered, log);
  trace_listen (sim->trace, TRACE_PACKET_CONSUMED, heard_consumed, log);
  trace_listen (sim->trace, TRACE_PACKET_DROPPED, heard_dropped, log);
}

static void
consume (struct node *node, struct packet *p, void *data)
{
  (void)data;
  packet_consume (node, p);
}

static void
send_message (struct node *from, const struct node *to, uint8_t octet)
{
  struct sim *sim = network_sim (from->network);
  const struct ipv6_header header = { from->address, to->address, NEXT_MH, 64 };
  struct packet *p = packet_new (sim->network, PACKET_SIGNALING, 56);

  memset (packet_append (p, 16), octet, 16);
  packet_push_ipv6 (p, &header);
  node_send (from, p);
}

static void
test_trace (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *r[3];
  struct sink sink = { 0 };
  struct log log;

  add_chain (sim, r, 3, 1 * MS);
  log_listen (&log, sim);
  node_set_handler (r[2], NEXT_UDP, sink_receive, &sink);
  node_set_handler (r[2], NEXT_MH, consume, NULL);
  send_data (r[0], &r[0]->address, &r[2]->address, 100);
  run_out (sim);
  send_message (r[0], r[2], 1);
  run_out (sim);
  send_data (r[0], &r[0]->address, &r[1]->address, 100);
  run_out (sim);
  g_assert_cmpuint (log.n, ==, 6);
  g_assert_cmpuint (log.line[0].point, ==, TRACE_PACKET_SENT);
  g_assert_cmpuint (log.line[0].node, ==, 0);
  g_assert_cmpuint (log.line[1].point, ==, TRACE_PACKET_DELIVERED);
  g_assert_cmpuint (log.line[1].node, ==, 2);
  g_assert_cmpint (log.line[1].at, ==, 2 * MS);
  g_assert_cmpuint (log.line[3].point, ==, TRACE_PACKET_CONSUMED);
  g_assert_cmpuint (log.line[5].point, ==, TRACE_PACKET_DROPPED);
  g_assert_cmpuint (log.line[5].node, ==, 1);
  g_assert_cmpuint (log.line[5].reason, ==, DROP_NO_LISTENER);
  sim_free (sim);
}

static void
test_classes (void)
{
  struct sim *sim = sim_new (1, 0);
  const struct books *books = network_books (sim->network);
  struct node *r[2];
  struct sink sink = { 0 };

  add_chain (sim, r, 2, 1 * MS);
  node_set_handler (r[1], NEXT_UDP, sink_receive, &sink);
  node_set_handler (r[1], NEXT_MH, consume, NULL);
  send_data (r[0], &r[0]->address, &r[1]->address, 100);
  send_data (r[0], &r[0]->address, &r[1]->address, 100);
  send_message (r[0], r[1], 1);
  g_assert_cmpuint (network_in_flight (sim->network, PACKET_DATA), ==, 2);
  g_assert_cmpuint (network_in_flight (sim->network, PACKET_SIGNALING), ==, 1);
  g_assert_true (network_books_balance (sim->network));
  run_out (sim);
  g_assert_cmpuint (books->sent[PACKET_DATA], ==, 2);
  g_assert_cmpuint (books->delivered[PACKET_DATA], ==, 2);
  g_assert_cmpuint (books->consumed[PACKET_DATA], ==, 0);
  g_assert_cmpuint (books->sent[PACKET_SIGNALING], ==, 1);
  g_assert_cmpuint (books->consumed[PACKET_SIGNALING], ==, 1);
  sim_free (sim);
}

struct holder
{
  struct packet *held[2];
  unsigned n;
};

static void
hold (struct node *node, struct packet *p, void *data)
{
  struct holder *holder = data;

  (void)node;
  holder->held[holder->n++] = p;
}

/* What a model holds is in flight; a copy enters the books when sent. */
static void
test_held (void)
{
  struct sim *sim = sim_new (1, 0);
  struct holder holder = { 0 };
  struct node *r[2];
  struct packet *copy;

  add_chain (sim, r, 2, 1 * MS);
  node_set_handler (r[1], NEXT_UDP, hold, &holder);
  send_data (r[0], &r[0]->address, &r[1]->address, 100);
  engine_run (sim->engine, 5 * MS);
  g_assert_cmpuint (network_in_flight (sim->network, PACKET_DATA), ==, 1);
  copy = packet_copy (sim->network, holder.held[0]);
  g_assert_cmpuint (network_in_flight (sim->network, PACKET_DATA), ==, 1);
  node_send (r[0], copy);
  g_assert_cmpuint (network_in_flight (sim->network, PACKET_DATA), ==, 2);
  node_forward (r[1], holder.held[0]); /* to itself: held again */
  g_assert_true (holder.held[1] == holder.held[0]);
  packet_drop (r[1], holder.held[1], DROP_REFUSED);
  holder.n = 0;
  engine_run (sim->engine, 10 * MS);
  g_assert_true (network_books_balance (sim->network));
  packet_deliver (r[1], holder.held[0]);
  run_out (sim);
  sim_free (sim);
}

static void
digest_of_message (uint8_t octet, uint32_t payload, char *text)
{
  struct sim *sim = sim_new (1, 0);
  struct sink sink = { 0 };
  struct node *r[2];

  add_chain (sim, r, 2, 1 * MS);
  node_set_handler (r[1], NEXT_UDP, sink_receive, &sink);
  node_set_handler (r[1], NEXT_MH, consume, NULL);
  send_message (r[0], r[1], octet);
  send_data (r[0], &r[0]->address, &r[1]->address, payload);
  run_out (sim);
  digest_text (sim->digest, text);
  sim_free (sim);
}

static void
test_digest (void)
{
  char first[DIGEST_TEXT_SIZE], again[DIGEST_TEXT_SIZE];
  char other[DIGEST_TEXT_SIZE], longer[DIGEST_TEXT_SIZE];

  digest_of_message (1, 100, first);
  digest_of_message (1, 100, again);
  digest_of_message (2, 100, other);
  digest_of_message (1, 101, longer);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
  g_assert_cmpstr (first, !=, longer);
}

/* ---- a storm ------------------------------------------------------- */

#define ROUTERS 12
#define HOSTS 20

struct storm
{
  struct sim *sim;
  struct node *r[ROUTERS], *host[HOSTS];
  struct link *radio[HOSTS];
  struct address address[HOSTS];
};

static void
accept_all (struct node *node, struct packet *p, void *data)
{
  (void)data;
  if (p->class == PACKET_DATA)
    packet_deliver (node, p);
  else
    packet_consume (node, p);
}

static void
storm_init (struct storm *s)
{
  struct channel_config bad = channel_of (MS, 1e7);

  s->sim = sim_new ((uint64_t)g_test_rand_int (), 0);
  bad.loss = 0.05;
  bad.jitter = MS;
  bad.queue_packets = 3;
  for (int i = 0; i < ROUTERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%d", i);

      s->r[i] = network_add_router (s->sim->network, name);
      node_set_handler (s->r[i], NEXT_UDP, accept_all, NULL);
      for (int j = 0; j < MIN (i, 2); j++)
        network_add_link (s->sim->network, s->r[i],
                          s->r[g_test_rand_int_range (0, i)], &bad, &bad);
    }
  network_freeze (s->sim->network);
  for (int i = 0; i < HOSTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("h%d", i);

      s->radio[i]
          = add_host (s->sim, name, s->r[g_test_rand_int_range (0, ROUTERS)],
                      MS, &s->address[i]);
      s->host[i] = link_host (s->radio[i]);
      node_set_handler (s->host[i], NEXT_UDP, accept_all, NULL);
      link_configure (s->radio[i], &bad, &bad);
    }
}

/* A tunnel for a host's prefix between two routers, often not accepted. */
static void
storm_tunnel (struct storm *s, int host)
{
  struct node *entry = s->r[g_test_rand_int_range (0, ROUTERS)];
  struct node *exit = s->r[g_test_rand_int_range (0, ROUTERS)];
  const struct prefix prefix = prefix_make (&s->address[host], 64);
  const struct route route = { .kind = ROUTE_TUNNEL, .peer = exit->address };

  node_set_route (entry, &prefix, &route);
  if (g_test_rand_bit ())
    node_accept_tunnel (exit, &entry->address);
}

static void
storm_step (struct storm *s)
{
  int host = g_test_rand_int_range (0, HOSTS);
  int other = g_test_rand_int_range (0, HOSTS);
  struct node *router = s->r[g_test_rand_int_range (0, ROUTERS)];

  switch (g_test_rand_int_range (0, 12))
    {
    case 0:
      link_attach (s->radio[host], g_test_rand_bit () ? router : NULL);
      break;
    case 1:
      storm_tunnel (s, host);
      break;
    case 2:
    case 3:
    case 4:
      send_data (s->host[host], &s->address[host], &s->address[other], 200);
      break;
    default:
      send_data (router, &router->address, &s->address[other], 100);
    }
}

static void
test_storm (void)
{
  struct storm s;

  for (int round = 0; round < 10; round++)
    {
      storm_init (&s);
      for (int i = 0; i < 4000; i++)
        {
          storm_step (&s);
          if (i % 4 == 0)
            engine_run (s.sim->engine, sim_now (s.sim) + MS / 10);
          g_assert_true (network_books_balance (s.sim->network));
        }
      run_out (s.sim);
      sim_free (s.sim);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/books/each-end-is-traced", test_trace);
  g_test_add_func ("/books/classes-apart", test_classes);
  g_test_add_func ("/books/held-packets-are-in-flight", test_held);
  g_test_add_func ("/books/digest-sees-messages-and-headers", test_digest);
  g_test_add_func ("/books/balance-in-a-storm", test_storm);
  return g_test_run ();
}
