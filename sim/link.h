/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links and their two directions, the channels.  Internal to the network;
 * models see struct link by name only.
 *
 * A packet that enters a channel at t leaves the transmitter at
 * max (t, busy_until) + 8 * octets / rate and arrives delay + jitter later,
 * never before its predecessor.  A channel's first cache line is what a hop
 * needs; what most channels do without (loss, jitter, a bounded queue) stands
 * apart. */
#ifndef DMMSIM_SIM_LINK_H
#define DMMSIM_SIM_LINK_H

#include "sim/bursts.h"
#include "sim/network.h"

/* Departure times and lengths of what has not departed, oldest first. */
struct departures
{
  struct departure
  {
    sim_time at;
    uint32_t length;
  } * ring;
  uint32_t first, n, capacity; /* capacity: 0 or a power of two */
  uint64_t bytes;
};

/* Loss, damage, jitter and queue bounds of a channel that has any of them. */
struct impairment
{
  double loss;
  struct bursts *bursts; /* NULL until there are any */
  double corruption;
  sim_time jitter;
  uint64_t queue_packets, queue_bytes;
  struct random_key loss_key, jitter_key, corruption_key;
  uint64_t unnumbered; /* packets of no flow so far */
  struct departures waiting;
};

struct channel
{
  struct node *from, *to; /* NULL: router end of an access link, detached */
  sim_time delay;
  sim_time busy_until;
  sim_time last_arrival;
  uint64_t rate;                 /* bit/s, 0 for none */
  struct impairment *impairment; /* or NULL */
  uint32_t epoch;                /* changes when what is on the air is lost */
  bool radio;
  bool reverse; /* is the ba of its link */
  bool down;    /* out of service */
  bool cut;     /* the latest epoch began when @from failed */
};

/* ab: wired a to b, access: down, so that its far end is the host; ba: the
 * other way.  The router ends of access links follow the attachment. */
struct link
{
  struct channel ab, ba;
};

static inline struct link *
channel_link (const struct channel *channel)
{
  return (struct link *)(uintptr_t)(channel - channel->reverse);
}

/* Damages octets of @p, each with @probability; draws by @key, @a and @b.
 * Returns whether there was any. */
bool packet_damage (struct packet *p, double probability,
                    const struct random_key *key, uint64_t a, uint64_t b);
void channel_configure (struct channel *channel,
                        const struct channel_config *config);
/* How it is configured now. */
void channel_read (const struct channel *channel,
                   struct channel_config *config);
/* Probability that a packet is lost on @channel, in the long run. */
double channel_loss (const struct channel *channel);
/* Sends @p over @channel now, or drops it.  The packet is the channel's. */
void channel_send (struct channel *channel, struct packet *p);
/* Its sender fails: see node_set_up(). */
void channel_cut (struct channel *channel);
/* The event at the far end; subject: the packet. */
void channel_arrival (struct sim *sim, void *subject);
/* The same where damage left no IPv6 header to read: MALFORMED. */
void channel_arrival_unreadable (struct sim *sim, void *subject);
/* Sends @p from @node onto access link @link. */
void link_send (struct link *link, struct node *node, struct packet *p);
/* Frees what the link holds beside itself. */
void link_clear (struct link *link);

#endif
