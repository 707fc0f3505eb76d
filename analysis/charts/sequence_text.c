/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sequence chart for the terminal:
 *
 *    time/s        MN             MAAR            CMD         way/ms
 *                  mn             ar1            anchor
 *  20.050000       |               |--PBU seq 1-->|            6.000
 *
 * What does not fit onto its arrow stands on a line of its own above. */
#include <string.h>

#include "analysis/charts/sequence_chart.h"

#define WIDTH 100
#define TIME_WIDTH 13 /* on the left */
#define WAY_WIDTH 11  /* on the right */
#define PITCH_MIN 10

struct canvas
{
  const struct sequence_chart *chart;
  GString *out;
  uint32_t pitch, width;
  gunichar *line; /* width */
};

static uint32_t
lifeline (const struct canvas *c, uint32_t column)
{
  return TIME_WIDTH + column * c->pitch + c->pitch / 2;
}

static void
line_begin (struct canvas *c)
{
  for (uint32_t i = 0; i < c->width; i++)
    c->line[i] = ' ';
  for (uint32_t i = 0; i < c->chart->n_columns; i++)
    c->line[lifeline (c, i)] = '|';
}

static void
line_put (struct canvas *c, uint32_t at, const char *text)
{
  for (; *text != '\0' && at < c->width; text = g_utf8_next_char (text))
    c->line[at++] = g_utf8_get_char (text);
}

static void
line_end (struct canvas *c)
{
  uint32_t n = c->width;

  while (n > 0 && c->line[n - 1] == ' ')
    n--;
  for (uint32_t i = 0; i < n; i++)
    g_string_append_unichar (c->out, c->line[i]);
  g_string_append_c (c->out, '\n');
}

static uint32_t
length (const char *text)
{
  return (uint32_t)g_utf8_strlen (text, -1);
}

/* At @from on, or as far to the left as it must to end within the columns. */
static uint32_t
fit (const struct canvas *c, uint32_t from, const char *text)
{
  uint32_t end = c->width - WAY_WIDTH, n = length (text);

  if (from + n <= end)
    return from;
  return n + TIME_WIDTH < end ? end - n : TIME_WIDTH;
}

static void
put_time (struct canvas *c, sim_time at)
{
  char text[TIME_WIDTH];

  g_snprintf (text, sizeof text, "%11.6f", sim_time_to_seconds (at));
  line_put (c, 0, text);
}

static void
put_way (struct canvas *c, const struct recorded_event *e)
{
  char text[WAY_WIDTH + 1];

  if (e->kind != RECORDED_MESSAGE || e->until == SIM_TIME_NONE)
    return;
  g_snprintf (text, sizeof text, "%*.3f", WAY_WIDTH,
              sim_time_to_seconds (e->until - e->at) * 1e3);
  line_put (c, c->width - WAY_WIDTH, text);
}

/* ---- rows ---------------------------------------------------------- */

/* From @from to @to, whichever is on the left; a lost message ends half way. */
static void
put_arrow (struct canvas *c, const struct recorded_event *e, uint32_t from,
           uint32_t to)
{
  bool right = to > from, arrives = !e->lost && e->until != SIM_TIME_NONE;
  uint32_t left_end = (right ? from : to) + 1,
           n = (right ? to - from : from - to) - 1;
  uint32_t half = n / 2, head;

  for (uint32_t i = 0; i < n; i++)
    if (arrives || (right ? i <= half : i >= half))
      c->line[left_end + i] = e->kind == RECORDED_DATA ? '=' : '-';
  if (arrives)
    head = right ? left_end + n - 1 : left_end;
  else
    head = left_end + half;
  c->line[head] = arrives ? (right ? '>' : '<') : 'X';
}

static void
put_above (struct canvas *c, uint32_t at, const char *label)
{
  line_begin (c);
  line_put (c, fit (c, at, label), label);
  line_end (c);
}

static void
arrow_row (struct canvas *c, const struct recorded_event *e, const char *label)
{
  uint32_t from = lifeline (c, c->chart->column_of[e->from]);
  uint32_t to = lifeline (c, c->chart->column_of[e->to]);
  uint32_t left = MIN (from, to), span = MAX (from, to) - left - 1;
  uint32_t n = length (label);
  bool inside = n + 4 <= span && !e->lost && e->until != SIM_TIME_NONE;

  if (!inside)
    put_above (c, left + 2, label);
  line_begin (c);
  put_time (c, e->at);
  put_arrow (c, e, from, to);
  if (inside)
    line_put (c, left + 1 + (span - n) / 2, label);
  put_way (c, e);
  line_end (c);
}

static void
note_row (struct canvas *c, const struct recorded_event *e, const char *label)
{
  uint32_t at = lifeline (c, c->chart->column_of[e->from]);
  uint32_t n = length (label), end = c->width - WAY_WIDTH;

  line_begin (c);
  put_time (c, e->at);
  c->line[at] = '*';
  if (at + 2 + n <= end)
    line_put (c, at + 2, label);
  else if (n + TIME_WIDTH + 1 <= at)
    line_put (c, at - 1 - n, label);
  else
    {
      line_end (c);
      line_begin (c);
      line_put (c, fit (c, at + 2, label), label);
    }
  line_end (c);
}

/* Across all columns: what is about none of them. */
static void
divider_row (struct canvas *c, const struct recorded_event *e,
             const char *label)
{
  uint32_t n = length (label), end = c->width - WAY_WIDTH;

  line_begin (c);
  put_time (c, e->at);
  for (uint32_t i = TIME_WIDTH; i < end; i++)
    c->line[i] = '~';
  if (n + 4 <= end - TIME_WIDTH)
    {
      g_autofree char *spaced = g_strdup_printf (" %s ", label);

      line_put (c, TIME_WIDTH + (end - TIME_WIDTH - n - 2) / 2, spaced);
    }
  else
    {
      line_end (c);
      line_begin (c);
      line_put (c, TIME_WIDTH, label);
    }
  line_end (c);
}

static void
put_row (struct canvas *c, const struct recorded_event *e)
{
  g_autofree char *label = sequence_label (e);

  if (e->from == RECORDING_NONE)
    divider_row (c, e, label);
  else if (recorded_kind_is_arrow (e->kind) && e->to != RECORDING_NONE
           && e->to != e->from)
    arrow_row (c, e, label);
  else
    note_row (c, e, label);
}

/* ---- the whole ----------------------------------------------------- */

/* @text centred at the lifeline, cut to the column. */
static void
put_heading (struct canvas *c, uint32_t column, const char *text)
{
  g_autofree char *cut
      = g_utf8_substring (text, 0, (glong)MIN (length (text), c->pitch - 1));

  line_put (c, lifeline (c, column) - length (cut) / 2, cut);
}

static void
put_headings (struct canvas *c)
{
  line_begin (c);
  for (uint32_t i = 0; i < c->width; i++)
    c->line[i] = ' ';
  line_put (c, 5, "time/s");
  for (uint32_t i = 0; i < c->chart->n_columns; i++)
    put_heading (c, i, sequence_column_role (c->chart, i));
  line_put (c, c->width - 6, "way/ms");
  line_end (c);
  for (uint32_t i = 0; i < c->width; i++)
    c->line[i] = ' ';
  for (uint32_t i = 0; i < c->chart->n_columns; i++)
    {
      g_autofree char *name = sequence_column_name (c->chart, i);

      put_heading (c, i, name);
    }
  line_end (c);
}

char *
sequence_text (const struct sequence_chart *chart)
{
  uint32_t columns = MAX (chart->n_columns, 1);
  uint32_t room = (WIDTH - TIME_WIDTH - WAY_WIDTH) / columns;
  struct canvas c = { .chart = chart,
                      .out = g_string_new (NULL),
                      .pitch = CLAMP (room, PITCH_MIN, 30) };
  g_autofree char *remark = sequence_remark (chart);

  c.width = MAX (TIME_WIDTH + columns * c.pitch + WAY_WIDTH, 60);
  c.line = g_new (gunichar, c.width);
  g_string_append_printf (c.out, "%s\n\n", chart->title);
  if (chart->n_rows > 0)
    put_headings (&c);
  for (uint32_t i = 0; i < chart->n_rows; i++)
    put_row (&c, recording_event (chart->of, chart->rows[i]));
  if (remark != NULL)
    g_string_append_printf (c.out, "\n%s\n", remark);
  g_free (c.line);
  return g_string_free (c.out, FALSE);
}
