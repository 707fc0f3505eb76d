/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gnuplot script of a figure and the data it reads, as text.
 *
 * A script draws NAME.svg, NAME.png and NAME.pdf out of NAME.dat in the folder
 * where it is run, with nothing else: no path, no date, no setting of the user.
 * Colours are those of Okabe and Ito (2008), which colour-blind people tell
 * apart; curves differ in point and dash as well, for print.
 *
 * Text of users is never gnuplot's to interpret: it stands between single
 * quotes, where neither backslashes nor backquotes mean anything, and terminals
 * are told "noenhanced", so that _ ^ @ & ~ { } are what they are. */
#ifndef DMMSIM_ANALYSIS_FIGURES_SCRIPT_H
#define DMMSIM_ANALYSIS_FIGURES_SCRIPT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

struct script
{
  char *name;
  GString *caption; /* what n is, what the bars are */
  GString *data;    /* blocks, two empty lines between */
  GString *setup;   /* commands before the figure */
  GString *plot;    /* elements of the plot command, or commands */
  unsigned n_blocks, n_elements;
  unsigned n_rows;     /* of the block at hand */
  size_t key_letters;  /* of the key's entries */
  bool wide;           /* twice as wide as high */
  unsigned tall_names; /* letters of the longest slanted name of a tic, or 0 */
  unsigned n_groups;
  bool panels; /* plot holds commands between set and unset multiplot */
};

struct script *script_new (const char *name);
void script_free (struct script *script);

/* ---- text ------------------------------------------------------------------
 */

/* A gnuplot expression whose value is @text, whatever is in it: octets that
 * are no UTF-8 become U+FFFD, line ends stay, other control characters become
 * blanks.  (transfer full) */
char *script_quote (const char *text);
/* The same for labels of tics, in which % begins a format. */
char *script_quote_tic (const char *text);

/* The same for an entry of the key, which takes smaller letters if there are
 * many. */
char *script_title (struct script *script, const char *text);

/* ---- parts -----------------------------------------------------------------
 */

/* A line of commands.  Labels from 1000 on are the script's own. */
void script_set (struct script *script, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
/* "set WHAT 'TEXT'" unless @text is NULL or empty. */
void script_set_text (struct script *script, const char *what,
                      const char *text);
/* Named tics of the x axis at @places, slanted where they are long. */
void script_set_names (struct script *script, char *const *names,
                       const double *places, unsigned n);
/* A name for what stands around @place, below those. */
void script_set_group (struct script *script, const char *name, double place);
/* A name for the x axis in the place below the names of groups. */
void script_name_groups (struct script *script, const char *name);
/* Appends to the caption, after "; " if there is something. */
void script_say (struct script *script, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

/* Begins a block of data; its number for "index".  @heading becomes a comment,
 * as does @columns. */
unsigned script_block (struct script *script, const char *heading,
                       const char *columns);
/* A row of @n numbers; NAN is what gnuplot leaves out. */
void script_row (struct script *script, const double *values, unsigned n);

/* An element of the plot command, as "data index 0 using 1:2 with lines title
 * 'x'". */
void script_element (struct script *script, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

/* Error bars of a block: x, low and high are expressions for "using", @look is
 * how the line looks ("lt 1"). */
void script_bars (struct script *script, unsigned block, const char *x,
                  const char *low, const char *high, const char *look);

/* ---- whole -----------------------------------------------------------------
 */

/* Style of the @i-th curve: linetype number, from 1, for "lt". */
static inline unsigned
script_style (unsigned i)
{
  return i % 8 + 1;
}
/* @formats: words out of "svg png pdf".  (transfer full) */
char *script_text (const struct script *script, const char *title,
                   const char *formats);

#endif
