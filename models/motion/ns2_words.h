/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a line of an ns-2 movement file.  Blanks, quotes, braces and
 * semicolons part them; a comment ends the line.  Private to
 * models/motion/. */
#ifndef DMMSIM_MODELS_MOTION_NS2_WORDS_H
#define DMMSIM_MODELS_MOTION_NS2_WORDS_H

#include <glib.h>
#include <stdbool.h>

struct ns2_words
{
  const char *path;
  unsigned line;
  char *rest;    /* not yet read, in the caller's buffer */
  char *comment; /* after the "#", or NULL */
};

/* @text is the caller's, and written to; it must outlive the words. */
void ns2_words_begin (struct ns2_words *words, char *text);
/* "" at the end of the line. */
const char *ns2_words_next (struct ns2_words *words);
/* The next word as a number; @what is said of it in errors. */
bool ns2_words_number (struct ns2_words *words, const char *what, double *value,
                       GError **error);
/* Is it "$NAME(N)"? */
bool ns2_words_is_node (const char *word, unsigned *number);
/* NAME of a comment "SUMO-ID: NAME" (transfer full), or NULL. */
char *ns2_words_sumo_id (const struct ns2_words *words);
/* false, with MOTION_ERROR_INPUT: file, line and text. */
bool ns2_words_fail (const struct ns2_words *words, GError **error,
                     const char *format, ...) G_GNUC_PRINTF (3, 4);

#endif
