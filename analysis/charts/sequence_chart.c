/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/charts/sequence_chart.h"

#include <string.h>

/* Faults are of no node, and of no handover. */
static bool
is_own (const struct recorded_event *event, const struct sequence_selection *s)
{
  return event->node == s->node
         && (s->transaction == TRANSACTION_NONE
             || event->transaction == s->transaction);
}

/* The time that the selection takes: for ever, or while the handover lasts. */
static void
find_span (const struct recording *r, const struct sequence_selection *s,
           sim_time *from, sim_time *to)
{
  bool all = s->transaction == TRANSACTION_NONE;

  *from = all ? 0 : SIM_TIME_MAX;
  *to = all ? SIM_TIME_MAX : 0;
  for (uint32_t i = 0; !all && i < r->events->len; i++)
    {
      const struct recorded_event *event = recording_event (r, i);

      if (!is_own (event, s))
        continue;
      *from = MIN (*from, event->at);
      *to = MAX (*to, MAX (event->at, event->until));
    }
}

/* Does the fault last, or end, between @from and @to? */
static bool
is_fault_within (const struct recorded_event *event, sim_time from, sim_time to)
{
  if (event->at > to)
    return false;
  return event->kind == RECORDED_FAULT
             ? event->until == SIM_TIME_NONE || event->until >= from
             : event->kind == RECORDED_FAULT_OVER && event->at >= from;
}

static void
choose_rows (struct sequence_chart *chart, const struct sequence_selection *s)
{
  const struct recording *r = chart->of;
  sim_time from, to;

  find_span (r, s, &from, &to);
  chart->rows = g_new (uint32_t, MIN (r->events->len, s->rows_max));
  for (uint32_t i = 0; i < r->events->len; i++)
    {
      const struct recorded_event *event = recording_event (r, i);

      if (!is_own (event, s) && !is_fault_within (event, from, to))
        continue;
      if (chart->n_rows < s->rows_max)
        chart->rows[chart->n_rows++] = i;
      else
        chart->n_left_out++;
    }
  chart->n_left_out += r->events_lost;
}

/* All who take part in a row. */
static void
choose_columns (struct sequence_chart *chart)
{
  g_autofree uint32_t *order = recording_columns (chart->of);
  uint32_t n = chart->of->entities->len;
  g_autofree bool *taken = g_new0 (bool, n);

  chart->columns = g_new (uint32_t, n);
  chart->column_of = g_new (uint32_t, n);
  for (uint32_t i = 0; i < n; i++)
    chart->column_of[i] = RECORDING_NONE;
  for (uint32_t i = 0; i < chart->n_rows; i++)
    {
      const struct recorded_event *e
          = recording_event (chart->of, chart->rows[i]);

      if (e->from != RECORDING_NONE)
        taken[e->from] = true;
      if (e->to != RECORDING_NONE)
        taken[e->to] = true;
    }
  for (uint32_t i = 0; i < n; i++)
    if (taken[order[i]])
      {
        chart->column_of[order[i]] = chart->n_columns;
        chart->columns[chart->n_columns++] = order[i];
      }
}

static char *
make_title (const struct recording *r, const struct sequence_selection *s)
{
  const struct mobile_node *mn = g_ptr_array_index (r->nodes, s->node);
  g_autofree char *name = sequence_clean (mn->node->name);

  for (uint32_t i = 0; i < r->handovers->len; i++)
    {
      const struct handover *h
          = &g_array_index (r->handovers, struct handover, i);

      if (h->id != s->transaction)
        continue;
      return h->number == 0
                 ? g_strdup_printf ("Attachment of %s", name)
                 : g_strdup_printf ("Handover %u of %s", h->number, name);
    }
  return g_strdup_printf ("Messages of %s", name);
}

struct sequence_chart *
sequence_chart_new (const struct recording *r,
                    const struct sequence_selection *s)
{
  struct sequence_chart *chart = g_new0 (struct sequence_chart, 1);

  chart->of = r;
  chart->title = make_title (r, s);
  choose_rows (chart, s);
  choose_columns (chart);
  return chart;
}

void
sequence_chart_free (struct sequence_chart *chart)
{
  g_free (chart->title);
  g_free (chart->columns);
  g_free (chart->column_of);
  g_free (chart->rows);
  g_free (chart);
}

/* ---- formats ------------------------------------------------------- */

static const struct
{
  const char *name;
  char *(*print) (const struct sequence_chart *chart);
} formats[] = { [SEQUENCE_TEXT] = { "text", sequence_text },
                [SEQUENCE_SVG] = { "svg", sequence_svg },
                [SEQUENCE_MSCGEN] = { "mscgen", sequence_mscgen } };

bool
sequence_format_parse (const char *name, enum sequence_format *format)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (formats); i++)
    if (strcmp (formats[i].name, name) == 0)
      {
        *format = (enum sequence_format)i;
        return true;
      }
  return false;
}

char *
sequence_chart_print (const struct sequence_chart *chart,
                      enum sequence_format format)
{
  return formats[format].print (chart);
}

/* ---- what they share ----------------------------------------------- */

const char *
sequence_column_role (const struct sequence_chart *chart, uint32_t column)
{
  enum entity_role role
      = recording_entity (chart->of, chart->columns[column])->role;

  return role < ENTITY_ROLES_N ? entity_role_name (role) : "";
}

char *
sequence_column_name (const struct sequence_chart *chart, uint32_t column)
{
  return sequence_clean (
      recording_entity (chart->of, chart->columns[column])->node->name);
}

char *
sequence_label (const struct recorded_event *event)
{
  g_autofree char *text = sequence_clean (event->text);

  if (event->lost)
    return g_strdup_printf ("%s, lost: %s", text,
                            drop_reason_name (event->reason));
  if (event->refused)
    return g_strdup_printf ("%s, dropped: %s", text,
                            drop_reason_name (event->reason));
  if (event->kind == RECORDED_MESSAGE && event->until == SIM_TIME_NONE)
    return g_strdup_printf ("%s, under way at the end", text);
  return g_steal_pointer (&text);
}

char *
sequence_remark (const struct sequence_chart *chart)
{
  if (chart->n_rows == 0)
    return g_strdup ("Nothing happened to this node in the window.");
  if (chart->n_left_out == 0)
    return NULL;
  return g_strdup_printf ("%" G_GUINT64_FORMAT " further events are not shown: "
                          "choose a narrower window.",
                          chart->n_left_out);
}

char *
sequence_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);

      g_string_append_unichar (clean, g_unichar_isprint (u) ? u : '?');
    }
  return g_string_free (clean, FALSE);
}
