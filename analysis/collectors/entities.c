/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entities: mobility state over time (doc/metrics.md 8), messages in and out,
 * and the octets their sites anchor, serve and pass on. */
#include "analysis/collectors/parts.h"

uint32_t
collector_entity (struct collector *c, struct node *node, enum entity_role role)
{
  bool mobile = role == ROLE_MN;
  uint32_t *index = mobile ? &c->mobile_entity
                           : record_at (c->entity_index, uint32_t,
                                        node->id * ENTITY_ROLES_N + role);
  struct entity_record entity = { .node = mobile ? NULL : node, .role = role };

  if (*index == 0)
    {
      entity.since = c->config.warmup;
      g_array_append_val (c->entities, entity);
      *index = c->entities->len;
    }
  return *index - 1;
}

char *
entity_name (const struct entity_record *entity)
{
  return g_strdup_printf ("%s@%s", entity_role_name (entity->role),
                          entity->node != NULL ? entity->node->name : "*");
}

/* Brings the integrals up to @now; before warm-up nothing is counted. */
static void
entity_advance (struct entity_record *entity, sim_time now)
{
  if (now <= entity->since)
    return;
  entity->entry_ns += (double)entity->entries * (double)(now - entity->since);
  entity->stale_ns += (double)entity->stale * (double)(now - entity->since);
  entity->since = now;
}

static void
state_changed (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_state *state = record;
  uint32_t index = collector_entity (c, state->node, state->role);
  struct entity_record *entity
      = &g_array_index (c->entities, struct entity_record, index);

  entity_advance (entity, sim_now (sim));
  c->now.state_entries += state->entries;
  c->now.state_entries -= entity->entries;
  c->now.state_stale += state->stale;
  c->now.state_stale -= entity->stale;
  entity->stateful = true;
  entity->entries = state->entries;
  entity->stale = state->stale;
  if (collector_counts (c, sim_now (sim)))
    entity->peak = MAX (entity->peak, state->entries);
}

static void
state_refused (struct sim *sim, const void *record, void *data)
{
  struct collector *c = data;
  const struct trace_refusal *refusal = record;
  uint32_t index = collector_entity (c, refusal->node, refusal->role);
  struct entity_record *entity
      = &g_array_index (c->entities, struct entity_record, index);

  if (!collector_counts (c, sim_now (sim)))
    return;
  if (refusal->evicted)
    entity->evicted++;
  else
    entity->refused++;
}

void
collector_entities_listen (struct collector *c)
{
  trace_listen (c->sim->trace, TRACE_STATE, state_changed, c);
  trace_listen (c->sim->trace, TRACE_STATE_REFUSED, state_refused, c);
}

void
collector_entities_warmup (struct collector *c)
{
  for (uint32_t i = 0; i < c->entities->len; i++)
    {
      struct entity_record *entity
          = &g_array_index (c->entities, struct entity_record, i);

      entity->peak = entity->entries;
    }
}

/* One observation per stateful entity of @role, or of all. */
static void
put_state (struct collector *c, int role)
{
  double span = (double)(c->finished - c->config.warmup);
  const char *label = role < 0 ? NULL : entity_role_name (role);
  const char *const bases[] = { "state.entries", "state.stale", "state.peak" };
  struct distribution d[3];

  for (unsigned i = 0; i < 3; i++)
    distribution_init (&d[i], G_MAXUINT16);
  for (uint32_t i = 0; i < c->entities->len; i++)
    {
      const struct entity_record *entity
          = &g_array_index (c->entities, struct entity_record, i);

      if (!entity->stateful || (role >= 0 && role != (int)entity->role))
        continue;
      distribution_add (&d[0], entity->entry_ns / span, 1);
      distribution_add (&d[1], entity->stale_ns / span, 1);
      distribution_add (&d[2], entity->peak, 1);
    }
  for (unsigned i = 0; i < 3; i++)
    {
      char *name = label == NULL
                       ? g_strdup (bases[i])
                       : g_strdup_printf ("%s{role=%s}", bases[i], label);

      if (label == NULL || d[i].count > 0)
        metric_set_distribution (c->metrics, name, &d[i], 1);
      distribution_clear (&d[i]);
      g_free (name);
    }
}

static void
put_refusals (struct collector *c, int role)
{
  g_autofree char *label
      = role < 0 ? g_strdup ("")
                 : g_strdup_printf ("{role=%s}",
                                    entity_role_name ((enum entity_role)role));
  g_autofree char *refused = g_strconcat ("state.refused", label, NULL);
  g_autofree char *evicted = g_strconcat ("state.evicted", label, NULL);
  uint64_t sums[2] = { 0, 0 };

  for (uint32_t i = 0; i < c->entities->len; i++)
    {
      const struct entity_record *entity
          = &g_array_index (c->entities, struct entity_record, i);

      if (role >= 0 && role != (int)entity->role)
        continue;
      sums[0] += entity->refused;
      sums[1] += entity->evicted;
    }
  if (role >= 0 && sums[0] + sums[1] == 0)
    return;
  metric_set_value (c->metrics, refused, (double)sums[0]);
  metric_set_value (c->metrics, evicted, (double)sums[1]);
}

void
collector_entities_finish (struct collector *c)
{
  for (uint32_t i = 0; i < c->entities->len; i++)
    entity_advance (&g_array_index (c->entities, struct entity_record, i),
                    c->finished);
  if (c->finished <= c->config.warmup)
    return;
  for (int role = -1; role < ENTITY_ROLES_N; role++)
    {
      put_state (c, role);
      put_refusals (c, role);
    }
}
