/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/multihomed/scheduler.h"

#include <glib.h>
#include <math.h>
#include <string.h>
#include <xxhash.h>

#include "models/trace.h"

static const struct route no_path
    = { .kind = ROUTE_DROP, .reason = DROP_NO_PATH };

void
path_scheduler_init (struct path_scheduler *scheduler,
                     const struct distribution_config *config,
                     const struct sim *sim, const char *name)
{
  *scheduler = (struct path_scheduler){
    .config = config,
    .key = random_key (&sim->random, name, "path"),
  };
}

void
path_scheduler_clear (struct path_scheduler *scheduler)
{
  g_clear_pointer (&scheduler->members, g_free);
  g_clear_pointer (&scheduler->rules, g_free);
  scheduler->n = scheduler->n_rules = 0;
}

struct path_member *
path_scheduler_add (struct path_scheduler *scheduler)
{
  uint32_t n = scheduler->n++;

  scheduler->members = g_renew (struct path_member, scheduler->members, n + 1);
  scheduler->members[n] = (struct path_member){ .weight = 1 };
  return &scheduler->members[n];
}

/* ---- rules --------------------------------------------------------- */

struct flow_rule *
path_scheduler_rule (const struct path_scheduler *scheduler, uint16_t id)
{
  for (uint32_t i = 0; i < scheduler->n_rules; i++)
    if (scheduler->rules[i].id == id)
      return &scheduler->rules[i];
  return NULL;
}

static void
remove_rule (struct path_scheduler *scheduler, struct flow_rule *rule)
{
  uint32_t at = (uint32_t)(rule - scheduler->rules);

  scheduler->n_rules--;
  memmove (rule, rule + 1, (scheduler->n_rules - at) * sizeof *rule);
}

void
path_scheduler_set_rule (struct path_scheduler *scheduler,
                         const struct flow_rule *rule)
{
  struct flow_rule *known = path_scheduler_rule (scheduler, rule->id);
  uint32_t at;

  if (known)
    remove_rule (scheduler, known);
  at = scheduler->n_rules++;
  scheduler->rules
      = g_renew (struct flow_rule, scheduler->rules, scheduler->n_rules);
  for (; at > 0 && scheduler->rules[at - 1].priority > rule->priority; at--)
    scheduler->rules[at] = scheduler->rules[at - 1];
  scheduler->rules[at] = *rule;
}

static struct path_member *
find_member (const struct path_scheduler *scheduler, uint8_t bid)
{
  for (uint32_t i = 0; i < scheduler->n; i++)
    if (scheduler->members[i].bid == bid)
      return &scheduler->members[i];
  return NULL;
}

/* A rule whose binding is not registered is inactive (RFC 6089 4.3). */
static struct path_member *
choose_by_rule (const struct path_scheduler *scheduler, const struct packet *p)
{
  for (uint32_t i = 0; i < scheduler->n_rules; i++)
    {
      const struct flow_rule *rule = &scheduler->rules[i];
      struct path_member *member = find_member (scheduler, rule->bid);

      if (member && member->usable
          && flow_rule_matches (rule, p, scheduler->upstream))
        return member;
    }
  return NULL;
}

/* ---- per flow ------------------------------------------------------ */

/* What tells a flow: both addresses, both ports, the protocol.  The lesser
 * end comes first, so that both directions are alike. */
struct flow_key
{
  uint8_t ends[2][18];
  uint8_t protocol;
};

static void
flow_key_read (struct flow_key *key, const struct packet *p)
{
  const uint8_t *ports = packet_ipv6_payload (p);
  bool has_ports
      = packet_next_header (p) == NEXT_UDP && packet_ipv6_stored (p) >= 4;
  uint8_t ends[2][18] = { { 0 } };
  bool swapped;

  for (unsigned i = 0; i < 2; i++)
    {
      memcpy (ends[i], p->head + 8 + 16 * i, 16);
      if (has_ports)
        memcpy (ends[i] + 16, ports + 2 * i, 2);
    }
  swapped = memcmp (ends[0], ends[1], sizeof ends[0]) > 0;
  memcpy (key->ends[0], ends[swapped], sizeof ends[0]);
  memcpy (key->ends[1], ends[!swapped], sizeof ends[0]);
  key->protocol = packet_next_header (p);
}

/* Weighted rendezvous: the member with the greatest -weight / ln(u), u the hash
 * of flow and member as a fraction of its range. */
static double
flow_score (const struct path_member *member, const struct flow_key *key)
{
  uint64_t hash = XXH3_64bits_withSeed (key, sizeof *key, member->bid);
  double u = ((double)(hash >> 11) + 0.5) * 0x1p-53;

  return -(double)member->weight / log (u);
}

static struct path_member *
choose_per_flow (struct path_scheduler *scheduler, const struct packet *p)
{
  struct path_member *best = NULL;
  double best_score = 0;
  struct flow_key key;

  flow_key_read (&key, p);
  for (uint32_t i = 0; i < scheduler->n; i++)
    {
      struct path_member *member = &scheduler->members[i];
      double score;

      if (!member->usable)
        continue;
      score = flow_score (member, &key);
      if (!best || score > best_score)
        {
          best = member;
          best_score = score;
        }
    }
  return best;
}

/* ---- per packet ---------------------------------------------------- */

/* Smooth weighted round robin: each gains its weight, the richest pays for
 * all; ties to the earlier one. */
static struct path_member *
choose_in_turn (struct path_scheduler *scheduler)
{
  struct path_member *best = NULL;
  int64_t sum = 0;

  for (uint32_t i = 0; i < scheduler->n; i++)
    {
      struct path_member *member = &scheduler->members[i];

      if (!member->usable)
        continue;
      member->credit += member->weight;
      sum += member->weight;
      if (!best || member->credit > best->credit)
        best = member;
    }
  if (best)
    best->credit -= sum;
  return best;
}

/* A draw that belongs to the packet, as the losses of links do. */
static double
packet_draw (struct path_scheduler *scheduler, const struct packet *p)
{
  if (p->meter.flow != FLOW_NONE)
    return random_at (&scheduler->key, p->meter.flow, p->meter.sequence);
  return random_at (&scheduler->key, UINT64_MAX, scheduler->draws++);
}

static struct path_member *
choose_at_random (struct path_scheduler *scheduler, const struct packet *p)
{
  struct path_member *last = NULL;
  double sum = 0, at;

  for (uint32_t i = 0; i < scheduler->n; i++)
    if (scheduler->members[i].usable)
      sum += scheduler->members[i].weight;
  at = packet_draw (scheduler, p) * sum;
  for (uint32_t i = 0; i < scheduler->n && at >= 0; i++)
    if (scheduler->members[i].usable)
      {
        last = &scheduler->members[i];
        at -= last->weight;
      }
  return last;
}

static struct path_member *
choose_by_load (struct path_scheduler *scheduler, const struct packet *p)
{
  struct path_member *best = NULL;
  uint32_t length = packet_length (p);

  for (uint32_t i = 0; i < scheduler->n; i++)
    {
      struct path_member *member = &scheduler->members[i];

      if (member->usable
          && (!best
              || (member->octets + length) * best->weight
                     < (best->octets + length) * member->weight))
        best = member;
    }
  return best;
}

static struct path_member *
choose_per_packet (struct path_scheduler *scheduler, const struct packet *p)
{
  switch ((enum distribution_schedule)scheduler->config->schedule)
    {
    case SCHEDULE_RANDOM:
      return choose_at_random (scheduler, p);
    case SCHEDULE_LOAD:
      return choose_by_load (scheduler, p);
    case SCHEDULE_ROUND_ROBIN:
      break;
    }
  return choose_in_turn (scheduler);
}

/* ---- both ---------------------------------------------------------- */

const struct route *
path_scheduler_choose (struct node *node, struct packet *p, void *data)
{
  struct path_scheduler *scheduler = data;
  struct path_member *member = choose_by_rule (scheduler, p);

  if (!member)
    member = scheduler->config->scheme == SCHEME_PER_FLOW
                 ? choose_per_flow (scheduler, p)
                 : choose_per_packet (scheduler, p);
  if (!member)
    return &no_path;
  member->octets += packet_length (p);
  p->meter.path = member->number;
  trace_emit (network_sim (node->network)->trace, TRACE_PATH_TAKEN,
              &(struct trace_packet){ .node = node, .packet = p });
  return &member->route;
}
