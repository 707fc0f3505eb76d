/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registrations that passed the tap, sent once more when they are not true any
 * more (RFC 5213 5.5, RFC 6275 9.5.1 are to refuse them). */
#include "models/attack/attacker.h"

#define CAPTURED_MAX 4096 /* as many are kept */

/* What somebody is told of a victim.  A CMD passes on what a gateway tells it:
 * each of the two has heard another latest word. */
struct channel
{
  const struct mobile_node *victim; /* NULL: not known */
  struct address destination;
  struct address place; /* of the victim, as was said last */
  uint32_t blow;        /* in which something was said again, or 0 */
};

struct capture
{
  struct channel *channel;
  struct address source, place;
  GBytes *octets;
};

static void
capture_free (void *data)
{
  struct capture *capture = data;

  g_bytes_unref (capture->octets);
  g_free (capture);
}

static struct channel *
find_channel (struct attacker *attacker, const struct mobile_node *victim,
              const struct address *destination)
{
  GPtrArray *all = attacker->channels;
  struct channel *channel;

  for (guint i = 0; i < all->len; i++)
    {
      channel = g_ptr_array_index (all, i);
      if (channel->victim == victim
          && address_equal (&channel->destination, destination))
        return channel;
    }
  channel = g_new (struct channel, 1);
  *channel = (struct channel){ .victim = victim, .destination = *destination };
  g_ptr_array_add (all, channel);
  return channel;
}

/* An update that is passed on names the serving gateway (RFC 8885 4.6), others
 * come from it; what is encrypted says no more than who sent it. */
static struct address
read_place (const struct heard *heard)
{
  const struct mh_option *serving
      = heard->message ? mh_find (heard->message, OPTION_SERVING_MAAR, 0)
                       : NULL;

  return serving ? serving->address : heard->source;
}

static void
keep (struct attacker *attacker, const struct heard *heard,
      const struct mobile_node *victim)
{
  struct capture *capture = g_new (struct capture, 1);

  if (attacker->captured->len >= CAPTURED_MAX)
    g_ptr_array_remove_index (attacker->captured, 0);
  *capture
      = (struct capture){ .channel = find_channel (attacker, victim,
                                                   &heard->destination),
                          .source = heard->source,
                          .place = read_place (heard),
                          .octets = g_bytes_new (heard->octets, heard->n) };
  capture->channel->place = capture->place;
  g_ptr_array_add (attacker->captured, capture);
}

void
replay_hear (struct attacker *attacker, const struct heard *heard)
{
  const struct mh_message *message = heard->message;
  const struct mobile_node *victim = NULL;

  if (message && message->type == MH_BU && message->bu.lifetime > 0)
    victim = heard_victim (attacker, heard);
  if (message && !victim)
    return;
  if (!attacker->captured)
    {
      attacker->captured = g_ptr_array_new_with_free_func (capture_free);
      attacker->channels = g_ptr_array_new_with_free_func (g_free);
    }
  keep (attacker, heard, victim);
}

static void
say_again (struct attacker *attacker, struct mobile_node *victim,
           const struct capture *capture)
{
  struct network *network = attacker->domain->sim->network;
  struct forgery forgery = { .victim = victim };
  const uint8_t *octets;
  gsize n;

  forgery.target = network_anchor (network, &capture->channel->destination);
  forgery.gateway = network_anchor (network, &capture->place);
  forgery.end = forgery.gateway == attacker->node ? ATTACK_END_ATTACKER
                                                  : ATTACK_END_BLACKHOLE;
  octets = g_bytes_get_data (capture->octets, &n);
  attacker_send_octets (attacker, &forgery, octets, n);
}

/* Not said in this blow, and another place than the last word to the same
 * destination? */
static bool
is_stale (const struct attacker *attacker, const struct mobile_node *victim,
          const struct capture *capture)
{
  const struct channel *channel = capture->channel;

  return (!channel->victim || channel->victim == victim)
         && channel->blow != attacker->blows
         && !address_equal (&capture->place, &channel->place);
}

/* To each destination the latest capture that is not true any more. */
bool
replay_strike (struct attacker *attacker, struct mobile_node *victim)
{
  const GPtrArray *all = attacker->captured;
  bool any = false;

  attacker->blows++;
  for (guint i = all ? all->len : 0; i-- > 0;)
    {
      const struct capture *capture = g_ptr_array_index (all, i);

      if (!is_stale (attacker, victim, capture))
        continue;
      capture->channel->blow = attacker->blows;
      say_again (attacker, victim, capture);
      any = true;
    }
  return any;
}
