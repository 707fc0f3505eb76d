/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ns-3 under the loads of bench/forward and bench/setup.
 *
 *   ns3_network forward [FLOWS [WINDOWS [MILLISECONDS]]]
 *   ns3_network nodes [NODES]
 *
 * forward: a chain of eight point-to-point links without queue discs, static
 * routes, CBR flows from end to end.  nodes: each with IPv6 and a device with
 * an address, in pairs.  2001:db8::/32 is not used: ns-3's routers drop it. */
#include <string>

#include "bench/peers/ns3.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

using namespace ns3;

static const unsigned HOPS = 8, PAYLOAD = 160, PORT = 10000;
static const Time INTERVAL = MilliSeconds (10);
static unsigned long g_received;

static void
Receive (Ptr<Socket> socket)
{
  while (socket->Recv ())
    g_received++;
}

static void
Send (Ptr<Socket> socket)
{
  socket->Send (Create<Packet> (PAYLOAD));
  Simulator::Schedule (INTERVAL, &Send, socket);
}

/* Returns: the address of the last node. */
static Ipv6Address
AddLinks (NodeContainer nodes)
{
  PointToPointHelper pointToPoint;
  TrafficControlHelper traffic;
  Ipv6AddressHelper addresses;
  Ipv6StaticRoutingHelper routing;
  std::vector<Ipv6InterfaceContainer> ends;

  pointToPoint.SetDeviceAttribute ("DataRate", StringValue ("10Gbps"));
  pointToPoint.SetChannelAttribute ("Delay", StringValue ("1ms"));
  addresses.SetBase ("2001:1::", Ipv6Prefix (64));
  for (unsigned i = 0; i < HOPS; i++)
    {
      const auto devices
          = pointToPoint.Install (nodes.Get (i), nodes.Get (i + 1));

      ends.push_back (addresses.Assign (devices));
      ends[i].SetForwarding (0, true);
      ends[i].SetForwarding (1, true);
      traffic.Uninstall (devices);
      addresses.NewNetwork ();
    }
  const Ipv6Address last = ends.back ().GetAddress (1, 1);
  for (unsigned i = 0; i + 1 < HOPS; i++)
    routing.GetStaticRouting (nodes.Get (i)->GetObject<Ipv6> ())
        ->AddNetworkRouteTo (last.CombinePrefix (Ipv6Prefix (64)),
                             Ipv6Prefix (64), ends[i].GetAddress (1, 1),
                             ends[i].GetInterfaceIndex (0));
  return last;
}

static void
AddFlows (Ptr<Node> source, Ipv6Address destination, unsigned flows)
{
  for (unsigned i = 0; i < flows; i++)
    {
      auto socket
          = Socket::CreateSocket (source, UdpSocketFactory::GetTypeId ());

      socket->Bind6 ();
      socket->Connect (Inet6SocketAddress (destination, PORT));
      socket->ShutdownRecv ();
      Simulator::Schedule (Seconds (2) + INTERVAL * i / flows, &Send, socket);
    }
}

static void
RunFor (Time time)
{
  Simulator::Stop (time);
  Simulator::Run ();
}

static void
BenchForward (int argc, char **argv)
{
  const unsigned flows = Argument (argc, argv, 2, 1000);
  const unsigned windows = Argument (argc, argv, 3, 5);
  const Time window = MilliSeconds (Argument (argc, argv, 4, 100));
  NodeContainer nodes (HOPS + 1);
  InternetStackHelper stack;

  stack.SetIpv4StackInstall (false);
  stack.Install (nodes);
  const auto destination = AddLinks (nodes);
  auto sink = Socket::CreateSocket (nodes.Get (HOPS),
                                    UdpSocketFactory::GetTypeId ());
  sink->Bind (Inet6SocketAddress (Ipv6Address::GetAny (), PORT));
  sink->SetRecvCallback (MakeCallback (&Receive));
  AddFlows (nodes.Get (0), destination, flows);
  RunFor (Seconds (2) + window); /* settle */
  g_received = 0;
  const double ns = MedianNs (windows, [window] { RunFor (window); });
  const double hops = static_cast<double> (g_received) / windows * HOPS;
  printf ("{\"bench\":\"ns3_forward\",\"flows\":%u,\"hops_per_window\":%.0f,"
          "\"ns_median\":%.2f}\n",
          flows, hops, hops > 0 ? ns / hops : 0);
}

static void
AddNodes (unsigned n)
{
  NodeContainer nodes (n);
  InternetStackHelper stack;
  PointToPointHelper pointToPoint;
  Ipv6AddressHelper addresses;

  stack.SetIpv4StackInstall (false);
  stack.Install (nodes);
  addresses.SetBase ("2001:1::", Ipv6Prefix (64));
  for (unsigned i = 0; i + 1 < n; i += 2)
    {
      addresses.Assign (
          pointToPoint.Install (nodes.Get (i), nodes.Get (i + 1)));
      addresses.NewNetwork ();
    }
}

static void
BenchNodes (int argc, char **argv)
{
  const unsigned n = Argument (argc, argv, 2, 10000);

  AddNodes (2); /* what only the first costs */
  const double before = HeapBytes ();
  const double ns = MedianNs (1, [n] { AddNodes (n); });
  printf ("{\"bench\":\"ns3_nodes\",\"nodes\":%u,\"bytes_per_node\":%.0f,"
          "\"ns_median\":%.2f}\n",
          n, (HeapBytes () - before) / n, ns / n);
}

int
main (int argc, char **argv)
{
  const std::string what = argc > 1 ? argv[1] : "forward";

  if (what == "forward")
    BenchForward (argc, argv);
  else
    BenchNodes (argc, argv);
  Leave ();
}
