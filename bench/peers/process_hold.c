/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hold model in the style of process-based libraries (cimba, SimPy): each
 * of N processes is a coroutine on a stack of its own that holds for a delay
 * again and again.  Events are pairs of time and process in a binary heap of
 * doubles; a switch is _setjmp() and _longjmp(), without a system call.
 *
 *   process_hold PROCESSES [WINDOWS [HOLDS]] */
/* longjmp() between stacks is what _FORTIFY_SOURCE guards against. */
#undef _FORTIFY_SOURCE
#include <glib.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "bench/bench.h"

#define STACK 8192u

struct process
{
  jmp_buf at;
};

struct process_event
{
  double at; /* s */
  uint32_t process;
};

struct hold
{
  jmp_buf scheduler;
  struct process *processes;
  struct process_event *heap;
  uint8_t *stacks;
  struct bench_delays delays;
  double now;
  uint32_t n, running;
};

static void
heap_push (struct hold *hold, struct process_event event)
{
  uint32_t i = hold->n++;

  for (; i > 0 && event.at < hold->heap[(i - 1) / 2].at; i = (i - 1) / 2)
    hold->heap[i] = hold->heap[(i - 1) / 2];
  hold->heap[i] = event;
}

static struct process_event
heap_pop (struct hold *hold)
{
  const struct process_event least = hold->heap[0];
  const struct process_event last = hold->heap[--hold->n];
  uint32_t i = 0, child;

  while ((child = 2 * i + 1) < hold->n)
    {
      child += child + 1 < hold->n
               && hold->heap[child + 1].at < hold->heap[child].at;
      if (last.at <= hold->heap[child].at)
        break;
      hold->heap[i] = hold->heap[child];
      i = child;
    }
  hold->heap[i] = last;
  return least;
}

/* A process: never ends. */
static void
process_run (unsigned low, unsigned high)
{
  struct hold *hold = (struct hold *)((uintptr_t)low | (uintptr_t)high << 32);

  for (;;)
    {
      const double delay = 1e-9 * (double)bench_delay (&hold->delays);

      heap_push (hold,
                 (struct process_event){ hold->now + delay, hold->running });
      if (_setjmp (hold->processes[hold->running].at) == 0)
        _longjmp (hold->scheduler, 1);
    }
}

/* Its first hold begins. */
static void
process_start (struct hold *hold, uint32_t i)
{
  const uintptr_t address = (uintptr_t)hold;
  ucontext_t start;

  getcontext (&start);
  start.uc_stack.ss_sp = hold->stacks + (size_t)i * STACK;
  start.uc_stack.ss_size = STACK;
  start.uc_link = NULL;
  makecontext (&start, (void (*) (void))process_run, 2, (unsigned)address,
               (unsigned)(address >> 32));
  hold->running = i;
  if (_setjmp (hold->scheduler) == 0)
    setcontext (&start);
}

static void
hold_work (void *data, uint64_t ops)
{
  struct hold *hold = data;

  for (volatile uint64_t left = ops; left > 0; left--)
    {
      const struct process_event event = heap_pop (hold);

      hold->now = event.at;
      hold->running = event.process;
      if (_setjmp (hold->scheduler) == 0)
        _longjmp (hold->processes[event.process].at, 1);
    }
}

int
main (int argc, char **argv)
{
  const uint32_t n = (uint32_t)bench_argument (argc, argv, 1, 1000);
  const unsigned windows = (unsigned)bench_argument (argc, argv, 2, 9);
  const uint64_t ops = bench_argument (argc, argv, 3, 1000000);
  struct hold *hold = g_new0 (struct hold, 1);
  const uint64_t before = bench_resident ();
  struct bench_result result;

  hold->processes = g_new (struct process, n);
  hold->heap = g_new (struct process_event, n);
  hold->stacks = mmap (NULL, (size_t)n * STACK, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (hold->stacks == MAP_FAILED)
    g_error ("no memory for stacks");
  bench_delays_init (&hold->delays, BENCH_EXPONENTIAL);
  for (uint32_t i = 0; i < n; i++)
    process_start (hold, i);
  hold_work (hold, MAX (2 * (uint64_t)n, ops)); /* settle */
  result = bench_measure (hold_work, hold, ops, windows);
  printf (
      "{\"bench\":\"process_hold\",\"pending\":%u,\"bytes_per_event\":%.1f,", n,
      (double)(bench_resident () - before) / n);
  bench_print (&result);
  printf ("}\n");
  return 0;
}
