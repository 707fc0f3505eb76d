/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studies/until.h"

#include <string.h>

#include "cli/verbs.h"

struct until
{
  GArray *rules; /* struct stopping_rule */
  stopping *stop;
};

/* ---- options ------------------------------------------------------------- */

static bool
numbers_good (const struct until_options *o)
{
  if (!(o->confidence > 0 && o->confidence < 100))
    message ("--confidence: expected per cent between 0 and 100");
  else if (o->block < 1 || o->limit < 2)
    message ("--block is at least 1, --limit at least 2");
  else
    return true;
  return false;
}

bool
until_options_used (const struct until_options *o)
{
  const struct until_options defaults = UNTIL_DEFAULTS;

  if (o->rules != NULL
      || (o->confidence == defaults.confidence && o->block == defaults.block
          && o->limit == defaults.limit))
    return true;
  message (
      "--block, --limit and --confidence go with --until METRIC=REL%%|ABS");
  return false;
}

/* "METRIC:p95=5%"; labels may hold a "=", too: the last one counts. */
static bool
parse_rule (const char *text, struct stopping_rule *rule)
{
  const char *equals = strrchr (text, '=');
  g_autofree char *name
      = g_strndup (text, equals != NULL ? (gsize)(equals - text) : 0);

  if (equals == NULL || !precision_parse (equals + 1, &rule->precision))
    message ("--until '%s': expected METRIC=HALF-WIDTH, a number above 0 or "
             "per cent of the mean (5%%)",
             text);
  else if (!quantity_parse (name, &rule->quantity))
    message ("--until '%s': behind the metric's colon expected mean, min, max, "
             "p50, p95 or p99",
             text);
  else if (!metric_known (rule->quantity.metric))
    message ("--until '%s': there is no such metric; 'dmmsim list metrics' "
             "tells which there are",
             text);
  else
    return true;
  return false;
}

void
until_options_clear (struct until_options *options)
{
  g_strfreev (options->rules);
}

static void
rule_clear (void *rule)
{
  quantity_clear (&((struct stopping_rule *)rule)->quantity);
}

until *
until_new (const struct until_options *options)
{
  g_autoptr (until) u = g_new0 (until, 1);

  u->rules = g_array_new (FALSE, TRUE, sizeof (struct stopping_rule));
  g_array_set_clear_func (u->rules, rule_clear);
  if (!numbers_good (options))
    return NULL;
  for (char **text = options->rules; *text != NULL; text++)
    {
      struct stopping_rule rule
          = { .precision = { .confidence = options->confidence / 100,
                             .block = (size_t)options->block,
                             .limit = (size_t)options->limit } };
      bool good = parse_rule (*text, &rule);

      g_array_append_val (u->rules, rule);
      if (!good)
        return NULL;
    }
  u->stop = stopping_new (
      (const struct stopping_rule *)(const void *)u->rules->data,
      u->rules->len);
  return g_steal_pointer (&u);
}

void
until_free (until *u)
{
  if (u == NULL)
    return;
  stopping_free (u->stop);
  g_array_unref (u->rules);
  g_free (u);
}

/* ---- at work ------------------------------------------------------------- */

void
until_begin (const until *u, plan *p)
{
  plan_grow (p, stopping_first (u->stop, p->study->replications));
}

static void
tell_worst (const until *u, const plan *p, const struct stopping_look *worst)
{
  const struct stopping_rule *rule
      = &g_array_index (u->rules, struct stopping_rule, worst->rule);
  g_autofree char *point = sweep_point_text (p->points, worst->point);

  message ("%s%s%s: %.6g, half-width %.3g, wanted %.3g", rule->quantity.name,
           point[0] != '\0' ? ", " : "", point, worst->mean.estimate,
           interval_half_width (&worst->mean), worst->wanted);
}

static void
tell_look (const until *u, const plan *p, uint64_t next)
{
  const struct stopping_look *worst = stopping_worst (u->stop);
  unsigned open = stopping_open (u->stop), empty = stopping_empty (u->stop);

  if (worst != NULL)
    tell_worst (u, p, worst);
  if (empty > 0)
    message ("intervals without observations, which ask for nothing: %u",
             empty);
  if (next > p->study->replications)
    message ("%" G_GUINT64_FORMAT " replications are not enough (intervals "
             "wider than wanted: %u): on to %" G_GUINT64_FORMAT,
             p->study->replications, open, next);
  else if (open > 0)
    message ("stopped at the limit of %" G_GUINT64_FORMAT " replications "
             "(intervals wider than wanted: %u)",
             next, open);
  else
    message ("%" G_GUINT64_FORMAT " replications are enough", next);
}

bool
until_look (until *u, plan *p, const char *folder, bool *more)
{
  GError *error = NULL;
  uint64_t next = stopping_look (u->stop, p->study, folder, &error);

  *more = next > p->study->replications;
  if (next == 0 || !stopping_write (u->stop, p->study, folder, &error))
    {
      message_error (error);
      return false;
    }
  tell_look (u, p, next);
  plan_grow (p, next);
  return true;
}
