/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mobile node's address on a new link: how long until a Router Advertisement
 * tells of it, and until the node may use it (RFC 4861 6.2.6, RFC 4862 5.4, RFC
 * 4429).  What the nodes of an architecture share is a kit; each node has one
 * configuration, embedded in what runs on it. */
#ifndef DMMSIM_MODELS_MIPV6_CONFIGURATION_H
#define DMMSIM_MODELS_MIPV6_CONFIGURATION_H

#include "models/mipv6/host_timer.h"

/* When a new care-of address may be used. */
enum addressing
{
  ADDRESSING_INSTANT,    /* at once, nothing is verified */
  ADDRESSING_OPTIMISTIC, /* at once, while it is verified (RFC 4429) */
  ADDRESSING_DAD         /* when it has been verified (RFC 4862 5.4) */
};
extern const char *const addressing_names[];

/* RFC 4862 5.1, RFC 4861 10: one probe, RETRANS_TIMER. */
#define DAD_TIME SIM_SECOND

struct configuration_config
{
  struct law ra_delay;  /* trigger to Router Advertisement */
  int addressing;       /* enum addressing */
  struct law dad_delay; /* before the first probe, RFC 4862 5.4.2 */
};

/* Rows of a parameter table for the struct configuration_config @member of
 * @of. */
#define CONFIGURATION_PARAMETERS(of, member)                            \
  { .key = "ra_delay",                                                  \
    .type = PARAMETER_LAW_TIME,                                         \
    .offset = offsetof (of, member.ra_delay),                           \
    .fallback = "\"0 s\"",                                              \
    .help = "from the trigger to the router advertisement by which a "  \
            "node learns of its new link: the response delay of RFC "   \
            "4861 6.2.6, or the wait for the next unsolicited one" },   \
      { .key = "addressing",                                            \
        .type = PARAMETER_ENUM,                                         \
        .offset = offsetof (of, member.addressing),                     \
        .fallback = "\"optimistic\"",                                   \
        .help = "when a new care-of address is used: at once; at once " \
                "and verified meanwhile (RFC 4429); verified before "   \
                "(RFC 4862 5.4), which takes 1 s",                      \
        .choices = addressing_names },                                  \
  {                                                                     \
    .key = "dad_delay", .type = PARAMETER_LAW_TIME,                     \
    .offset = offsetof (of, member.dad_delay), .fallback = "\"0 s\"",   \
    .help = "with \"dad\": before an address is verified (RFC 4862 "    \
            "5.4.2: up to 1 s)"                                         \
  }

/* Sends @mn, attached to @router, what the architecture advertises there. */
typedef void router_advertiser (struct access_router *router,
                                struct mobile_node *mn);

struct configuration_kit
{
  const struct configuration_config *config;
  struct sim *sim;
  router_advertiser *advertiser;
  event_kind advertise;
  gsl_rng *seat; /* the nodes' streams take turns on it */
};

struct address_configuration
{
  const struct configuration_kit *kit;
  struct mobile_node *mn;
  /* The address may be used. */
  void (*done) (struct address_configuration *c);
  void *owner;
  struct address address; /* the one being configured, or configured last */
  bool probed;            /* the probe is out */
  struct host_timer timer;
  struct timer ra_timer;          /* the router's */
  struct random_parked delays;    /* before probes */
  struct random_parked ra_delays; /* before Router Advertisements */
};

/* @config lives as long. */
void configuration_kit_init (struct configuration_kit *kit, struct sim *sim,
                             const struct configuration_config *config,
                             router_advertiser *advertiser);
void configuration_kit_clear (struct configuration_kit *kit);

void configuration_init (struct address_configuration *c,
                         const struct configuration_kit *kit,
                         struct mobile_node *mn,
                         void (*done) (struct address_configuration *),
                         void *owner);
/* The node has attached: its router advertises, after ra_delay. */
void configuration_advertise (struct address_configuration *c);
/* Configures @address; done() comes within, or later.  What was under way is
 * not. */
void configuration_begin (struct address_configuration *c,
                          const struct address *address);
void configuration_stop (struct address_configuration *c);

#endif
