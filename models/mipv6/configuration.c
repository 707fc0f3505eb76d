/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/configuration.h"

#include "models/access/access.h"

const char *const addressing_names[] = { [ADDRESSING_INSTANT] = "instant",
                                         [ADDRESSING_OPTIMISTIC] = "optimistic",
                                         [ADDRESSING_DAD] = "dad",
                                         NULL };

static sim_time
draw (const struct address_configuration *c, const struct law *law,
      struct random_parked *stream)
{
  gsl_rng *seat = c->kit->seat;
  sim_time drawn;

  random_stream_resume (seat, stream);
  drawn = law_draw_time (law, seat);
  random_stream_park (seat, stream);
  return drawn;
}

/* ---- advertisements ------------------------------------------------ */

/* Event: time for the advertisement.  The node may have moved on. */
static void
advertise (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  const struct address_configuration *c = subject;

  if (c->mn->router)
    c->kit->advertiser (c->mn->router, c->mn);
}

void
configuration_advertise (struct address_configuration *c)
{
  struct sim *sim = c->kit->sim;
  sim_time delay = draw (c, &c->kit->config->ra_delay, &c->ra_delays);

  if (delay == 0)
    advertise (sim, c);
  else
    timer_set (sim->engine, &c->ra_timer, sim_now (sim) + delay,
               node_origin (c->mn->router->node), c->kit->advertise, c);
}

/* ---- duplicate address detection, RFC 4862 5.4 --------------------- */

static void
wait_for (struct address_configuration *c, sim_time delay)
{
  host_timer_set (&c->timer, sim_now (c->kit->sim) + delay);
}

/* The delay before the probe is over, or the time in which another node
 * would have answered it. */
static void
verify (void *owner)
{
  struct address_configuration *c = owner;

  if (c->probed)
    {
      c->done (c);
      return;
    }
  c->probed = true;
  access_probe_address (c->mn, &c->address);
  wait_for (c, DAD_TIME);
}

void
configuration_begin (struct address_configuration *c,
                     const struct address *address)
{
  const struct configuration_config *config = c->kit->config;

  configuration_stop (c);
  c->address = *address;
  if (config->addressing == ADDRESSING_DAD)
    {
      c->probed = false;
      wait_for (c, draw (c, &config->dad_delay, &c->delays));
      return;
    }
  if (config->addressing == ADDRESSING_OPTIMISTIC)
    access_probe_address (c->mn, address);
  c->done (c);
}

void
configuration_stop (struct address_configuration *c)
{
  host_timer_stop (&c->timer);
}

/* ---- life ---------------------------------------------------------- */

void
configuration_kit_init (struct configuration_kit *kit, struct sim *sim,
                        const struct configuration_config *config,
                        router_advertiser *advertiser)
{
  kit->config = config;
  kit->sim = sim;
  kit->advertiser = advertiser;
  kit->seat = random_stream_seat ();
  host_timer_kind (sim);
  kit->advertise = engine_kind (sim->engine, "router-advertise", advertise);
}

void
configuration_kit_clear (struct configuration_kit *kit)
{
  gsl_rng_free (kit->seat);
}

/* The streams bear the same names under every architecture, so that nodes wait
 * as long under each. */
void
configuration_init (struct address_configuration *c,
                    const struct configuration_kit *kit, struct mobile_node *mn,
                    void (*done) (struct address_configuration *), void *owner)
{
  c->kit = kit;
  c->mn = mn;
  c->done = done;
  c->owner = owner;
  host_timer_init (&c->timer, mn, verify, c);
  c->delays
      = random_stream_parked (&kit->sim->random, mn->node->name, "mipv6.dad");
  c->ra_delays
      = random_stream_parked (&kit->sim->random, mn->node->name, "mipv6.ra");
}
