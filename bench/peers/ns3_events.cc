/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ns-3 under the loads of bench/hold, bench/timers and bench/draw.
 *
 *   ns3_events hold PENDING [WINDOWS [OPERATIONS [SCHEDULER]]]
 *   ns3_events timers TIMERS [WINDOWS [OPERATIONS]]
 *   ns3_events draw WINDOWS [OPERATIONS] */
#include <string>

#include "bench/peers/ns3.h"
#include "ns3/core-module.h"

using namespace ns3;

static std::vector<int64_t> g_delays; /* ns; exponential, mean 1 s */
static size_t g_next;
static unsigned long g_left;

static Ptr<ExponentialRandomVariable>
Exponential ()
{
  auto law = CreateObject<ExponentialRandomVariable> ();

  law->SetAttribute ("Mean", DoubleValue (1));
  return law;
}

static Time
Delay ()
{
  g_next = (g_next + 1) % g_delays.size ();
  return NanoSeconds (g_delays[g_next]);
}

static void
Hold ()
{
  Simulator::Schedule (Delay (), &Hold);
  if (--g_left == 0)
    Simulator::Stop ();
}

static void
RunHold (unsigned long ops)
{
  g_left = ops;
  Simulator::Run ();
}

static void
BenchHold (int argc, char **argv)
{
  const unsigned long pending = Argument (argc, argv, 2, 1000);
  const unsigned windows = Argument (argc, argv, 3, 5);
  const unsigned long ops = Argument (argc, argv, 4, 300000);
  const std::string scheduler = argc > 5 ? argv[5] : "Map";
  auto law = Exponential ();
  ObjectFactory factory;

  factory.SetTypeId ("ns3::" + scheduler + "Scheduler");
  Simulator::SetScheduler (factory);
  g_delays.resize (65536);
  for (auto &delay : g_delays)
    delay = static_cast<int64_t> (law->GetValue () * 1e9) + 1;
  const double before = HeapBytes ();
  for (unsigned long i = 0; i < pending; i++)
    Simulator::Schedule (Delay (), &Hold);
  const double bytes = HeapBytes () - before;
  RunHold (std::max (pending, ops)); /* settle */
  const double ns = MedianNs (windows, [ops] { RunHold (ops); });
  printf ("{\"bench\":\"ns3_hold\",\"scheduler\":\"%s\",\"pending\":%lu,"
          "\"bytes_per_event\":%.1f,\"ns_median\":%.2f}\n",
          scheduler.c_str (), pending, bytes / pending, ns / ops);
}

static void
Expired ()
{
  abort ();
}

/* Each in turn is cancelled and set again, and all of them in 10 s. */
static void
Refresh (std::vector<EventId> &timers, unsigned long ops)
{
  static size_t next;
  const auto step = NanoSeconds (10000000000 * 64 / timers.size ());

  for (unsigned long i = 0; i < ops; i++)
    {
      Simulator::Cancel (timers[next]);
      timers[next] = Simulator::Schedule (Seconds (300), &Expired);
      next = (next + 1) % timers.size ();
      if (i % 64 == 0)
        {
          Simulator::Stop (step);
          Simulator::Run ();
        }
    }
}

static void
BenchTimers (int argc, char **argv)
{
  std::vector<EventId> timers (Argument (argc, argv, 2, 10000));
  const unsigned windows = Argument (argc, argv, 3, 5);
  const unsigned long ops = Argument (argc, argv, 4, 300000);

  Refresh (timers, 2 * ops); /* settle */
  const double before = HeapBytes ();
  const double ns
      = MedianNs (windows, [&timers, ops] { Refresh (timers, ops); });
  printf ("{\"bench\":\"ns3_timers\",\"timers\":%zu,\"grown_bytes\":%.0f,"
          "\"ns_median\":%.2f}\n",
          timers.size (), HeapBytes () - before, ns / ops);
}

static void
BenchDraw (int argc, char **argv)
{
  const unsigned windows = Argument (argc, argv, 2, 5);
  const unsigned long ops = Argument (argc, argv, 3, 300000);
  auto law = Exponential ();
  volatile int64_t sink = 0;
  const double ns = MedianNs (windows, [&law, &sink, ops] {
    for (unsigned long i = 0; i < ops; i++)
      sink = sink + Seconds (law->GetValue ()).GetNanoSeconds ();
  });

  printf ("{\"bench\":\"ns3_draw\",\"ns_median\":%.2f}\n", ns / ops);
}

int
main (int argc, char **argv)
{
  const std::string what = argc > 1 ? argv[1] : "hold";

  if (what == "hold")
    BenchHold (argc, argv);
  else if (what == "timers")
    BenchTimers (argc, argv);
  else
    BenchDraw (argc, argv);
  Leave ();
}
