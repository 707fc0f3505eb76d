/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message of each kind, what tshark must read from it, and how it is
 * shown. */
#ifndef DMMSIM_TESTS_CODEC_ND_SAMPLES_H
#define DMMSIM_TESTS_CODEC_ND_SAMPLES_H

#include "models/codec/nd.h"
#include "tests/codec/octets.h"

#define ROUTER "fe80::1"
#define HOST "fe80::7"
#define ALL_NODES "ff02::1"
#define HOME "2001:db8:100::a1:7"
#define HOME_AGENT "2001:db8:100::1"
#define ROOM 2048

struct sample
{
  const char *name;
  void (*build) (struct nd_message *message);
  const char *source, *destination;
  uint8_t hop_limit;
  const char *tshark[12]; /* NAME=VALUE, NULL */
  const char *json;       /* without checksum */
  const char *summary;
};

/* The messages */

static void
build_ns (struct nd_message *message)
{
  message->type = ND_NEIGHBOR_SOLICITATION;
  message->target = address_of (ROUTER);
  message->has_link_layer = true;
  message->link_layer[0] = 2;
  message->link_layer[5] = 7;
}

static void
build_dad (struct nd_message *message)
{
  message->type = ND_NEIGHBOR_SOLICITATION;
  message->target = address_of (HOST);
}

static void
build_na (struct nd_message *message)
{
  message->type = ND_NEIGHBOR_ADVERTISEMENT;
  message->target = address_of (ROUTER);
  message->router = message->solicited = true;
  message->has_target_link_layer = true;
  message->target_link_layer[0] = 2;
  message->target_link_layer[5] = 1;
}

static void
build_unsolicited (struct nd_message *message)
{
  message->type = ND_NEIGHBOR_ADVERTISEMENT;
  message->target = address_of (HOME);
  message->override = true;
}

/* An IPv6 header without payload, 40 octets. */
static const uint8_t redirected[40] = { 0x60, [6] = 59, [7] = 64, [39] = 9 };

static void
build_redirect (struct nd_message *message)
{
  message->type = ND_REDIRECT;
  message->target = address_of ("fe80::2");
  message->destination = address_of ("2001:db8:9::9");
  message->has_target_link_layer = true;
  message->target_link_layer[5] = 2;
  message->redirected = (struct view){ redirected, sizeof redirected };
}

static void
build_home_agent (struct nd_message *message)
{
  struct address agent = address_of (HOME_AGENT);

  message->type = ND_ROUTER_ADVERTISEMENT;
  message->hop_limit = 64;
  message->home_agent = true;
  message->router_lifetime = 1800;
  message->has_interval = true;
  message->interval = 1500;
  message->has_home_agent_information = true;
  message->home_agent_preference = 10;
  message->home_agent_lifetime = 900;
  message->n_prefixes = 1;
  message->prefixes[0] = (struct nd_prefix){ .prefix = prefix_make (&agent, 64),
                                             .on_link = true,
                                             .router_address = true,
                                             .valid_lifetime = 7200,
                                             .preferred_lifetime = 3600,
                                             .address = agent };
}

static void
build_map (struct nd_message *message)
{
  message->type = ND_ROUTER_ADVERTISEMENT;
  message->n_maps = 1;
  message->maps[0]
      = (struct nd_map){ .distance = 3,
                         .preference = 9,
                         .allocates = true,
                         .valid_lifetime = 600,
                         .address = address_of ("2001:db8:300::1") };
}

static void
build_request (struct nd_message *message)
{
  message->type = ND_HOME_AGENT_REQUEST;
  message->identifier = 0x1234;
}

static struct address agents[2];

static void
build_reply (struct nd_message *message)
{
  agents[0] = address_of (HOME_AGENT);
  agents[1] = address_of ("2001:db8:100::2");
  message->type = ND_HOME_AGENT_REPLY;
  message->identifier = 0x1234;
  message->home_agents
      = (struct view){ (const uint8_t *)agents, sizeof agents };
}

static void
build_mps (struct nd_message *message)
{
  message->type = ND_MOBILE_PREFIX_SOLICITATION;
  message->identifier = 77;
}

static void
build_mpa (struct nd_message *message)
{
  struct address home = address_of (HOME);

  message->type = ND_MOBILE_PREFIX_ADVERTISEMENT;
  message->identifier = 77;
  message->other = true;
  message->n_prefixes = 1;
  message->prefixes[0] = (struct nd_prefix){ .prefix = prefix_make (&home, 64),
                                             .autonomous = true,
                                             .valid_lifetime = 100,
                                             .preferred_lifetime = 50 };
}

static const struct sample samples[] = {
  { "neighbor-solicitation",
    build_ns,
    HOST,
    "ff02::1:ff00:1",
    255,
    { "icmpv6.type=135", "icmpv6.nd.ns.target_address=fe80::1",
      "icmpv6.opt.src_linkaddr=02:00:00:00:00:07" },
    "{\"icmp6_type\":135,\"icmp6_name\":\"NS\",\"code\":0,\"target\":"
    "\"fe80::1\",\"options\":[{\"offset\":24,\"type\":1,\"name\":\"Source "
    "Link-Layer Address\",\"len\":1,\"value\":{\"address\":"
    "\"020000000007\"}}]}",
    "NS target fe80::1" },
  { "duplicate-address-detection",
    build_dad,
    "::",
    "ff02::1:ff00:7",
    255,
    { "icmpv6.type=135", "icmpv6.nd.ns.target_address=fe80::7" },
    "{\"icmp6_type\":135,\"icmp6_name\":\"NS\",\"code\":0,\"target\":"
    "\"fe80::7\",\"options\":[]}",
    "NS target fe80::7" },
  { "neighbor-advertisement",
    build_na,
    ROUTER,
    HOST,
    255,
    { "icmpv6.type=136", "icmpv6.nd.na.flag.r=1", "icmpv6.nd.na.flag.s=1",
      "icmpv6.nd.na.flag.o=0", "icmpv6.nd.na.target_address=fe80::1",
      "icmpv6.opt.target_linkaddr=02:00:00:00:00:01" },
    "{\"icmp6_type\":136,\"icmp6_name\":\"NA\",\"code\":0,\"router\":true,"
    "\"solicited\":true,\"override\":false,\"target\":\"fe80::1\","
    "\"options\":[{\"offset\":24,\"type\":2,\"name\":\"Target Link-Layer "
    "Address\",\"len\":1,\"value\":{\"address\":\"020000000001\"}}]}",
    "NA target fe80::1" },
  { "unsolicited-advertisement",
    build_unsolicited,
    ROUTER,
    ALL_NODES,
    255,
    { "icmpv6.type=136", "icmpv6.nd.na.flag.r=0", "icmpv6.nd.na.flag.s=0",
      "icmpv6.nd.na.flag.o=1", "icmpv6.nd.na.target_address=" HOME },
    NULL,
    "NA target " HOME },
  { "redirect",
    build_redirect,
    ROUTER,
    "2001:db8:1::7",
    255,
    { "icmpv6.type=137", "icmpv6.nd.rd.target_address=fe80::2",
      "icmpv6.rd.na.destination_address=2001:db8:9::9",
      "icmpv6.opt.target_linkaddr=00:00:00:00:00:02", "icmpv6.opt.length=1,6" },
    NULL,
    "Redirect target fe80::2" },
  { "home-agent-advertisement",
    build_home_agent,
    ROUTER,
    ALL_NODES,
    255,
    { "icmpv6.type=134", "icmpv6.nd.ra.flag.h=1", "icmpv6.opt.prefix.flag.r=1",
      "icmpv6.opt.prefix=" HOME_AGENT, "icmpv6.opt.advertisement_interval=1500",
      "icmpv6.opt.home_agent_preference=10",
      "icmpv6.opt.home_agent_lifetime=900" },
    NULL,
    "RA router_lifetime 1800 s 2001:db8:100::/64" },
  { "map-advertisement",
    build_map,
    ROUTER,
    ALL_NODES,
    255,
    { "icmpv6.type=134", "icmpv6.opt.map.distance=3",
      "icmpv6.opt.map.preference=9", "icmpv6.opt.map.flag.r=1",
      "icmpv6.opt.map.valid_lifetime=600",
      "icmpv6.opt.map.global_address=2001:db8:300::1" },
    NULL,
    "RA router_lifetime 0 s" },
  { "home-agent-request",
    build_request,
    "2001:db8:201::7",
    HOME_AGENT,
    64,
    { "icmpv6.type=144", "icmpv6.mip6.identifier=4660" },
    "{\"icmp6_type\":144,\"icmp6_name\":\"HAAD Request\",\"code\":0,"
    "\"identifier\":4660}",
    "HAAD Request identifier 4660" },
  { "home-agent-reply",
    build_reply,
    HOME_AGENT,
    "2001:db8:201::7",
    64,
    { "icmpv6.type=145", "icmpv6.mip6.identifier=4660",
      "icmpv6.mip6.home_agent_address=" HOME_AGENT ",2001:db8:100::2" },
    "{\"icmp6_type\":145,\"icmp6_name\":\"HAAD Reply\",\"code\":0,"
    "\"identifier\":4660,\"home_agents\":[\"2001:db8:100::1\","
    "\"2001:db8:100::2\"]}",
    "HAAD Reply identifier 4660" },
  { "mobile-prefix-solicitation",
    build_mps,
    HOME,
    HOME_AGENT,
    64,
    { "icmpv6.type=146", "icmpv6.mip6.identifier=77" },
    NULL,
    "MPS identifier 77" },
  { "mobile-prefix-advertisement",
    build_mpa,
    HOME_AGENT,
    HOME,
    64,
    { "icmpv6.type=147", "icmpv6.mip6.identifier=77", "icmpv6.mip6.flag.m=0",
      "icmpv6.mip6.flag.o=1", "icmpv6.opt.prefix=2001:db8:100::",
      "icmpv6.opt.prefix.flag.a=1", "icmpv6.opt.prefix.flag.r=0" },
    NULL,
    "MPA identifier 77 2001:db8:100::/64" },
};

#endif
