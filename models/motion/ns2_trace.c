/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/motion/ns2_trace.h"

#include <math.h>
#include <string.h>

#include "models/motion/motion.h"
#include "models/motion/ns2_words.h"

/* ---- nodes --------------------------------------------------------- */

struct building
{
  struct ns2_trace *trace;
  GHashTable *by_number; /* to struct ns2_node */
  struct ns2_words words;
  bool activity; /* the file of activities is being read */
};

static void
node_free (void *pointer)
{
  struct ns2_node *node = pointer;

  g_array_unref (node->commands);
  g_free (node->name);
  g_free (node);
}

/* NULL when an activity file names a node that does not move. */
static struct ns2_node *
find_or_add (struct building *b, unsigned number)
{
  void *key = GUINT_TO_POINTER (number);
  struct ns2_node *node = g_hash_table_lookup (b->by_number, key);

  if (node || b->activity)
    return node;
  node = g_new0 (struct ns2_node, 1);
  node->number = number;
  node->line = b->words.line;
  node->x = node->y = NAN;
  node->commands = g_array_new (FALSE, FALSE, sizeof (struct ns2_command));
  g_hash_table_insert (b->by_number, key, node);
  g_ptr_array_add (b->trace->nodes, node);
  return node;
}

/* ---- commands ------------------------------------------------------ */

/* What may stand after the node: the words that follow, in their order. */
static const struct verb
{
  const char *name, *object; /* object NULL: none, or numbers */
  enum ns2_verb verb;
  bool needs_time, moot; /* moot: understood, of no effect here */
} verbs[] = {
  { "set", "X_", NS2_SET_X, false, false },
  { "set", "Y_", NS2_SET_Y, false, false },
  { "set", "Z_", NS2_SET_X, false, true },
  { "setdest", NULL, NS2_SETDEST, true, false },
  { "switch", "ON", NS2_ENTER, true, false },
  { "switch", "OFF", NS2_LEAVE, true, false },
  { "start", NULL, NS2_ENTER, true, false },
  { "stop", NULL, NS2_LEAVE, true, false },
};

static const struct verb *
find_verb (struct ns2_words *words)
{
  const char *name = ns2_words_next (words);
  const char *object = NULL;

  if (strcmp (name, "set") == 0 || strcmp (name, "switch") == 0)
    object = ns2_words_next (words);
  for (unsigned i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (verbs[i].name, name) == 0
        && g_strcmp0 (verbs[i].object, object) == 0)
      return &verbs[i];
  return NULL;
}

static bool
read_operands (struct ns2_words *words, struct ns2_command *command,
               GError **error)
{
  switch (command->verb)
    {
    case NS2_SET_X:
      return ns2_words_number (words, "a coordinate", &command->x, error);
    case NS2_SET_Y:
      return ns2_words_number (words, "a coordinate", &command->y, error);
    case NS2_SETDEST:
      if (!ns2_words_number (words, "a coordinate", &command->x, error)
          || !ns2_words_number (words, "a coordinate", &command->y, error)
          || !ns2_words_number (words, "a speed", &command->speed, error))
        return false;
      if (command->speed >= 0)
        return true;
      return ns2_words_fail (words, error, "the speed %g is negative",
                             command->speed);
    case NS2_ENTER:
    case NS2_LEAVE:
      return true;
    }
  g_assert_not_reached ();
}

/* Where a node begins counts as soon as the file is read, wherever the line
 * stands. */
static void
take_command (struct building *b, struct ns2_node *node,
              const struct ns2_command *command)
{
  struct ns2_words *words = &b->words;
  g_autofree char *name = ns2_words_sumo_id (words);

  if (name)
    {
      g_free (node->name);
      node->name = g_steal_pointer (&name);
    }
  if (command->at != SIM_TIME_NONE)
    g_array_append_vals (node->commands, command, 1);
  else if (command->verb == NS2_SET_X)
    node->x = command->x;
  else
    node->y = command->y;
}

/* After "$node_(N)": a verb and what it takes.  @at: SIM_TIME_NONE without
 * "$ns_ at". */
static bool
read_node_command (struct building *b, unsigned number, sim_time at,
                   GError **error)
{
  struct ns2_words *words = &b->words;
  const struct verb *verb = find_verb (words);
  struct ns2_command command = { .at = at, .x = NAN, .y = NAN };
  struct ns2_node *node;

  if (!verb || (verb->needs_time && at == SIM_TIME_NONE))
    return ns2_words_fail (words, error,
                           "expected \"set X_\", \"set Y_\" or, at a time, "
                           "\"setdest\", \"switch ON\", \"switch OFF\", "
                           "\"start\" or \"stop\" of node %u",
                           number);
  command.verb = verb->verb;
  if (!read_operands (words, &command, error))
    return false;
  node = verb->moot ? NULL : find_or_add (b, number);
  if (!node && !verb->moot)
    return ns2_words_fail (words, error, "node %u is not in %s", number,
                           b->trace->path);
  if (node)
    take_command (b, node, &command);
  return true;
}

/* "$node_(N) ...", or what lies between the quotes of "$ns_ at T ...". */
static bool
read_statement (struct building *b, const char *word, sim_time at,
                GError **error)
{
  unsigned number;

  if (ns2_words_is_node (word, &number))
    return read_node_command (b, number, at, error);
  if (*word == '\0' || g_str_has_prefix (word, "$god")
      || strcmp (word, "set") == 0 || strcmp (word, "puts") == 0)
    return true;
  return ns2_words_fail (&b->words, error,
                         "expected \"$node_(N) ...\" or \"$ns_ at T "
                         "\\\"$node_(N) ...\\\"\", found \"%.40s\"",
                         word);
}

static bool
read_line (struct building *b, char *text, GError **error)
{
  struct ns2_words *words = &b->words;
  const char *word;
  double seconds;

  ns2_words_begin (words, text);
  word = ns2_words_next (words);
  if (*word != '$' || strchr (word, '(') || g_str_has_prefix (word, "$god"))
    return read_statement (b, word, SIM_TIME_NONE, error);
  if (strcmp (ns2_words_next (words), "at") != 0)
    return ns2_words_fail (words, error, "expected \"at\" after \"%.40s\"",
                           word);
  if (!ns2_words_number (words, "a time", &seconds, error))
    return false;
  if (seconds < 0)
    return ns2_words_fail (words, error, "the time %g is negative", seconds);
  return read_statement (b, ns2_words_next (words),
                         sim_time_from_seconds (seconds), error);
}

/* (transfer full): NULL with @error. */
static char *
read_text (const char *path, GError **error)
{
  char *content = NULL;
  gsize size;
  g_autoptr (GError) reason = NULL;

  if (!g_file_get_contents (path, &content, &size, &reason))
    g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
                 "%s: cannot be read: %s", path, reason->message);
  else if (strlen (content) < size)
    {
      g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
                   "%s: is no text: it has a NUL at octet %zu", path,
                   strlen (content));
      g_clear_pointer (&content, g_free);
    }
  return content;
}

static bool
read_file (struct building *b, const char *path, GError **error)
{
  g_autofree char *content = read_text (path, error);
  char *line, *next;
  bool ok = content != NULL;

  b->words = (struct ns2_words){ .path = path };
  for (line = content; ok && line; line = next)
    {
      next = strchr (line, '\n');
      if (next)
        *next++ = '\0';
      b->words.line++;
      ok = read_line (b, line, error);
    }
  return ok;
}

/* ---- order --------------------------------------------------------- */

static int
by_time (const void *a, const void *b)
{
  const struct ns2_command *one = a, *other = b;

  return (one->at > other->at) - (one->at < other->at);
}

static int
by_number (const void *a, const void *b)
{
  const struct ns2_node *one = *(struct ns2_node *const *)a;
  const struct ns2_node *other = *(struct ns2_node *const *)b;

  return (one->number > other->number) - (one->number < other->number);
}

/* Whoever is switched on first is not there before. */
static void
find_entry (struct ns2_node *node)
{
  for (guint i = 0; i < node->commands->len; i++)
    {
      const struct ns2_command *c
          = &g_array_index (node->commands, struct ns2_command, i);

      if (c->verb != NS2_ENTER && c->verb != NS2_LEAVE)
        continue;
      node->enters = c->verb == NS2_ENTER;
      return;
    }
}

static void
add_to_box (struct trace_box *box, const struct ns2_state *state)
{
  trace_box_add (box, state->x, state->y);
  if (state->speed > 0)
    trace_box_add (box, state->to_x, state->to_y);
}

/* Where it is while it is away does not count: some traces send such nodes far
 * off. */
static void
add_way_to_box (struct trace_box *box, const struct ns2_node *node)
{
  struct ns2_state state = ns2_state_begin (node);
  bool inside = !node->enters;
  sim_time now = 0;

  for (guint i = 0; i < node->commands->len; i++)
    {
      const struct ns2_command *c
          = &g_array_index (node->commands, struct ns2_command, i);

      if (inside && c->at > now)
        add_to_box (box, &state);
      now = c->at;
      ns2_state_apply (&state, c);
      if (c->verb == NS2_ENTER || c->verb == NS2_LEAVE)
        inside = c->verb == NS2_ENTER;
    }
  if (inside)
    add_to_box (box, &state);
}

static bool
finish (struct ns2_trace *trace, GError **error)
{
  g_ptr_array_sort (trace->nodes, by_number);
  for (guint i = 0; i < trace->nodes->len; i++)
    {
      struct ns2_node *node = g_ptr_array_index (trace->nodes, i);

      if (isnan (node->x) || isnan (node->y))
        {
          g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
                       "%s:%u: node %u begins nowhere: set its X_ and Y_",
                       trace->path, node->line, node->number);
          return false;
        }
      /* Stable: GArray sorts by merging. */
      g_array_sort (node->commands, by_time);
      find_entry (node);
      add_way_to_box (&trace->box, node);
    }
  return true;
}

struct ns2_trace *
ns2_trace_new (const char *path, const char *activity, GError **error)
{
  struct ns2_trace *trace = g_new0 (struct ns2_trace, 1);
  struct building b = { .trace = trace };
  bool ok;

  trace->path = g_strdup (path);
  trace->nodes = g_ptr_array_new_with_free_func (node_free);
  trace->box = trace_box_empty;
  b.by_number = g_hash_table_new (NULL, NULL);
  ok = read_file (&b, path, error);
  b.activity = true;
  ok = ok && (!activity || read_file (&b, activity, error))
       && finish (trace, error);
  g_hash_table_unref (b.by_number);
  if (ok)
    return trace;
  ns2_trace_free (trace);
  return NULL;
}

void
ns2_trace_free (struct ns2_trace *trace)
{
  if (!trace)
    return;
  g_ptr_array_unref (trace->nodes);
  g_free (trace->path);
  g_free (trace);
}
