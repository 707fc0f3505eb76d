/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sequence chart in the language of mscgen. */
#include "analysis/charts/sequence_chart.h"

/* Appends "TEXT", quoted. */
static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

static void
append_columns (GString *out, const struct sequence_chart *chart)
{
  for (uint32_t i = 0; i < chart->n_columns; i++)
    {
      const char *role = sequence_column_role (chart, i);
      g_autofree char *name = sequence_column_name (chart, i);
      g_autofree char *label
          = g_strconcat (role, role[0] != '\0' ? " " : "", name, NULL);

      g_string_append_printf (out, "%s  e%u [label=", i > 0 ? ",\n" : "", i);
      append_quoted (out, label);
      g_string_append_c (out, ']');
    }
  g_string_append (out, ";\n");
}

static const char *
arrow_of (const struct recorded_event *e)
{
  if (e->kind == RECORDED_DATA)
    return "=>>";
  return e->lost || e->until == SIM_TIME_NONE ? "-x" : "=>";
}

static void
append_row (GString *out, const struct sequence_chart *chart,
            const struct recorded_event *e)
{
  g_autofree char *label = sequence_label (e);
  g_autofree char *timed
      = g_strdup_printf ("%.6f s  %s", sim_time_to_seconds (e->at), label);

  if (e->from == RECORDING_NONE)
    g_string_append (out, "  --- [label=");
  else if (recorded_kind_is_arrow (e->kind) && e->to != RECORDING_NONE)
    g_string_append_printf (out,
                            "  e%u %s e%u [label=", chart->column_of[e->from],
                            arrow_of (e), chart->column_of[e->to]);
  else
    g_string_append_printf (out,
                            "  e%u note e%u [label=", chart->column_of[e->from],
                            chart->column_of[e->from]);
  append_quoted (out, timed);
  g_string_append (out, "];\n");
}

char *
sequence_mscgen (const struct sequence_chart *chart)
{
  GString *out = g_string_new ("msc {\n  hscale=\"auto\";\n");
  g_autofree char *remark = sequence_remark (chart);

  if (chart->n_columns > 0)
    append_columns (out, chart);
  else
    g_string_append (out, "  nobody;\n");
  for (uint32_t i = 0; i < chart->n_rows; i++)
    append_row (out, chart, recording_event (chart->of, chart->rows[i]));
  if (remark != NULL)
    {
      g_string_append (out, "  --- [label=");
      append_quoted (out, remark);
      g_string_append (out, "];\n");
    }
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}
