/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How associations come to be.  By IKEv2 (RFC 7296 1.2) it takes two round
 * trips, IKE_SA_INIT and IKE_AUTH, over the way as long as it is when the first
 * message asks for it; the four messages are counted, they do not cross the
 * network as packets. */
#include "models/mobility/kit.h"
#include "models/security/state.h"

#define IKEV2_ROUND_TRIPS 2
#define IKEV2_MESSAGES 4
/* Each with 48 octets of IPv6 and UDP header.  IKE_SA_INIT, 376 octets either
 * way: header 28, one proposal of four transforms 48, key exchange of group 14
 * (RFC 3526) 264, nonce of 32 octets 36.  IKE_AUTH, 272 octets: header 28,
 * encrypted payload with IV 20, in it identity 24, authentication 40, one
 * proposal of three transforms 40, two traffic selectors 48 each, padding to
 * AES blocks 8, then the check value 16. */
#define IKEV2_OCTETS (2 * (48 + 376) + 2 * (48 + 272))
/* No way to the peer: tried again after this. */
#define IKEV2_RETRY SIM_SECOND

/* A message that waits. */
struct held_message
{
  struct mobility_entity *entity;
  struct packet *packet;
  const char *name; /* static */
};

/* ---- the peer ------------------------------------------------------ */

static bool
is_central (const struct mobility_entity *entity)
{
  return entity->role == ROLE_LMA || entity->role == ROLE_CMD
         || entity->role == ROLE_HA || entity->role == ROLE_MAP;
}

static bool
is_allowed (const struct security *security,
            const struct mobility_entity *entity,
            const struct mobility_entity *peer)
{
  return security->config->associations == ASSOCIATIONS_ALL
         || is_central (entity) || is_central (peer);
}

/* ---- the way to it ------------------------------------------------- */

/* The router that @node is, or is attached to; adds what the radio takes. */
static const struct node *
router_of (const struct domain *domain, const struct node *node,
           sim_time *delay)
{
  const struct mobile_node *mn
      = node->kind == NODE_HOST ? domain_mobile_node (domain, node) : NULL;

  if (!mn || !mn->router)
    return node;
  *delay += g_array_index (domain->technologies, struct technology_config,
                           mn->technology)
                .radio.delay;
  return mn->router->node;
}

/* One way, SIM_TIME_MAX without one. */
static sim_time
way_between (const struct domain *domain, const struct node *a,
             const struct node *b)
{
  sim_time radio = 0, wired;

  a = router_of (domain, a, &radio);
  b = router_of (domain, b, &radio);
  wired = network_path_delay (domain->sim->network, a, b);
  return wired == SIM_TIME_MAX ? wired : radio + wired;
}

/* Both ways, IKEV2_ROUND_TRIPS times. */
static sim_time
setup_time (const struct security *security, const struct node *a,
            const struct node *b)
{
  sim_time there = way_between (security->domain, a, b);
  sim_time back = way_between (security->domain, b, a);

  if (there == SIM_TIME_MAX || back == SIM_TIME_MAX)
    return SIM_TIME_MAX;
  return IKEV2_ROUND_TRIPS * (there + back)
         + security->config->setup_processing;
}

/* ---- life ---------------------------------------------------------- */

static void
tell_stands (const struct security *security,
             const struct mobility_entity *entity, sim_time setup)
{
  struct trace_security record = { .node = entity->node,
                                   .role = entity->role,
                                   .event = SECURITY_ASSOCIATED,
                                   .setup = setup };

  if (security->config->setup == SETUP_IKEV2)
    {
      record.messages = IKEV2_MESSAGES;
      record.octets = IKEV2_OCTETS;
    }
  trace_emit (security->domain->sim->trace, TRACE_SECURITY, &record);
}

static void
stand (const struct security *security, struct association *association,
       const struct mobility_entity *entity, sim_time setup)
{
  association->stands = true;
  tell_stands (security, entity, setup);
}

/* What takes its time to be set up. */
struct setup
{
  struct security *security;
  struct association *association;
  struct mobility_entity *entity; /* who began */
  struct node *peer;
  sim_time begun, takes; /* SIM_TIME_MAX: no way there yet */
};

static void
setup_go_on (struct setup *setup)
{
  struct security *security = setup->security;
  struct sim *sim = security->domain->sim;

  setup->takes = setup_time (security, setup->entity->node, setup->peer);
  engine_schedule (
      sim->engine,
      sim_now (sim)
          + (setup->takes == SIM_TIME_MAX ? IKEV2_RETRY : setup->takes),
      node_origin (setup->entity->node), security->ready, setup);
}

static void
setup_begin (struct security *security, struct association *association,
             struct mobility_entity *entity, struct node *peer)
{
  struct setup *setup = g_new0 (struct setup, 1);

  setup->security = security;
  setup->association = association;
  setup->entity = entity;
  setup->peer = peer;
  setup->begun = sim_now (security->domain->sim);
  g_ptr_array_add (security->setups, setup);
  setup_go_on (setup);
}

static void
release_held (struct security *security, struct association *association)
{
  struct held_message *held;

  while ((held = g_queue_pop_head (&association->held)))
    {
      struct security_passage passage;
      bool found = security_find_mobility (held->packet, &passage);

      g_assert (found);
      mobility_transmit (
          held->entity,
          security_apply (security, held->packet, &passage, association),
          held->name);
      g_free (held);
    }
}

void
security_ready (struct sim *sim, void *subject)
{
  struct setup *setup = subject;

  if (setup->takes == SIM_TIME_MAX)
    {
      setup_go_on (setup);
      return;
    }
  stand (setup->security, setup->association, setup->entity,
         sim_now (sim) - setup->begun);
  release_held (setup->security, setup->association);
}

/* That of a pair of which @entity speaks first, not standing yet; NULL: the
 * peer is no entity of the domain. */
static struct association *
add_association (struct security *security,
                 const struct mobility_entity *entity,
                 const struct security_passage *passage,
                 struct mobility_entity **peer)
{
  struct association *association;

  *peer = mobility_find_entity_at (security->domain->mobility,
                                   &passage->destination);
  if (!*peer)
    return NULL;
  association = associations_add (
      &security->associations, &passage->source, &passage->destination,
      (enum esp_integrity)security->config->integrity);
  association->allowed = is_allowed (security, entity, *peer);
  return association;
}

static struct association *
associate (struct security *security, struct mobility_entity *entity,
           const struct security_passage *passage)
{
  struct mobility_entity *peer;
  struct association *association
      = add_association (security, entity, passage, &peer);

  if (!association || !association->allowed)
    return association;
  if (security->config->setup == SETUP_IKEV2)
    setup_begin (security, association, entity, peer->node);
  else
    stand (security, association, entity, 0);
  return association;
}

static struct association *
find_association (const struct security *security,
                  const struct security_passage *passage)
{
  return associations_find (&security->associations, &passage->source,
                            &passage->destination);
}

struct association *
security_associate (struct security *security, struct mobility_entity *entity,
                    const struct security_passage *passage)
{
  struct association *association = find_association (security, passage);

  return association ? association : associate (security, entity, passage);
}

struct association *
security_prepare (struct security *security,
                  const struct security_passage *passage)
{
  struct association *association = find_association (security, passage);
  struct mobility_entity *peer,
      *entity
      = mobility_find_entity_at (security->domain->mobility, &passage->source);
  sim_time takes = 0;

  if (association || !entity)
    return association;
  association = add_association (security, entity, passage, &peer);
  if (!association || !association->allowed)
    return association;
  if (security->config->setup == SETUP_IKEV2)
    takes = setup_time (security, entity->node, peer->node);
  if (takes < SIM_TIME_MAX)
    stand (security, association, entity, takes);
  return association;
}

void
security_note_host (struct security *security,
                    const struct mobility_entity *entity,
                    const struct security_passage *passage)
{
  const struct trace_security record = { .node = entity->node,
                                         .role = entity->role,
                                         .event = SECURITY_ASSOCIATED };

  if (associations_find (&security->of_hosts, &passage->source,
                         &passage->destination))
    return;
  associations_add (&security->of_hosts, &passage->source,
                    &passage->destination,
                    (enum esp_integrity)security->config->integrity);
  trace_emit (security->domain->sim->trace, TRACE_SECURITY, &record);
}

void
security_hold (struct association *association, struct mobility_entity *entity,
               struct packet *p, const char *name)
{
  struct held_message *held = g_new (struct held_message, 1);

  *held = (struct held_message){ entity, p, name };
  g_queue_push_tail (&association->held, held);
}

void
security_drop_held (struct security *security, struct association *association)
{
  struct held_message *held;

  while ((held = g_queue_pop_head (&association->held)))
    {
      packet_free (security->domain->sim->network, held->packet);
      g_free (held);
    }
}
