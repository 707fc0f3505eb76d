/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sequence chart as SVG 1.1: whole coordinates, own styles, nothing from
 * elsewhere.  Colours are of Okabe and Ito's palette; what they say stands in
 * the words as well, for print. */
#include "analysis/charts/sequence_chart.h"

#define MARGIN 16
#define TIME_WIDTH 92
#define WAY_WIDTH 78
#define PITCH 190
#define HEAD 88 /* above the first row */
#define ROW 30
#define NOTE_ROW 22
#define LETTER 6.1 /* px a letter takes on average, to place labels */

static const char style[]
    = "text{font:12px 'Helvetica Neue',Helvetica,Arial,sans-serif;fill:#222}"
      ".t{font-size:16px;font-weight:600}"
      ".h{font-weight:600;text-anchor:middle}"
      ".n{text-anchor:middle;fill:#555}"
      ".c{font-size:11px;fill:#555;text-anchor:end;"
      "font-variant-numeric:tabular-nums}"
      ".k{font-size:11px;fill:#555;text-anchor:end}"
      ".m{text-anchor:middle;stroke:#fff;stroke-width:4px;"
      "stroke-linejoin:round;paint-order:stroke}"
      ".o{stroke:#fff;stroke-width:4px;stroke-linejoin:round;"
      "paint-order:stroke;font-size:11px;fill:#555}"
      ".l{stroke:#bbb}.a{stroke:#222;stroke-width:1.3}"
      ".d{stroke:#0072b2;stroke-width:2}.x{stroke:#d55e00;stroke-width:1.3;"
      "stroke-dasharray:5 3}.f{stroke:#d55e00;stroke-dasharray:2 "
      "4}.q{fill:#555}.s{fill:#009e73}.g{fill:#cc79a7}"
      ".w{fill:#a34700}.b{fill:#00527f}";

struct drawing
{
  const struct sequence_chart *chart;
  GString *out;
  int width, y;
};

static int
lifeline (uint32_t column)
{
  return MARGIN + TIME_WIDTH + (int)column * PITCH + PITCH / 2;
}

static void
put_text (struct drawing *d, const char *class, int x, int y, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (d->out,
                          "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n",
                          class, x, y, escaped);
}

static void
put_time (struct drawing *d, sim_time at)
{
  char text[32];

  g_snprintf (text, sizeof text, "%.6f", sim_time_to_seconds (at));
  put_text (d, "c", MARGIN + TIME_WIDTH - 14, d->y + 4, text);
}

/* ---- rows ---------------------------------------------------------- */

static const char *
line_class (const struct recorded_event *e)
{
  if (e->kind == RECORDED_DATA)
    return "d";
  return e->lost || e->until == SIM_TIME_NONE ? "x" : "a";
}

static const char *
head_of (const struct recorded_event *e)
{
  if (e->kind == RECORDED_DATA)
    return "data";
  return e->lost || e->until == SIM_TIME_NONE ? "lost" : "head";
}

/* Middle of a label over @from to @to that stays within the drawing. */
static int
label_middle (const struct drawing *d, int from, int to, const char *label)
{
  int half = (int)((double)g_utf8_strlen (label, -1) * LETTER / 2);
  int right = d->width - MARGIN - WAY_WIDTH - half;
  int left = MARGIN + TIME_WIDTH + half;
  int middle = (from + to) / 2;

  return left > right ? (left + right) / 2 : CLAMP (middle, left, right);
}

static void
arrow_row (struct drawing *d, const struct recorded_event *e, const char *label)
{
  int from = lifeline (d->chart->column_of[e->from]);
  int to = lifeline (d->chart->column_of[e->to]), side = to > from ? 1 : -1;
  bool arrives = !e->lost && e->until != SIM_TIME_NONE;
  char way[32];

  d->y += ROW;
  put_time (d, e->at);
  g_string_append_printf (d->out,
                          "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" "
                          "y2=\"%d\" marker-end=\"url(#%s)\"/>\n",
                          line_class (e), from, d->y,
                          arrives ? to - side : (from + to) / 2, d->y,
                          head_of (e));
  put_text (d,
            e->kind == RECORDED_DATA ? "m b"
            : arrives                ? "m"
                                     : "m w",
            label_middle (d, from, to, label), d->y - 6, label);
  if (e->kind != RECORDED_MESSAGE || e->until == SIM_TIME_NONE)
    return;
  g_snprintf (way, sizeof way, "%.3f",
              sim_time_to_seconds (e->until - e->at) * 1e3);
  put_text (d, "c", d->width - MARGIN, d->y + 4, way);
}

static const char *
dot_class (enum recorded_kind kind)
{
  switch (kind)
    {
    case RECORDED_READY:
    case RECORDED_TUNNEL_SET:
      return "s";
    case RECORDED_TUNNEL_REMOVED:
      return "g";
    case RECORDED_OUTCOME:
    case RECORDED_RADIO_DEAD:
      return "w";
    default:
      return "q";
    }
}

static void
note_row (struct drawing *d, const struct recorded_event *e, const char *label)
{
  int at = lifeline (d->chart->column_of[e->from]);
  int n = (int)((double)g_utf8_strlen (label, -1) * LETTER * 0.92);
  bool right = at + 9 + n <= d->width - MARGIN - WAY_WIDTH;

  d->y += NOTE_ROW;
  put_time (d, e->at);
  g_string_append_printf (
      d->out, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"4\"/>\n",
      dot_class (e->kind), at, d->y);
  if (right)
    put_text (d, "o", at + 9, d->y + 4, label);
  else
    put_text (d, "o", MAX (at - 9 - n, MARGIN + TIME_WIDTH), d->y + 4, label);
}

/* Across all columns: what is about none of them. */
static void
divider_row (struct drawing *d, const struct recorded_event *e,
             const char *label)
{
  int left = MARGIN + TIME_WIDTH, right = d->width - MARGIN - WAY_WIDTH;

  d->y += NOTE_ROW;
  put_time (d, e->at);
  g_string_append_printf (
      d->out, "<line class=\"f\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
      left, d->y, right, d->y);
  put_text (d, "m", label_middle (d, left, right, label), d->y + 4, label);
}

static void
put_row (struct drawing *d, const struct recorded_event *e)
{
  g_autofree char *label = sequence_label (e);

  if (e->from == RECORDING_NONE)
    divider_row (d, e, label);
  else if (recorded_kind_is_arrow (e->kind) && e->to != RECORDING_NONE
           && e->to != e->from)
    arrow_row (d, e, label);
  else
    note_row (d, e, label);
}

/* ---- the whole ----------------------------------------------------- */

static bool
row_is_arrow (const struct recorded_event *e)
{
  return recorded_kind_is_arrow (e->kind) && e->to != RECORDING_NONE
         && e->to != e->from;
}

static int
height_of_rows (const struct sequence_chart *chart)
{
  int height = 0;

  for (uint32_t i = 0; i < chart->n_rows; i++)
    height += row_is_arrow (recording_event (chart->of, chart->rows[i]))
                  ? ROW
                  : NOTE_ROW;
  return height;
}

static void
put_begin (struct drawing *d, int height)
{
  g_autofree char *title = g_markup_escape_text (d->chart->title, -1);

  g_string_append_printf (
      d->out,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
      "viewBox=\"0 0 %d %d\" role=\"img\">\n<title>%s</title>\n"
      "<style>%s</style>\n<defs>\n",
      d->width, height, d->width, height, title, style);
  g_string_append (
      d->out,
      "<marker id=\"head\" markerWidth=\"9\" markerHeight=\"8\" refX=\"8\" "
      "refY=\"4\" orient=\"auto\" markerUnits=\"userSpaceOnUse\">"
      "<path d=\"M0 0L9 4L0 8z\" fill=\"#222\"/></marker>\n"
      "<marker id=\"data\" markerWidth=\"11\" markerHeight=\"10\" refX=\"10\" "
      "refY=\"5\" orient=\"auto\" markerUnits=\"userSpaceOnUse\">"
      "<path d=\"M0 0L11 5L0 10z\" fill=\"#0072b2\"/></marker>\n"
      "<marker id=\"lost\" markerWidth=\"12\" markerHeight=\"12\" refX=\"6\" "
      "refY=\"6\" orient=\"auto\" markerUnits=\"userSpaceOnUse\">"
      "<path d=\"M1 1L11 11M11 1L1 11\" stroke=\"#d55e00\" "
      "stroke-width=\"2\"/></marker>\n</defs>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
}

static void
put_heads (struct drawing *d, int bottom)
{
  put_text (d, "t", MARGIN, MARGIN + 14, d->chart->title);
  put_text (d, "k", MARGIN + TIME_WIDTH - 14, HEAD - 14, "time/s");
  put_text (d, "k", d->width - MARGIN, HEAD - 14, "way/ms");
  for (uint32_t i = 0; i < d->chart->n_columns; i++)
    {
      g_autofree char *name = sequence_column_name (d->chart, i);
      int x = lifeline (i);

      put_text (d, "h", x, HEAD - 30, sequence_column_role (d->chart, i));
      put_text (d, "n", x, HEAD - 14, name);
      g_string_append_printf (d->out,
                              "<line class=\"l\" x1=\"%d\" y1=\"%d\" "
                              "x2=\"%d\" y2=\"%d\"/>\n",
                              x, HEAD - 6, x, bottom);
    }
}

char *
sequence_svg (const struct sequence_chart *chart)
{
  int bottom = HEAD + height_of_rows (chart) + 12;
  struct drawing d = {
    .chart = chart,
    .out = g_string_new (NULL),
    .width = 2 * MARGIN + TIME_WIDTH + WAY_WIDTH
             + (int)MAX (chart->n_columns, 2) * PITCH,
    .y = HEAD,
  };
  g_autofree char *remark = sequence_remark (chart);

  put_begin (&d, bottom + MARGIN + (remark != NULL ? 20 : 0));
  put_heads (&d, bottom);
  for (uint32_t i = 0; i < chart->n_rows; i++)
    put_row (&d, recording_event (chart->of, chart->rows[i]));
  if (remark != NULL)
    put_text (&d, "q", MARGIN, bottom + 20, remark);
  g_string_append (d.out, "</svg>\n");
  return g_string_free (d.out, FALSE);
}
