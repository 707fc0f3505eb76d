/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registrations that passed the tap, sent once more when they are not true any
 * more (RFC 5213 5.5, RFC 6275 9.5.1 are to refuse them). */
#include "models/attack/attacker.h"

#define CAPTURED_MAX 4096 /* as many are kept */

struct capture
{
  const struct mobile_node *victim; /* NULL: not known */
  struct address source, destination;
  GBytes *octets;
};

static void
capture_free (void *data)
{
  struct capture *capture = data;

  g_bytes_unref (capture->octets);
  g_free (capture);
}

void
replay_hear (struct attacker *attacker, const struct heard *heard)
{
  const struct mh_message *message = heard->message;
  struct mobile_node *victim = NULL;
  struct capture *capture;

  if (message && message->type == MH_BU && message->bu.lifetime > 0)
    victim = heard_victim (attacker, heard);
  if (message && !victim)
    return;
  if (!attacker->captured)
    attacker->captured = g_ptr_array_new_with_free_func (capture_free);
  if (attacker->captured->len >= CAPTURED_MAX)
    g_ptr_array_remove_index (attacker->captured, 0);
  capture = g_new (struct capture, 1);
  *capture
      = (struct capture){ .victim = victim,
                          .source = heard->source,
                          .destination = heard->destination,
                          .octets = g_bytes_new (heard->octets, heard->n) };
  g_ptr_array_add (attacker->captured, capture);
}

/* The latest capture of @victim that says another place than the very last
 * one does. */
static const struct capture *
find_stale (const struct attacker *attacker, const struct mobile_node *victim)
{
  const GPtrArray *all = attacker->captured;
  const struct capture *last = NULL;

  for (guint i = all ? all->len : 0; i-- > 0;)
    {
      const struct capture *c = g_ptr_array_index (all, i);

      if (c->victim && c->victim != victim)
        continue;
      if (!last)
        last = c;
      else if (!address_equal (&c->source, &last->source))
        return c;
    }
  return NULL;
}

bool
replay_strike (struct attacker *attacker, struct mobile_node *victim)
{
  const struct capture *capture = find_stale (attacker, victim);
  struct network *network = attacker->domain->sim->network;
  struct forgery forgery = { .victim = victim };
  const uint8_t *octets;
  gsize n;

  if (!capture)
    return false;
  forgery.target = network_anchor (network, &capture->destination);
  forgery.gateway = network_anchor (network, &capture->source);
  forgery.end = forgery.gateway == attacker->node ? ATTACK_END_ATTACKER
                                                  : ATTACK_END_BLACKHOLE;
  octets = g_bytes_get_data (capture->octets, &n);
  attacker_send_octets (attacker, &forgery, octets, n);
  return true;
}
