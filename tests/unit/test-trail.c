/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trails: what a scout leaves, what touches it and what does not, and packets
 * that become real on each hop at the instant of a change.  The way is r0 - r1
 * - r2 - r3 - mn, 1 ms each and 2 ms of radio; instants are by hand. */
#include "sim/trail.h"
#include "tests/unit/fixture.h"

#define MS SIM_MILLISECOND
#define HOPS 4
static const sim_time arrivals[HOPS] = { MS, 2 * MS, 3 * MS, 5 * MS };

struct trip
{
  struct world w;
  struct trail *trail;
  unsigned stood, touched;
  /* Of the latest packet that ended; FLOW_NONE: there is none. */
  uint32_t sequence;
  sim_time ended;
  enum drop_reason why; /* DROP_N: received */
  struct node *where;
};

/* ---- a scout's trip ------------------------------------------------ */

static void
receive (struct node *node, struct packet *p, void *data)
{
  struct trip *trip = data;

  trip->stood += trail_arrive (trip->trail, p);
  trip->sequence = p->meter.sequence;
  trip->ended = sim_now (trip->w.sim);
  trip->why = DROP_N;
  trip->where = node;
  packet_deliver (node, p);
}

static void
lose (struct sim *sim, const void *record, void *data)
{
  const struct trace_packet *at = record;
  struct trip *trip = data;

  trip->sequence = at->packet->meter.sequence;
  trip->ended = sim_now (sim);
  trip->why = at->reason;
  trip->where = at->node;
}

static void
touched (void *data)
{
  ((struct trip *)data)->touched++;
}

static void
hear_nothing (const struct packet *p G_GNUC_UNUSED, void *data G_GNUC_UNUSED)
{
}

static void
trip_init (struct trip *trip)
{
  *trip = (struct trip){ .sequence = FLOW_NONE };
  world_init (&trip->w);
  node_set_handler (trip->w.host, NEXT_UDP, receive, trip);
  trace_listen (trip->w.sim->trace, TRACE_PACKET_DROPPED, lose, trip);
  network_watch_losses (trip->w.sim->network, hear_nothing, NULL);
  trip->trail = trail_new (trip->w.sim->network, touched, trip);
}

static void
trip_scout (struct trip *trip)
{
  struct world *w = &trip->w;

  trail_send (trip->trail, w->r[0],
              make_udp (w->sim, &w->r[0]->address, &w->mn, 100));
}

/* The trail stands, at 5 ms. */
static void
trip_begin (struct trip *trip)
{
  trip_init (trip);
  trip_scout (trip);
  run_out (trip->w.sim);
  g_assert_cmpuint (trip->stood, ==, 1);
  g_assert_cmpint (sim_now (trip->w.sim), ==, 5 * MS);
}

static void
trip_clear (struct trip *trip)
{
  trail_free (trip->trail);
  world_clear (&trip->w);
}

static void
test_records (void)
{
  struct trip trip;

  trip_begin (&trip);
  g_assert_cmpuint (trail_hops (trip.trail), ==, HOPS);
  for (unsigned i = 0; i < HOPS; i++)
    {
      g_assert_cmpint (trail_arrived (trip.trail, i), ==, arrivals[i]);
      g_assert_true (trail_node (trip.trail, i) == trip.w.r[i]);
    }
  g_assert_cmpuint (trip.touched, ==, 0);
  trip_clear (&trip);
}

/* r1 and r2 pass the scout on; r0 sends it, r3 delivers it on its link. */
static void
test_transit (void)
{
  struct trip trip;

  trip_begin (&trip);
  for (unsigned i = 0; i < HOPS; i++)
    trail_count_transit (trip.trail, i, 10);
  for (unsigned i = 0; i < HOPS; i++)
    {
      bool transit = i == 1 || i == 2;

      g_assert_cmpuint (trip.w.r[i]->forwarded_packets, ==, transit ? 11 : 0);
      g_assert_cmpuint (trip.w.r[i]->forwarded_bytes, ==,
                        transit ? 11 * 148 : 0);
    }
  trip_clear (&trip);
}

/* ---- what touches -------------------------------------------------- */

typedef void change (struct world *w);

static const struct route plain = { .kind = ROUTE_PLAIN };

static void
tap (struct node *node G_GNUC_UNUSED, const struct packet *p G_GNUC_UNUSED,
     void *data G_GNUC_UNUSED)
{
}

static void
set_route (struct world *w)
{
  node_set_route (w->r[1], &w->prefix, &plain);
}
static void
set_host_route (struct world *w)
{
  struct prefix host = prefix_make (&w->mn, 128);

  node_set_route (w->r[2], &host, &plain);
}
static void
set_default_route (struct world *w)
{
  node_set_route (w->r[2], &(struct prefix){ .length = 0 }, &plain);
}
static void
remove_route (struct world *w)
{
  node_remove_route (w->r[3], &w->prefix);
}
static void
detach (struct world *w)
{
  link_attach (w->radio, NULL);
}
static void
cut_link (struct world *w)
{
  bool first;

  link_set_up (network_find_link (w->sim->network, w->r[2], w->r[1], &first),
               false);
}
static void
slow_link (struct world *w)
{
  const struct channel_config slow = channel_of (MS, 1e6);
  bool first;

  link_configure (network_find_link (w->sim->network, w->r[0], w->r[1], &first),
                  &slow, &slow);
}
static void
fail_router (struct world *w)
{
  node_set_up (w->r[2], false);
}
static void
listen_in (struct world *w)
{
  node_set_tap (w->r[1], tap, NULL);
}
static void
forget_address (struct world *w)
{
  node_remove_address (w->host, &w->mn);
}
static void
accept_tunnel (struct world *w)
{
  node_accept_tunnel (w->r[3], &w->r[0]->address);
}

static void
test_touched (void)
{
  static change *const changes[]
      = { set_route, set_host_route, set_default_route, remove_route,
          detach,    cut_link,       slow_link,         fail_router,
          listen_in, forget_address, accept_tunnel };

  for (unsigned i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      struct trip trip;

      trip_begin (&trip);
      changes[i](&trip.w);
      g_assert_cmpuint (trip.touched, ==, 1);
      changes[i](&trip.w);
      g_assert_cmpuint (trip.touched, ==, 1);
      trip_clear (&trip);
    }
}

/* Of other addresses, at other nodes, or as it was. */
static void
test_untouched (void)
{
  struct address other;
  struct prefix prefix;
  struct link *link;
  struct trip trip;

  trip_begin (&trip);
  link = add_host (trip.w.sim, "other", trip.w.r[3], MS, &other);
  prefix = prefix_make (&other, 64);
  node_set_route (trip.w.r[1], &prefix, &plain);
  node_remove_route (trip.w.r[1], &prefix);
  link_attach (link, NULL);
  link_attach (trip.w.radio, trip.w.r[3]);
  node_set_route (link_host (link), &trip.w.prefix, &plain);
  node_set_up (trip.w.r[1], true);
  g_assert_cmpuint (trip.touched, ==, 0);
  trip_clear (&trip);
}

/* While the scout is under way the trail does not come to stand, whether the
 * scout was there already or not; nobody is told. */
static void
test_scout_touched (void)
{
  for (sim_time at = MS / 2; at < 5 * MS; at += MS)
    {
      struct trip trip;

      trip_init (&trip);
      trip_scout (&trip);
      engine_run (trip.w.sim->engine, at);
      slow_link (&trip.w);
      run_out (trip.w.sim);
      g_assert_cmpuint (trip.stood, ==, 0);
      g_assert_cmpuint (trip.touched, ==, 0);
      g_assert_cmpint (trip.why, ==, DROP_N);
      g_assert_false (trail_scouts (trip.trail));
      trip_clear (&trip);
    }
}

/* ---- ways that no trail stands for --------------------------------- */

static const struct route *
choose (struct node *node G_GNUC_UNUSED, struct packet *p G_GNUC_UNUSED,
        void *data G_GNUC_UNUSED)
{
  return &plain;
}

static void
lose_some (struct world *w)
{
  struct channel_config lossy = channel_of (MS, INFINITY);
  bool first;

  lossy.loss = 1e-9;
  link_configure (network_find_link (w->sim->network, w->r[1], w->r[2], &first),
                  &lossy, &lossy);
}
static void
choose_route (struct world *w)
{
  node_set_route (w->r[2], &w->prefix,
                  &(struct route){ .kind = ROUTE_CHOICE, .choose = choose });
}

static void
test_unsteady (void)
{
  static change *const changes[]
      = { slow_link, lose_some, choose_route, listen_in };

  for (unsigned i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      struct trip trip;

      trip_init (&trip);
      changes[i](&trip.w);
      trip_scout (&trip);
      run_out (trip.w.sim);
      g_assert_cmpint (trip.why, ==, DROP_N);
      g_assert_cmpuint (trip.stood, ==, 0);
      trip_clear (&trip);
    }
}

/* ---- packets under way --------------------------------------------- */

/* A packet is on hop @hop, 1 ns from its end or its beginning, when @what
 * happens; becomes real before that. */
static void
resume (struct trip *trip, unsigned hop, bool late, change *what)
{
  sim_time before = hop > 0 ? arrivals[hop - 1] : 0;
  sim_time offset = late ? arrivals[hop] - 1 : before + 1;
  sim_time sent = 20 * MS - offset;

  trip_begin (trip);
  engine_run (trip->w.sim->engine, 20 * MS);
  network_count_settled (trip->w.sim->network, 1, 0);
  g_assert_true (network_in_flight (trip->w.sim->network, PACKET_DATA) == 1);
  trail_resume (trip->trail, hop, sent, 7);
  what (&trip->w);
  run_out (trip->w.sim);
  g_assert_cmpuint (trip->sequence, ==, 7);
  trip->ended -= sent;
}

static void
nothing (struct world *w G_GNUC_UNUSED)
{
}

static void
refuse (struct world *w)
{
  node_set_route (
      w->r[2], &w->prefix,
      &(struct route){ .kind = ROUTE_DROP, .reason = DROP_NOT_READY });
}

/* What becomes of it: where and when since it was sent, and why. */
struct fate
{
  int node; /* of the routers; -1: mn */
  sim_time ended;
  enum drop_reason why;
};

static void
test_resumed (void)
{
  static const struct
  {
    change *what;
    struct fate fates[HOPS];
  } cases[] = {
    { nothing,
      { { -1, 5 * MS, DROP_N },
        { -1, 5 * MS, DROP_N },
        { -1, 5 * MS, DROP_N },
        { -1, 5 * MS, DROP_N } } },
    /* The radio dies: on the air lost, before dropped by the router. */
    { detach,
      { { 3, 3 * MS, DROP_NOT_ATTACHED },
        { 3, 3 * MS, DROP_NOT_ATTACHED },
        { 3, 3 * MS, DROP_NOT_ATTACHED },
        { -1, 5 * MS, DROP_RADIO_GONE } } },
    /* r2 drops what has not passed it. */
    { refuse,
      { { 2, 2 * MS, DROP_NOT_READY },
        { 2, 2 * MS, DROP_NOT_READY },
        { -1, 5 * MS, DROP_N },
        { -1, 5 * MS, DROP_N } } },
    /* The link from r1 to r2 loses what is on it and what comes to it. */
    { cut_link,
      { { 1, 1 * MS, DROP_LINK_DOWN },
        { 2, 2 * MS, DROP_LINK_DOWN },
        { -1, 5 * MS, DROP_N },
        { -1, 5 * MS, DROP_N } } },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    for (unsigned hop = 0; hop < 2 * HOPS; hop++)
      {
        const struct fate *fate = &cases[i].fates[hop / 2];
        struct trip trip;

        resume (&trip, hop / 2, hop % 2, cases[i].what);
        g_assert_cmpint (trip.ended, ==, fate->ended);
        g_assert_cmpint (trip.why, ==, fate->why);
        g_assert_true (
            trip.where
            == (fate->node < 0 ? trip.w.host : trip.w.r[fate->node]));
        trip_clear (&trip);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trail/records-hops-and-instants", test_records);
  g_test_add_func ("/trail/counts-transit-where-it-is", test_transit);
  g_test_add_func ("/trail/touched-once-by-what-changes-the-way", test_touched);
  g_test_add_func ("/trail/untouched-by-the-rest", test_untouched);
  g_test_add_func ("/trail/does-not-stand-if-touched-on-the-way",
                   test_scout_touched);
  g_test_add_func ("/trail/does-not-stand-on-ways-that-vary", test_unsteady);
  g_test_add_func ("/trail/packets-under-way-become-real-where-they-are",
                   test_resumed);
  return g_test_run ();
}
