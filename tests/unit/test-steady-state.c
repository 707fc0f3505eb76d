/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Once its peak is reached, the core allocates neither per event nor per hop
 * nor per timer refresh.  Allocations of the whole process are counted, by
 * standing in for the allocator of the C library. */
#include <errno.h>
#include <stdlib.h>

#include "tests/unit/fixture.h"

#define ROUTERS 8
#define BATCH 100 /* packets in flight at once */

static uint64_t allocations;

/* AddressSanitizer brings an allocator of its own; gcc and clang say so each in
 * their way. */
#ifdef __has_feature
#define SANITIZED __has_feature (address_sanitizer)
#elif defined __SANITIZE_ADDRESS__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#if !SANITIZED
extern void *__libc_malloc (size_t n);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *p, size_t n);
extern void *__libc_memalign (size_t align, size_t n);

void *
malloc (size_t n)
{
  allocations++;
  return __libc_malloc (n);
}

void *
calloc (size_t n, size_t size)
{
  allocations++;
  return __libc_calloc (n, size);
}

void *
realloc (void *p, size_t n)
{
  allocations++;
  return __libc_realloc (p, n);
}

int
posix_memalign (void **p, size_t align, size_t n)
{
  allocations++;
  *p = __libc_memalign (align, n);
  return *p ? 0 : ENOMEM;
}
#endif

/* The compiler may drop an allocation that nobody looks at. */
static void *volatile kept;

static bool
counting (void)
{
  const uint64_t before = allocations;

  kept = g_malloc (100);
  g_free (kept);
  if (allocations > before)
    return true;
  g_test_skip ("the allocator is not ours to count (AddressSanitizer)");
  return false;
}

/* ---- hops ---------------------------------------------------------- */

struct chain
{
  struct sim *sim;
  struct node *routers[ROUTERS];
  struct node *host;
  struct address destination;
  uint64_t received;
};

static void
receive (struct node *node, struct packet *p, void *data)
{
  struct chain *chain = data;

  chain->received++;
  packet_deliver (node, p);
}

static void
chain_setup (struct chain *chain)
{
  *chain = (struct chain){ .sim = sim_new (1, 0) };
  add_chain (chain->sim, chain->routers, ROUTERS, SIM_MILLISECOND);
  chain->host
      = link_host (add_host (chain->sim, "mn", chain->routers[ROUTERS - 1],
                             SIM_MILLISECOND, &chain->destination));
  node_set_handler (chain->host, NEXT_UDP, receive, chain);
}

/* @batches times BATCH packets from end to end, all of a batch at once. */
static void
chain_run (struct chain *chain, unsigned batches)
{
  struct node *from = chain->routers[0];

  for (unsigned i = 0; i < batches; i++)
    {
      for (unsigned j = 0; j < BATCH; j++)
        send_data (from, &from->address, &chain->destination, 200);
      run_out (chain->sim);
    }
}

static void
check_no_allocation_per_hop (struct chain *chain)
{
  uint64_t before;

  chain_run (chain, 10);
  g_assert_cmpuint (chain->received, ==, 10 * BATCH);
  before = allocations;
  chain_run (chain, 1000);
  g_assert_cmpuint (allocations, ==, before);
  g_assert_cmpuint (chain->received, ==, 1010 * BATCH);
  sim_free (chain->sim);
}

static void
test_hop (void)
{
  struct chain chain;

  if (!counting ())
    return;
  chain_setup (&chain);
  check_no_allocation_per_hop (&chain);
}

static void
test_tunnel (void)
{
  struct chain chain;
  struct route tunnel = { .kind = ROUTE_TUNNEL };
  struct prefix prefix;

  if (!counting ())
    return;
  chain_setup (&chain);
  prefix = prefix_make (&chain.destination, 64);
  tunnel.peer = chain.routers[ROUTERS - 1]->address;
  node_set_route (chain.routers[1], &prefix, &tunnel);
  node_accept_tunnel (chain.routers[ROUTERS - 1], &chain.routers[1]->address);
  check_no_allocation_per_hop (&chain);
}

/* ---- timers -------------------------------------------------------- */

#define TIMERS 1000

static void
expire (struct sim *sim, void *subject)
{
  (void)sim;
  (void)subject;
  g_assert_not_reached ();
}

/* Each timer is armed for 300 s and armed again every second. */
static void
refresh (struct sim *sim, struct timer *timers, event_kind kind,
         unsigned rounds)
{
  for (unsigned i = 0; i < rounds; i++)
    {
      const sim_time now = sim_now (sim);

      for (unsigned j = 0; j < TIMERS; j++)
        timer_set (sim->engine, &timers[j], now + 300 * SIM_SECOND + j,
                   ORIGIN_WORLD, kind, &timers[j]);
      engine_run (sim->engine, now + SIM_SECOND);
    }
}

static void
test_timer (void)
{
  struct sim *sim;
  struct timer timers[TIMERS] = { { 0 } };
  event_kind kind;
  uint64_t before, memory;

  if (!counting ())
    return;
  sim = sim_new (1, 0);
  kind = engine_kind (sim->engine, "refresh", expire);
  refresh (sim, timers, kind, 600);
  before = allocations;
  memory = engine_memory (sim->engine);
  refresh (sim, timers, kind, 3000);
  g_assert_cmpuint (allocations, ==, before);
  g_assert_cmpuint (engine_memory (sim->engine), ==, memory);
  g_assert_cmpuint (engine_events_pending (sim->engine), ==, TIMERS);
  sim_free (sim);
}

/* ---- draws --------------------------------------------------------- */

static void
test_draw (void)
{
  const struct random_source source = { 1, 0 };
  const struct law law = { LAW_EXPONENTIAL, 1, 0 };
  struct random_parked parked;
  gsl_rng *seat;
  uint64_t before;

  if (!counting ())
    return;
  seat = random_stream_seat ();
  before = allocations;
  parked = random_stream_parked (&source, "mn", "test");
  for (int i = 0; i < 1000; i++)
    {
      random_stream_resume (seat, &parked);
      law_draw_time (&law, seat);
      random_stream_park (seat, &parked);
    }
  g_assert_cmpuint (allocations, ==, before);
  g_assert_cmpuint (parked.drawn, ==, 1000);
  gsl_rng_free (seat);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/steady-state/hop-allocates-nothing", test_hop);
  g_test_add_func ("/steady-state/tunnel-allocates-nothing", test_tunnel);
  g_test_add_func ("/steady-state/timer-refresh-allocates-nothing", test_timer);
  g_test_add_func ("/steady-state/parked-draw-allocates-nothing", test_draw);
  return g_test_run ();
}
