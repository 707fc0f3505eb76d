/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The path of bench/bridge.py in ns-3: five IPv6 routers in a row, four links
 * without delay between them, and at either end a TAP on an Ethernet segment of
 * its own, where a real host is.  In real time, until it is told to end.
 *
 *   tap_bridge NEAR FAR     names of TAPs that exist
 *
 * The hosts' prefixes are fd00:1::/64 and fd00:5::/64 (ns-3 does not forward
 * 2001:db8::/32), their router's address in each ::1. */
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/tap-bridge-module.h"

using namespace ns3;

static const unsigned ROUTERS = 5;
static const char *const PREFIXES[] = { "fd00:1::", "fd00:5::" };

/* A segment with the router, of this address there, and the ghost of the host
 * whose TAP it is. */
static void
join_host (Ptr<Node> router, const char *tap, const char *address)
{
  CsmaHelper csma;
  Ipv6AddressHelper addresses;
  TapBridgeHelper bridge;
  Ptr<Node> ghost = CreateObject<Node> ();
  Ptr<Ipv6> ipv6 = router->GetObject<Ipv6> ();
  NetDeviceContainer devices;

  csma.SetChannelAttribute ("DataRate", StringValue ("100Gbps"));
  csma.SetChannelAttribute ("Delay", TimeValue (Seconds (0)));
  devices = csma.Install (NodeContainer (router, ghost));
  addresses.AssignWithoutAddress (NetDeviceContainer (devices.Get (0)));
  ipv6->AddAddress (ipv6->GetInterfaceForDevice (devices.Get (0)),
                    Ipv6InterfaceAddress (address, Ipv6Prefix (64)));
  bridge.SetAttribute ("Mode", StringValue ("UseLocal"));
  bridge.SetAttribute ("DeviceName", StringValue (tap));
  bridge.Install (ghost, devices.Get (1));
}

/* What is for @prefix leaves by @device. */
static void
set_route (Ptr<NetDevice> device, const char *prefix)
{
  Ipv6StaticRoutingHelper helper;
  Ptr<Ipv6> ipv6 = device->GetNode ()->GetObject<Ipv6> ();

  helper.GetStaticRouting (ipv6)->AddNetworkRouteTo (
      prefix, Ipv6Prefix (64), ipv6->GetInterfaceForDevice (device));
}

static NodeContainer
make_row ()
{
  NodeContainer routers;
  InternetStackHelper stack;
  PointToPointHelper link;
  Ipv6AddressHelper addresses;

  routers.Create (ROUTERS);
  stack.SetIpv4StackInstall (false);
  stack.Install (routers);
  link.SetDeviceAttribute ("DataRate", StringValue ("100Gbps"));
  link.SetChannelAttribute ("Delay", TimeValue (Seconds (0)));
  for (unsigned i = 0; i + 1 < ROUTERS; i++)
    {
      NetDeviceContainer ends
          = link.Install (routers.Get (i), routers.Get (i + 1));

      addresses.AssignWithoutAddress (ends);
      set_route (ends.Get (0), PREFIXES[1]);
      set_route (ends.Get (1), PREFIXES[0]);
    }
  return routers;
}

int
main (int argc, char **argv)
{
  if (argc != 3)
    return 2;
  GlobalValue::Bind ("SimulatorImplementationType",
                     StringValue ("ns3::RealtimeSimulatorImpl"));
  GlobalValue::Bind ("ChecksumEnabled", BooleanValue (true));
  /* Nothing is said before a host has spoken: the write to a TAP that is not up
   * yet ends ns-3. */
  Config::SetDefault ("ns3::Icmpv6L4Protocol::DAD", BooleanValue (false));

  NodeContainer routers = make_row ();

  join_host (routers.Get (0), argv[1], "fd00:1::1");
  join_host (routers.Get (ROUTERS - 1), argv[2], "fd00:5::1");
  for (unsigned i = 0; i < ROUTERS; i++) /* of all interfaces there are */
    routers.Get (i)->GetObject<Ipv6> ()->SetAttribute ("IpForward",
                                                       BooleanValue (true));
  Simulator::Stop (Hours (1));
  Simulator::Run ();
  return 0;
}
