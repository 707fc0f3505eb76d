/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "queue" of a link: packets, octets or "inf". */
#include <string.h>

#include "scenarios/topology.h"

#define PACKETS_PATTERN "^[0-9]+ ?packets?$"

static bool
parse_packets (const char *text, uint64_t *packets)
{
  g_autofree char *digits = g_strdup (text);
  char *unit = strpbrk (digits, " p");

  if (!unit || !g_regex_match_simple (PACKETS_PATTERN, text, 0, 0))
    return false;
  *unit = '\0';
  return g_ascii_string_to_unsigned (digits, 10, 0, INT64_MAX, packets, NULL);
}

static bool
queue_refuse_zero (reader *r, const char *text)
{
  return reader_fail (r, "\"%s\" lets no packet pass; expected %s", text,
                      queue_type.expected);
}

static bool
queue_read (reader *r, const cJSON *item, void *field)
{
  struct queue_config *queue = field;
  const char *text = cJSON_IsString (item) ? item->valuestring : "";
  int64_t bytes;

  *queue = (struct queue_config){ true, UINT64_MAX, UINT64_MAX };
  if (strcmp (text, "inf") == 0)
    return true;
  if (parse_packets (text, &queue->packets))
    return queue->packets > 0 || queue_refuse_zero (r, text);
  if (quantity_parse_integer (QUANTITY_SIZE, text, false, &bytes) != QUANTITY_OK
      || bytes < 0)
    return reader_expected (r, queue_type.expected, item);
  queue->bytes = (uint64_t)bytes;
  return bytes > 0 || queue_refuse_zero (r, text);
}

static cJSON *
queue_write (const void *field)
{
  const struct queue_config *queue = field;
  g_autofree char *text = NULL;

  if (!queue->stated)
    return NULL;
  if (queue->packets != UINT64_MAX)
    text = g_strdup_printf ("%" G_GUINT64_FORMAT " packets", queue->packets);
  else if (queue->bytes != UINT64_MAX)
    text = quantity_text_integer (QUANTITY_SIZE, (int64_t)queue->bytes);
  else
    text = g_strdup ("inf");
  return cJSON_CreateString (text);
}

static cJSON *
queue_schema (void)
{
  g_autofree char *size = quantity_pattern (QUANTITY_SIZE, false);
  g_autofree char *pattern
      = g_strdup_printf ("^inf$|" PACKETS_PATTERN "|%s", size);
  cJSON *schema = cJSON_CreateObject ();

  cJSON_AddStringToObject (schema, "type", "string");
  cJSON_AddStringToObject (schema, "pattern", pattern);
  return schema;
}

const struct custom_type queue_type = {
  .expected = "a queue such as \"1000 packets\", \"64 kB\" or \"inf\"",
  .read = queue_read,
  .write = queue_write,
  .schema = queue_schema,
};
