/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/describe.h"

static void
note_prefixes (GString *text, const struct prefix *prefixes, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      for (unsigned j = 0; j < 8; j++)
        g_string_append_printf (text, "%02x", prefixes[i].address.octet[j]);
      g_string_append_c (text, ' ');
    }
}

static void
note_address (GString *text, const struct address *address)
{
  for (unsigned j = 0; j < 16; j++)
    g_string_append_printf (text, "%02x", address->octet[j]);
  g_string_append_c (text, '\n');
}

static void
note_prefix_list (GString *text, const struct prefix_list *list)
{
  for (uint32_t i = 0; i < list->len; i++)
    note_prefixes (text, prefix_list_at (list, i), 1);
}

static void
note_sessions (GString *text, const struct dmm_node *node)
{
  for (const struct maar_session *s = node->sessions; s; s = s->next)
    {
      g_string_append_printf (text, "%s %s, %u elsewhere ",
                              s->maar->entity.node->name,
                              maar_state_name (s->state), maar_n_previous (s));
      note_prefix_list (text, &s->prefixes);
      note_address (text, &s->serving);
    }
}

/* The binding update list. */
static void
note_list (GString *text, const struct maar_session *session)
{
  const GPtrArray *list = session_own (session)->list;

  for (guint i = 0; i < list->len; i++)
    {
      const struct bule *bule = g_ptr_array_index (list, i);

      g_string_append_printf (text, "%s %s ", bule_kind_name (bule->kind),
                              bule_state_name (bule->state));
      note_address (text, &bule->exchange.peer);
    }
}

char *
describe_distributed (struct mobile_node *mn)
{
  const struct dmm_node *node = mn->anchored;
  GString *text = g_string_new (NULL);

  note_sessions (text, node);
  for (const struct maar_session *s = node->sessions; s; s = s->next)
    note_list (text, s);
  for (const struct location *l = node->own; l; l = l->next)
    {
      g_string_append_printf (text, "%s ", l->maar->entity.node->name);
      note_address (text, &l->serving);
      for (guint i = 0; i < l->anchored->len; i++)
        {
          const struct anchored *a
              = &g_array_index (l->anchored, struct anchored, i);

          note_prefixes (text, &a->prefix, 1);
          note_address (text, &a->maar);
        }
    }
  return g_string_free (text, FALSE);
}

char *
describe_dmm (struct mobile_node *mn)
{
  const struct dmm_node *node = mn->anchored;
  GString *text = g_string_new (NULL);

  note_sessions (text, node);
  for (guint i = 0; i < node->bce->previous->len; i++)
    {
      const struct p_maar *p = g_ptr_array_index (node->bce->previous, i);

      g_string_append_printf (text, "%s ", p_maar_state_name (p->state));
      note_prefix_list (text, &p->prefixes);
      note_address (text, &p->address);
    }
  note_address (text, &node->bce->p_coa);
  return g_string_free (text, FALSE);
}

char *
describe_pmipv6 (struct world *w, struct mobile_node *mn)
{
  const struct lma_node *node = lma_node_get (world_lma (w), mn);
  const struct pmipv6_node *at_mags = mn->proxied;
  GString *text = g_string_new (NULL);

  for (const struct bce *bce = node->entries; bce; bce = bce->next)
    {
      g_string_append_printf (text, "%s ", bce_state_name (bce->state));
      note_prefixes (text, bce->prefixes, bce->n_prefixes);
      note_address (text, &bce->proxy_coa);
    }
  for (const struct bul_entry *e = at_mags->entries; e; e = e->next)
    {
      g_string_append_printf (text, "%s %s ", e->mag->entity.node->name,
                              bul_state_name (e->state));
      note_prefixes (text, e->prefixes, e->n_prefixes);
      note_address (text, &e->mag->entity.address);
    }
  return g_string_free (text, FALSE);
}
