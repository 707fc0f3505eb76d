/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What channels are configured with: rate, delay and impairments. */
#include <math.h>

#include "sim/link.h"
#include "sim/network_state.h"

const struct channel_config channel_config_default = {
  .rate = INFINITY,
  .queue_packets = UINT64_MAX,
  .queue_bytes = UINT64_MAX,
};

static bool
config_is_plain (const struct channel_config *config)
{
  return config->loss == 0 && !config->has_bursts && config->corruption == 0
         && config->jitter == 0 && config->queue_packets == UINT64_MAX
         && config->queue_bytes == UINT64_MAX;
}

/* The name of a direction: "a>b"; the end of an access link that moves is left
 * out, so that the radio's losses go with the host. */
static char *
channel_name (const struct channel *channel)
{
  const char *from = channel->from ? channel->from->name : "";
  const char *to = channel->to ? channel->to->name : "";

  if (channel->radio)
    {
      from = channel->reverse ? from : "";
      to = channel->reverse ? "" : to;
    }
  return g_strdup_printf ("%s>%s", from, to);
}

static struct impairment *
impairment_new (const struct channel *channel)
{
  const struct node *end = channel->from ? channel->from : channel->to;
  const struct random_source *source = &end->network->sim->random;
  g_autofree char *name = channel_name (channel);
  struct impairment *i = g_new0 (struct impairment, 1);

  i->loss_key = random_key (source, name, "loss");
  i->jitter_key = random_key (source, name, "jitter");
  i->corruption_key = random_key (source, name, "corruption");
  return i;
}

/* Kinds are numbered as they come: networks without damage have not got this
 * one. */
static void
channel_set_corruption (struct channel *channel, double corruption)
{
  const struct node *end = channel->from ? channel->from : channel->to;
  struct network *network = end->network;

  channel->impairment->corruption = corruption;
  if (corruption > 0)
    network->unreadable = engine_kind (
        network->sim->engine, "unreadable-arrival", channel_arrival_unreadable);
}

static void
channel_set_bursts (struct channel *channel,
                    const struct channel_config *config)
{
  const struct node *end = channel->from ? channel->from : channel->to;
  struct sim *sim = end->network->sim;
  struct impairment *i = channel->impairment;

  if (config->has_bursts && !i->bursts)
    {
      g_autofree char *name = channel_name (channel);

      i->bursts = bursts_new (&sim->random, name);
    }
  if (i->bursts)
    bursts_set (i->bursts, config->has_bursts ? &config->bursts : NULL,
                sim_now (sim));
}

void
channel_configure (struct channel *channel, const struct channel_config *config)
{
  struct impairment *i = channel->impairment;

  g_assert (config->delay >= 0 && config->jitter >= 0 && config->rate > 0
            && config->loss >= 0 && config->loss <= 1);
  channel->delay = config->delay;
  /* Beyond 10^18 bit/s the largest packet takes less than a nanosecond. */
  channel->rate = config->rate > 1e18 ? 0 : (uint64_t)llround (config->rate);
  g_assert (config->rate > 1e18 || channel->rate > 0);
  if (!i && config_is_plain (config))
    return;
  if (!i)
    i = channel->impairment = impairment_new (channel);
  i->loss = config->loss;
  channel_set_corruption (channel, config->corruption);
  channel_set_bursts (channel, config);
  i->jitter = config->jitter;
  i->queue_packets = config->queue_packets;
  i->queue_bytes = config->queue_bytes;
}

double
channel_loss (const struct channel *channel)
{
  const struct impairment *i = channel->impairment;

  if (!i)
    return 0;
  return i->bursts && i->bursts->on ? bursts_mean_loss (&i->bursts->config)
                                    : i->loss;
}

void
channel_read (const struct channel *channel, struct channel_config *config)
{
  const struct impairment *i = channel->impairment;

  *config = channel_config_default;
  config->delay = channel->delay;
  if (channel->rate)
    config->rate = (double)channel->rate;
  if (!i)
    return;
  config->queue_packets = i->queue_packets;
  config->queue_bytes = i->queue_bytes;
  config->loss = i->loss;
  config->corruption = i->corruption;
  config->has_bursts = i->bursts && i->bursts->on;
  if (config->has_bursts)
    config->bursts = i->bursts->config;
  config->jitter = i->jitter;
}
