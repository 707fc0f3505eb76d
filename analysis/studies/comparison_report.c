/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison as text, JSON, JUnit XML and TAP. */
#include <libxml/xmlwriter.h>
#include <math.h>
#include <string.h>

#include "analysis/results/json_file.h"
#include "analysis/studies/comparison.h"

static bool
fails (const struct compared *item)
{
  return item->verdict >= VERDICT_FAILS;
}

static void
append_values (GString *line, const struct compared *item)
{
  if (isnan (item->base) || isnan (item->value))
    return;
  g_string_append_printf (line, "%.6g -> %.6g", item->base, item->value);
  if (item->base != 0 && item->base != item->value)
    g_string_append_printf (line, " (%+.3g %%)",
                            100 * (item->value - item->base)
                                / fabs (item->base));
  if (item->why != NULL)
    g_string_append (line, ", ");
}

char *
compared_line (const struct compared *item)
{
  GString *line = g_string_new (item->metric);

  if (item->label[0] != '\0')
    g_string_append_printf (line, " (%s)", item->label);
  g_string_append (line, ": ");
  append_values (line, item);
  g_string_append (line, item->why != NULL ? item->why : "");
  return g_string_free (line, FALSE);
}

static unsigned
count_verdict (const comparison *c, enum verdict verdict)
{
  unsigned n = 0;

  for (unsigned i = 0; i < c->items->len; i++)
    n += comparison_at (c, i)->verdict == verdict;
  return n;
}

/* "digests: 3 equal, 0 different" and what became of the metrics. */
static char *
counts_text (const comparison *c)
{
  return g_strdup_printf (
      "%u compared: %u equal, %u within, %u new, %u failed; run digests: %u "
      "equal, %u different\n",
      c->items->len, count_verdict (c, VERDICT_EQUAL),
      count_verdict (c, VERDICT_WITHIN), count_verdict (c, VERDICT_NEW),
      c->failed, c->digests_equal, c->digests_different);
}

char *
comparison_text (const comparison *c)
{
  GString *text = g_string_new (NULL);
  g_autofree char *counts = counts_text (c);

  for (unsigned i = 0; i < c->items->len; i++)
    {
      const struct compared *item = comparison_at (c, i);
      g_autofree char *line = compared_line (item);

      if (fails (item) || item->verdict == VERDICT_NEW)
        g_string_append_printf (text, "%s: %s\n", verdict_text (item->verdict),
                                line);
    }
  g_string_append (text, counts);
  return g_string_free (text, FALSE);
}

/* ---- JSON -------------------------------------------------------------------
 */

static cJSON *
item_json (const struct compared *item)
{
  cJSON *json = cJSON_CreateObject ();

  json_add_text (json, "case", item->label);
  json_add_text (json, "metric", item->metric);
  json_add_text (json, "verdict", verdict_text (item->verdict));
  cJSON_AddBoolToObject (json, "ok", !fails (item));
  json_add_number (json, "base", item->base);
  json_add_number (json, "new", item->value);
  json_add_number (json, "difference", item->difference.estimate);
  json_add_number (json, "low", item->difference.low);
  json_add_number (json, "high", item->difference.high);
  json_add_text (json, "why", item->why);
  return json;
}

char *
comparison_json (const comparison *c)
{
  cJSON *json = cJSON_CreateObject ();
  cJSON *digests, *items;
  char *printed, *text;

  json_add_text (json, "base", c->base->path);
  json_add_text (json, "new", c->new_results->path);
  cJSON_AddBoolToObject (json, "ok", c->failed == 0);
  json_add_count (json, "compared", c->items->len);
  json_add_count (json, "failed", c->failed);
  digests = cJSON_AddObjectToObject (json, "digests");
  json_add_count (digests, "equal", c->digests_equal);
  json_add_count (digests, "different", c->digests_different);
  items = cJSON_AddArrayToObject (json, "items");
  for (unsigned i = 0; i < c->items->len; i++)
    cJSON_AddItemToArray (items, item_json (comparison_at (c, i)));
  printed = cJSON_Print (json);
  text = g_strconcat (printed, "\n", NULL);
  cJSON_free (printed);
  cJSON_Delete (json);
  return text;
}

/* ---- JUnit
 * ------------------------------------------------------------------- */

static void
attribute (xmlTextWriterPtr xml, const char *name, const char *value)
{
  xmlTextWriterWriteAttribute (xml, BAD_CAST name, BAD_CAST value);
}

static void
attribute_count (xmlTextWriterPtr xml, const char *name, unsigned value)
{
  g_autofree char *text = g_strdup_printf ("%u", value);

  attribute (xml, name, text);
}

static void
write_testcase (xmlTextWriterPtr xml, const struct compared *item)
{
  xmlTextWriterStartElement (xml, BAD_CAST "testcase");
  attribute (xml, "classname", item->label[0] != '\0' ? item->label : "run");
  attribute (xml, "name", item->metric);
  if (fails (item))
    {
      g_autofree char *line = compared_line (item);

      xmlTextWriterStartElement (xml, BAD_CAST "failure");
      attribute (xml, "type", verdict_text (item->verdict));
      attribute (xml, "message", line);
      xmlTextWriterEndElement (xml);
    }
  xmlTextWriterEndElement (xml);
}

/* <testsuites><testsuite name tests failures errors skipped>..., which is what
 * CI servers agree on. */
char *
comparison_junit (const comparison *c)
{
  xmlBufferPtr buffer = xmlBufferCreate ();
  xmlTextWriterPtr xml = xmlNewTextWriterMemory (buffer, 0);
  char *text;

  xmlTextWriterSetIndent (xml, 1);
  xmlTextWriterStartDocument (xml, NULL, "UTF-8", NULL);
  xmlTextWriterStartElement (xml, BAD_CAST "testsuites");
  xmlTextWriterStartElement (xml, BAD_CAST "testsuite");
  attribute (xml, "name", "dmmsim compare");
  attribute_count (xml, "tests", c->items->len);
  attribute_count (xml, "failures", c->failed);
  attribute_count (xml, "errors", 0);
  attribute_count (xml, "skipped", 0);
  for (unsigned i = 0; i < c->items->len; i++)
    write_testcase (xml, comparison_at (c, i));
  xmlTextWriterEndDocument (xml);
  xmlFreeTextWriter (xml);
  text = g_strdup ((const char *)xmlBufferContent (buffer));
  xmlBufferFree (buffer);
  return text;
}

/* ---- TAP
 * ----------------------------------------------------------------------- */

char *
comparison_tap (const comparison *c)
{
  GString *text = g_string_new (NULL);
  g_autofree char *counts = counts_text (c);

  for (unsigned i = 0; i < c->items->len; i++)
    {
      const struct compared *item = comparison_at (c, i);
      g_autofree char *line = compared_line (item);

      g_strdelimit (line, "#\n", ' '); /* begins a directive in TAP */
      g_string_append_printf (text, "%s %u - %s\n",
                              fails (item) ? "not ok" : "ok", i + 1, line);
    }
  g_string_append_printf (text, "# %s1..%u\n", counts, c->items->len);
  return g_string_free (text, FALSE);
}
