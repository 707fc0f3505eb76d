/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/figures/script.h"

#include <stdarg.h>
#include <string.h>

#include "analysis/results/format.h"

struct script *
script_new (const char *name)
{
  struct script *script = g_new0 (struct script, 1);

  script->name = g_strdup (name);
  script->caption = g_string_new (NULL);
  script->data = g_string_new (NULL);
  script->setup = g_string_new (NULL);
  script->plot = g_string_new (NULL);
  return script;
}

void
script_free (struct script *script)
{
  if (script == NULL)
    return;
  g_string_free (script->caption, TRUE);
  g_string_free (script->data, TRUE);
  g_string_free (script->setup, TRUE);
  g_string_free (script->plot, TRUE);
  g_free (script->name);
  g_free (script);
}

/* ---- text ------------------------------------------------------------------
 */

/* Appends one character as it stands between single quotes. */
static void
append_quoted (GString *to, char c, bool tic)
{
  if (c == '\n')
    g_string_append (to, "'.\"\\n\".'"); /* no line end stands in ' ' */
  else if (g_ascii_iscntrl (c))
    g_string_append_c (to, ' ');
  else if (c == '\'')
    g_string_append (to, "''");
  else if (c == '%' && tic)
    g_string_append (to, "%%");
  else
    g_string_append_c (to, c);
}

static char *
quote (const char *text, bool tic)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *quoted = g_string_new ("'");

  for (const char *c = valid; *c != '\0'; c++)
    append_quoted (quoted, *c, tic);
  g_string_append_c (quoted, '\'');
  return g_string_free (quoted, FALSE);
}

char *
script_quote (const char *text)
{
  return quote (text, false);
}

char *
script_quote_tic (const char *text)
{
  return quote (text, true);
}

char *
script_title (struct script *script, const char *text)
{
  script->key_letters += (size_t)g_utf8_strlen (text, -1) + 9; /* its sample */
  return script_quote (text);
}

/* For comments: one line, nothing that ends it. */
static char *
one_line (const char *text)
{
  char *line = g_utf8_make_valid (text, -1);

  for (char *c = line; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return line;
}

/* ---- parts -----------------------------------------------------------------
 */

void
script_set (struct script *script, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (script->setup, format, arguments);
  va_end (arguments);
  g_string_append_c (script->setup, '\n');
}

void
script_set_text (struct script *script, const char *what, const char *text)
{
  g_autofree char *quoted = NULL;

  if (text == NULL || text[0] == '\0')
    return;
  quoted = script_quote (text);
  script_set (script, "set %s %s", what, quoted);
}

/* Characters that fit below the axis in one row. */
#define ROW_OF_TICS 62

void
script_set_names (struct script *script, char *const *names,
                  const double *places, unsigned n)
{
  size_t longest = 0;

  script_set (script, "set xrange [%.6g:%.6g]", places[0] - 0.6,
              places[n - 1] + 0.6);
  g_string_append (script->setup, "set xtics (");
  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *quoted = script_quote_tic (names[i]);

      longest = MAX (longest, (size_t)g_utf8_strlen (names[i], -1));
      g_string_append_printf (script->setup, "%s%s %.6g", i > 0 ? ", " : "",
                              quoted, places[i]);
    }
  if ((longest + 2) * n > (script->wide ? 2 : 1) * ROW_OF_TICS)
    script->tall_names = (unsigned)longest;
  g_string_append_printf (script->setup, ") scale 0%s\n",
                          script->tall_names > 0 ? " rotate by 40 right" : "");
}

/* Just above the label of the axis. */
#define GROUPS_AT 0.17
#define AXIS_AT 0.115

void
script_set_group (struct script *script, const char *name, double place)
{
  g_autofree char *quoted = script_quote (name);

  script_set (script, "set label %u %s at first %.6g, screen %g center",
              2000 + script->n_groups++, quoted, place, GROUPS_AT);
}

void
script_name_groups (struct script *script, const char *name)
{
  g_autofree char *quoted = script_quote (name);

  script_set (script,
              "unset xlabel\nset label 1999 %s at graph 0.5, screen %g center",
              quoted, AXIS_AT);
}

void
script_say (struct script *script, const char *format, ...)
{
  va_list arguments;

  if (script->caption->len > 0)
    g_string_append (script->caption, "; ");
  va_start (arguments, format);
  g_string_append_vprintf (script->caption, format, arguments);
  va_end (arguments);
}

unsigned
script_block (struct script *script, const char *heading, const char *columns)
{
  g_autofree char *line = one_line (heading);

  /* gnuplot does not count a block without rows. */
  if (script->n_blocks > 0 && script->n_rows == 0)
    g_string_append (script->data, "NaN NaN NaN NaN NaN NaN NaN\n");
  if (script->n_blocks > 0)
    g_string_append (script->data, "\n\n");
  script->n_rows = 0;
  g_string_append_printf (script->data, "# %s\n# %s\n", line, columns);
  return script->n_blocks++;
}

void
script_row (struct script *script, const double *values, unsigned n)
{
  char text[FORMAT_SIZE];

  for (unsigned i = 0; i < n; i++)
    {
      format_number (values[i], text);
      g_string_append_printf (script->data, "%s%s", i > 0 ? " " : "",
                              text[0] != '\0' ? text : "NaN");
    }
  g_string_append_c (script->data, '\n');
  script->n_rows++;
}

void
script_element (struct script *script, const char *format, ...)
{
  va_list arguments;

  if (script->n_elements++ > 0)
    g_string_append (script->plot, ", \\\n       ");
  va_start (arguments, format);
  g_string_append_vprintf (script->plot, format, arguments);
  va_end (arguments);
}

/* Vectors, as gnuplot's own error bars wipe out the points they go through. */
void
script_bars (struct script *script, unsigned block, const char *x,
             const char *low, const char *high, const char *look)
{
  script_element (script,
                  "data index %u using %s:(%s*ys):(0):((%s-%s)*ys) with "
                  "vectors heads size graph 0.007,90 %s dt 1 lw 1.4 notitle",
                  block, x, low, high, low, look);
}

/* ---- whole -----------------------------------------------------------------
 */

/* Okabe and Ito's colours but their yellow, which paper swallows; each with
 * its own point and dash. */
static const char styles[]
    = "set linetype 1 lc rgb '#0072B2' lw 2 pt 7 dt 1\n"
      "set linetype 2 lc rgb '#D55E00' lw 2 pt 5 dt (18,6)\n"
      "set linetype 3 lc rgb '#009E73' lw 2 pt 9 dt (6,5)\n"
      "set linetype 4 lc rgb '#CC79A7' lw 2 pt 13 dt (18,5,4,5)\n"
      "set linetype 5 lc rgb '#E69F00' lw 2 pt 11 dt (3,4)\n"
      "set linetype 6 lc rgb '#56B4E9' lw 2 pt 6 dt (12,4,3,4,3,4)\n"
      "set linetype 7 lc rgb '#000000' lw 2 pt 4 dt (28,8)\n"
      "set linetype 8 lc rgb '#7F7F7F' lw 2 pt 8 dt (9,9)\n"
      "set border 3 lw 1.2\n"
      "set tics nomirror out\n"
      "set grid ytics lc rgb '#D9D9D9' lw 0.8 dt 1\n"
      "set key outside top center horizontal Left reverse samplen 3 width 1\n"
      "set pointsize 1\n";

/* Lengths of the paper forms: a column of a journal, or its whole width. */
struct form
{
  const char *svg, *png, *pdf;
};
static const struct form narrow = { "600,420", "1200,840", "10cm,7cm" },
                         wide = { "960,480", "1920,960", "16cm,8cm" };

/* Letters of the key that fit into two rows. */
#define KEY_NARROW 100
#define KEY_WIDE 170

/* Each with the size of small letters, for captions and names on maps. */
static void
append_terminals (GString *text, const struct script *script)
{
  const struct form *form = script->wide ? &wide : &narrow;

  g_string_append_printf (
      text,
      "  if (format eq 'svg') { set terminal svg noenhanced size %s "
      "font 'Helvetica,15' background rgb 'white'; small = ',11' }\n"
      "  if (format eq 'png') { set terminal pngcairo noenhanced size %s "
      "font 'Helvetica,11.5' fontscale 2 linewidth 2 pointscale 2 "
      "background rgb 'white'; small = ',8.5' }\n"
      "  if (format eq 'pdf') { set terminal pdfcairo noenhanced size %s "
      "font 'Helvetica,5.7' fontscale 1 linewidth 0.8 pointscale 0.55; "
      "small = ',4.2' }\n"
      "  set output '%s.'.format\n",
      form->svg, form->png, form->pdf, script->name);
  if (script->key_letters > (script->wide ? KEY_WIDE : KEY_NARROW))
    g_string_append (text, "  set key font small samplen 2\n");
}

/* Characters of small letters in a line, as they may come out at most. */
#define CAPTION_NARROW 90
#define CAPTION_WIDE 150

/* The caption in lines, broken between its statements.  (transfer full) */
static char *
caption_lines (const struct script *script, unsigned *n_lines)
{
  size_t most = script->wide ? CAPTION_WIDE : CAPTION_NARROW, used = 0;
  g_auto (GStrv) said = g_strsplit (script->caption->str, "; ", -1);
  GString *lines = g_string_new (NULL);

  *n_lines = 1;
  for (char **one = said; *one != NULL; one++)
    {
      bool broken = used > 0 && used + strlen (*one) > most;

      if (one > said)
        g_string_append (lines, broken ? ";\n" : "; ");
      *n_lines += broken;
      used = (broken ? 0 : used) + strlen (*one) + 2;
      g_string_append (lines, *one);
    }
  return g_string_free (lines, FALSE);
}

/* Where the axis lies: above caption, its own name, and those of tics. */
static double
bottom_of (const struct script *script, unsigned lines)
{
  return 0.17 + 0.045 * lines + (script->n_groups > 0 ? 0.06 : 0)
         + (script->tall_names > 0 ? MIN (0.34, 0.016 * script->tall_names)
                                   : 0.04);
}

/* Below the figure; the last line always at the same place. */
static void
append_caption (GString *text, const struct script *script)
{
  unsigned n;
  g_autofree char *lines = caption_lines (script, &n);
  g_auto (GStrv) single = g_strsplit (lines, "\n", -1);

  for (unsigned i = 0; i < n && script->caption->len > 0; i++)
    {
      g_autofree char *quoted = script_quote (single[i]);

      g_string_append_printf (text,
                              "  set label %u %s at screen 0.985, screen %.3f "
                              "right font small tc rgb '#404040'\n",
                              1000 + i, quoted, 0.03 + 0.045 * (n - 1 - i));
    }
  if (!script->panels)
    g_string_append_printf (text, "  set bmargin screen %.3f\n",
                            bottom_of (script, n));
}

static void
append_body (GString *text, const struct script *script)
{
  if (script->panels)
    g_string_append_printf (text, "%s", script->plot->str);
  else
    g_string_append_printf (text, "  plot %s\n", script->plot->str);
}

char *
script_text (const struct script *script, const char *title,
             const char *formats)
{
  GString *text = g_string_new (NULL);
  g_autofree char *caption = one_line (script->caption->str);

  g_string_append_printf (
      text,
      "# Drawn by dmmsim plot; \"gnuplot %s.gp\" in this folder draws it "
      "again.\n# %s\nreset\nset encoding utf8\nset loadpath\n"
      "if (!exists('formats')) formats = '%s'\ndata = '%s.dat'\n%s%s",
      script->name, caption, formats, script->name, styles, script->setup->str);
  if (title != NULL && title[0] != '\0')
    {
      g_autofree char *quoted = script_quote (title);

      g_string_append_printf (text, "set title %s\n", quoted);
    }
  g_string_append (text, "do for [format in formats] {\n");
  append_terminals (text, script);
  append_caption (text, script);
  append_body (text, script);
  g_string_append (text, "}\nset output\n");
  return g_string_free (text, FALSE);
}
