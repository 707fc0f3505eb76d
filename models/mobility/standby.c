/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mobility/standby.h"

#define AT(member) .offset = offsetof (struct standby_config, member)

const struct parameter standby_parameters[]
    = { { .key = "node",
          .type = PARAMETER_STRING,
          AT (node),
          .help = "where it is: neither an access router nor a correspondent",
          .reference = REFERENCE_NODE },
        { .key = "synchronised",
          .type = PARAMETER_BOOL,
          AT (synchronised),
          .fallback = "true",
          .help = "it has the state of the one it takes the place of; else "
                  "none" },
        { .key = "heartbeat",
          .type = PARAMETER_OBJECT,
          AT (heartbeat),
          .fallback = "{}",
          .help = "by which it asks the active one (RFC 5847)",
          .of = heartbeat_parameters },
        { 0 } };
#undef AT

/* ---- watching ------------------------------------------------------ */

static bool
standby_asks (const struct heartbeat *heartbeat G_GNUC_UNUSED)
{
  return true;
}

static void
standby_changed (struct heartbeat *heartbeat)
{
  struct standby *standby = heartbeat->owner;

  if (heartbeat->reachable)
    return;
  heartbeat_stop (heartbeat);
  standby->take_over (standby->owner, standby->entity.node,
                      standby->synchronised);
}

static void
standby_receive (struct mobility_entity *entity,
                 const struct mh_message *message, const struct packet *packet)
{
  struct standby *standby = (struct standby *)entity;
  struct address source = packet_source (packet);

  if (message->type == MH_HB && message->heartbeat.response
      && address_equal (&source, &standby->heartbeat.peer))
    heartbeat_answered (&standby->heartbeat, message);
}

/* ---- life ---------------------------------------------------------- */

struct standby *
standby_new (const struct standby_config *config,
             struct mobility_entity *active,
             void (*take_over) (void *owner, struct node *node,
                                bool synchronised),
             void *owner)
{
  struct domain *domain = active->domain;
  struct node *node = network_find_node (domain->sim->network, config->node);
  struct standby *standby = g_new0 (struct standby, 1);

  standby->take_over = take_over;
  standby->owner = owner;
  standby->synchronised = config->synchronised;
  mobility_entity_init (&standby->entity, domain, node, active->role,
                        standby_receive);
  standby->entity.recognises = MOBILITY_TYPE (MH_HB);
  active->recognises |= MOBILITY_TYPE (MH_HB);
  standby->heartbeat = (struct heartbeat){
    .config = &config->heartbeat,
    .entity = &standby->entity,
    .peer = active->address,
    .kind = engine_kind (domain->sim->engine, "standby", heartbeat_due),
    .wanted = standby_asks,
    .changed = standby_changed,
    .owner = standby,
  };
  heartbeat_start (&standby->heartbeat);
  return standby;
}

void
standby_free (struct standby *standby)
{
  g_free (standby);
}

static bool
is_correspondent (const struct domain *domain, const struct node *node)
{
  return g_ptr_array_find (domain->correspondents, node, NULL);
}

bool
standby_check (const struct domain *domain, const struct node *active,
               const struct standby_config *config, GError **error)
{
  const struct node *node
      = network_find_node (domain->sim->network, config->node);
  const char *wrong = NULL;

  if (node == active)
    wrong = "node: is that of the entity it stands by for";
  else if (domain_router_at (domain, node) || is_correspondent (domain, node))
    wrong = "node: expected one that is no access router and no correspondent";
  else if (domain_router_at (domain, active)
           || is_correspondent (domain, active))
    wrong = "node: the active entity shares an access router's or a "
            "correspondent's addresses, which cannot move; give it a node of "
            "its own";
  if (!wrong)
    return true;
  g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
               "standby/%s", wrong);
  return false;
}
