/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/charts/recording.h"

#include <string.h>

#include "analysis/charts/recording_parts.h"

static const struct
{
  const char *name;
  bool is_arrow;
} kinds[] = {
#define X(name, text, arrow) { text, arrow },
  RECORDED_KINDS (X)
#undef X
};

const char *
recorded_kind_name (enum recorded_kind kind)
{
  return kinds[kind].name;
}

bool
recorded_kind_is_arrow (enum recorded_kind kind)
{
  return kinds[kind].is_arrow;
}

/* ---- who ----------------------------------------------------------- */

uint32_t
recording_node (const struct recording *r, const struct mobile_node *mn)
{
  gpointer at
      = mn->logical
            ? NULL
            : g_hash_table_lookup (r->node_of, GUINT_TO_POINTER (mn->index));

  return at == NULL ? RECORDING_NONE : GPOINTER_TO_UINT (at) - 1;
}

static enum recorded_place
place_of (enum entity_role role)
{
  switch (role)
    {
    case ROLE_MN:
      return PLACE_MOBILE;
    case ROLE_ACCESS_ROUTER:
    case ROLE_MAG:
    case ROLE_MAAR:
      return PLACE_GATEWAY;
    case ROLE_CN:
      return PLACE_PEER;
    default:
      return PLACE_CENTRAL;
    }
}

static gpointer
entity_key (const struct node *node, enum recorded_place place)
{
  return GSIZE_TO_POINTER ((gsize)node->id << 2 | place);
}

/* Index + 1, or 0. */
static uint32_t
entity_met (const struct recording *r, const struct node *node,
            enum recorded_place place)
{
  return GPOINTER_TO_UINT (
      g_hash_table_lookup (r->entity_of, entity_key (node, place)));
}

static uint32_t
entity_make (struct recording *r, const struct node *node,
             enum recorded_place place, enum entity_role role)
{
  const struct recorded_entity fresh = { node, place, role };

  g_array_append_val (r->entities, fresh);
  g_hash_table_insert (r->entity_of, entity_key (node, place),
                       GUINT_TO_POINTER (r->entities->len));
  return r->entities->len - 1;
}

uint32_t
recording_meet (struct recording *r, const struct node *node,
                enum entity_role role)
{
  enum recorded_place place = place_of (role);
  uint32_t met = entity_met (r, node, place);

  if (met == 0)
    return entity_make (r, node, place, role);
  if (role != ROLE_ACCESS_ROUTER)
    g_array_index (r->entities, struct recorded_entity, met - 1).role = role;
  return met - 1;
}

uint32_t
recording_find (struct recording *r, const struct node *node,
                enum recorded_place place)
{
  static const enum entity_role plain[]
      = { [PLACE_MOBILE] = ROLE_MN,
          [PLACE_GATEWAY] = ROLE_ACCESS_ROUTER,
          [PLACE_CENTRAL] = ENTITY_ROLES_N,
          [PLACE_PEER] = ROLE_CN };
  uint32_t met = entity_met (r, node, place);

  return met > 0 ? met - 1 : entity_make (r, node, place, plain[place]);
}

uint32_t
recording_anchor (struct recording *r, const struct node *node)
{
  uint32_t met = entity_met (r, node, PLACE_GATEWAY);

  return met > 0 ? met - 1 : recording_find (r, node, PLACE_CENTRAL);
}

/* Order among those in the same place. */
static uint32_t
entity_rank (const struct recording *r, const struct recorded_entity *entity)
{
  const struct access_router *router
      = domain_router_at (r->domain, entity->node);

  return entity->place == PLACE_GATEWAY && router != NULL ? router->index
                                                          : entity->node->id;
}

static int
entity_compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const struct recording *r = data;
  const struct recorded_entity *x = recording_entity (r, *(const uint32_t *)a);
  const struct recorded_entity *y = recording_entity (r, *(const uint32_t *)b);

  if (x->place != y->place)
    return (int)x->place - (int)y->place;
  return entity_rank (r, x) < entity_rank (r, y) ? -1 : 1;
}

uint32_t *
recording_columns (const struct recording *r)
{
  uint32_t *order = g_new (uint32_t, r->entities->len);

  for (uint32_t i = 0; i < r->entities->len; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint)r->entities->len, sizeof *order,
                     entity_compare, (gpointer)r);
  return order;
}

/* Every entity tells its state once when it is built. */
static void
entity_built (struct sim *sim, const void *record, void *data)
{
  const struct trace_state *at = record;

  (void)sim;
  if (at->node != NULL && at->role != ROLE_MN)
    recording_meet (data, at->node, at->role);
}

/* ---- what ---------------------------------------------------------- */

uint32_t
recording_keep (struct recording *r, struct recorded_event *event)
{
  if (r->events->len >= r->config.events_max)
    {
      g_free (event->text);
      r->events_lost++;
      return 0;
    }
  g_array_append_vals (r->events, event, 1);
  return r->events->len;
}

static uint32_t
event_append (struct recording *r, struct recorded_event *event)
{
  if (event->at >= r->config.from && event->at <= r->config.to)
    return recording_keep (r, event);
  g_free (event->text);
  return 0;
}

/* No trace point tells of the attach trigger; the transaction does. */
static void
note_trigger (struct recording *r, uint32_t node)
{
  const struct mobile_node *mn = g_ptr_array_index (r->nodes, node);
  const struct handover *now = mn->handover;
  uint32_t *noted = &g_array_index (r->triggered, uint32_t, node);
  struct recorded_event event;

  if (now == NULL || *noted == now->id + 1 || now->t_trigger == SIM_TIME_NONE)
    return;
  *noted = now->id + 1;
  event = (struct recorded_event){ .kind = RECORDED_TRIGGER,
                                   .at = now->t_trigger,
                                   .until = SIM_TIME_NONE,
                                   .node = node,
                                   .transaction = now->id,
                                   .from = recording_find (r, now->to->node,
                                                           PLACE_GATEWAY),
                                   .to = RECORDING_NONE,
                                   .text = g_strdup ("attach trigger") };
  event_append (r, &event);
}

uint32_t
recording_add (struct recording *r, struct recorded_event *event)
{
  note_trigger (r, event->node);
  return event_append (r, event);
}

/* ---- life ---------------------------------------------------------- */

static void
event_clear (gpointer event)
{
  g_free (((struct recorded_event *)event)->text);
}

static void
choose_node (struct recording *r, const struct mobile_node *mn)
{
  g_ptr_array_add (r->nodes, (gpointer)mn);
  g_hash_table_insert (r->node_of, GUINT_TO_POINTER (mn->index),
                       GUINT_TO_POINTER (r->nodes->len));
}

static void
choose_nodes (struct recording *r)
{
  const GPtrArray *all = r->domain->mobile_nodes;
  const char *name = r->config.node;

  for (uint32_t i = 0; i < all->len && r->nodes->len < r->config.nodes; i++)
    {
      const struct mobile_node *mn = g_ptr_array_index (all, i);

      if (name == NULL || strcmp (mn->node->name, name) == 0)
        choose_node (r, mn);
    }
  g_array_set_size (r->wanted, r->nodes->len);
  g_array_set_size (r->triggered, r->nodes->len);
  g_array_set_size (r->latest, r->nodes->len);
}

static void
make_arrays (struct recording *r)
{
  r->nodes = g_ptr_array_new ();
  r->entities = g_array_new (FALSE, TRUE, sizeof (struct recorded_entity));
  r->events = g_array_new (FALSE, TRUE, sizeof (struct recorded_event));
  r->handovers = g_array_new (FALSE, TRUE, sizeof (struct handover));
  r->tunnels = g_array_new (FALSE, TRUE, sizeof (struct recorded_tunnel));
  r->attachments
      = g_array_new (FALSE, TRUE, sizeof (struct recorded_attachment));
  r->movements = g_array_new (FALSE, TRUE, sizeof (struct recorded_movement));
  r->faults = g_array_new (FALSE, TRUE, sizeof (struct recorded_fault));
  r->wanted = g_array_new (FALSE, TRUE, sizeof (bool));
  r->triggered = g_array_new (FALSE, TRUE, sizeof (uint32_t));
  r->latest = g_array_new (FALSE, TRUE, sizeof (uint32_t));
  g_array_set_clear_func (r->events, event_clear);
  r->entity_of = g_hash_table_new (NULL, NULL);
  r->node_of = g_hash_table_new (NULL, NULL);
  r->transaction = g_hash_table_new (NULL, NULL);
  r->under_way = g_hash_table_new (NULL, NULL);
}

struct recording *
recording_new (struct sim *sim, struct domain *domain,
               const struct recording_config *config)
{
  struct recording *r = g_new0 (struct recording, 1);

  r->sim = sim;
  r->domain = domain;
  r->config = *config;
  make_arrays (r);
  choose_nodes (r);
  trace_listen (sim->trace, TRACE_STATE, entity_built, r);
  recording_messages_listen (r);
  recording_access_listen (r);
  recording_tunnels_listen (r);
  recording_faults_listen (r);
  return r;
}

/* In time.  At one instant what was noted first comes first, but that a radio
 * is dead before the link goes down, although that is told after it. */
static int
event_compare (gconstpointer a, gconstpointer b, gpointer events)
{
  const struct recorded_event *all = events;
  uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
  bool i_dead = all[i].kind == RECORDED_RADIO_DEAD;
  bool j_dead = all[j].kind == RECORDED_RADIO_DEAD;

  if (all[i].at != all[j].at)
    return all[i].at < all[j].at ? -1 : 1;
  if (i_dead != j_dead)
    return i_dead ? -1 : 1;
  return i < j ? -1 : 1;
}

static void
sort_events (struct recording *r)
{
  uint32_t n = r->events->len;
  g_autofree uint32_t *order = g_new (uint32_t, n);
  g_autofree struct recorded_event *events
      = g_memdup2 (r->events->data, n * sizeof *events);

  for (uint32_t i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint)n, sizeof *order, event_compare, events);
  for (uint32_t i = 0; i < n; i++)
    g_array_index (r->events, struct recorded_event, i) = events[order[i]];
}

void
recording_finish (struct recording *r)
{
  for (uint32_t i = 0; i < r->nodes->len; i++)
    {
      const struct mobile_node *mn = g_ptr_array_index (r->nodes, i);

      note_trigger (r, i);
      if (mn->handover != NULL)
        recording_update_handover (r, i, mn->handover);
    }
  recording_faults_finish (r);
  sort_events (r);
}

void
recording_free (struct recording *r)
{
  GArray *const arrays[]
      = { r->entities,  r->events, r->handovers, r->tunnels,   r->attachments,
          r->movements, r->faults, r->wanted,    r->triggered, r->latest };
  GHashTable *const tables[]
      = { r->entity_of, r->node_of, r->transaction, r->under_way, r->standing };

  for (unsigned i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_array_free (arrays[i], TRUE);
  for (unsigned i = 0; i < G_N_ELEMENTS (tables); i++)
    g_hash_table_destroy (tables[i]);
  g_ptr_array_free (r->nodes, TRUE);
  g_free (r);
}
