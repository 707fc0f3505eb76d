/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the ns-3 peers share: the same windows of CPU time as bench/bench.h. */
#ifndef DMMSIM_BENCH_PEERS_NS3_H
#define DMMSIM_BENCH_PEERS_NS3_H

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <vector>

#include <malloc.h>
#include <unistd.h>

/* CPU time of this process, ns. */
inline double
CpuNs ()
{
  timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return 1e9 * now.tv_sec + now.tv_nsec;
}

/* Octets that the allocator has given out. */
inline double
HeapBytes ()
{
  const auto heap = mallinfo2 ();

  return static_cast<double> (heap.uordblks) + heap.hblkhd;
}

/* Median CPU time of @windows calls of @work, ns. */
inline double
MedianNs (unsigned windows, const std::function<void ()> &work)
{
  std::vector<double> times;

  for (unsigned i = 0; i < windows; i++)
    {
      const double start = CpuNs ();

      work ();
      times.push_back (CpuNs () - start);
    }
  std::sort (times.begin (), times.end ());
  return (times[(windows - 1) / 2] + times[windows / 2]) / 2;
}

/* The end of a program that need not give back millions of objects. */
[[noreturn]] inline void
Leave ()
{
  fflush (stdout);
  _exit (0);
}

inline unsigned long
Argument (int argc, char **argv, int i, unsigned long fallback)
{
  return argc > i ? strtoul (argv[i], nullptr, 10) : fallback;
}

#endif
