/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/report/page.h"

#include <gio/gio.h>
#include <string.h>

#include "analysis/report/assets.h"

#define ASSETS "/dmmsim/report/"

struct report_page
{
  GHashTable *parts; /* char * -> char *: HTML */
};

struct report_page *
report_page_new (void)
{
  struct report_page *page = g_new0 (struct report_page, 1);

  page->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return page;
}

void
report_page_free (struct report_page *page)
{
  g_hash_table_destroy (page->parts);
  g_free (page);
}

void
report_page_set_html (struct report_page *page, const char *name, char *html)
{
  g_hash_table_insert (page->parts, g_strdup (name), html);
}

void
report_page_set_text (struct report_page *page, const char *name,
                      const char *text)
{
  report_page_set_html (page, name, report_escape (text));
}

void
report_page_set_json (struct report_page *page, const char *name,
                      const cJSON *json)
{
  char *text = cJSON_PrintUnformatted (json);
  GString *safe = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (*c == '<')
      g_string_append (safe, "\\u003c");
    else
      g_string_append_c (safe, *c);
  report_page_set_html (page, name, g_string_free (safe, FALSE));
  cJSON_free (text);
}

char *
report_escape (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);

      g_string_append_unichar (
          clean, u == '\n' || u == '\t' || !g_unichar_iscntrl (u) ? u : 0xfffd);
    }
  return g_markup_escape_text (clean->str, -1);
}

/* ---- printing ------------------------------------------------------ */

/* The programmer's: all that the template names is there. */
static GBytes *
asset (const char *name)
{
  g_autofree char *path = g_strconcat (ASSETS, name, NULL);
  GBytes *bytes = g_resource_lookup_data (report_assets_get_resource (), path,
                                          G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (bytes != NULL);
  return bytes;
}

static void
append_part (GString *to, const struct report_page *page, const char *name)
{
  const char *html = g_hash_table_lookup (page->parts, name);
  GBytes *bytes;
  gsize n;
  const char *text;

  if (strchr (name, '.') == NULL)
    {
      g_string_append (to, html != NULL ? html : "");
      return;
    }
  bytes = asset (name);
  text = g_bytes_get_data (bytes, &n);
  g_string_append_len (to, text, (gssize)n);
  g_bytes_unref (bytes);
}

char *
report_page_print (const struct report_page *page)
{
  GBytes *bytes = asset ("page.html");
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);
  g_autofree char *template = g_strndup (data, n);
  GString *to = g_string_new (NULL);
  const char *at = template, *begin, *end;

  while ((begin = strstr (at, "{{")) != NULL
         && (end = strstr (begin, "}}")) != NULL)
    {
      g_autofree char *name = g_strndup (begin + 2, (gsize)(end - begin) - 2);

      g_string_append_len (to, at, begin - at);
      append_part (to, page, name);
      at = end + 2;
    }
  g_string_append (to, at);
  g_bytes_unref (bytes);
  return g_string_free (to, FALSE);
}
