/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of a report: drawn anew, or those that the folder holds where they
 * cannot be. */
#include <string.h>

#include "analysis/results/folder.h"
#include "cli/looking/figure_sources.h"
#include "cli/looking/report_parts.h"

/* As an image of its own: what it names is apart from the page's, and nothing
 * in it runs. */
static void
append_figure (GString *html, const char *folder, const char *name,
               const char *caption)
{
  g_autofree char *file = g_strconcat (name, ".svg", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *alt = report_escape (name);
  g_autofree char *below = report_escape (caption);
  g_autofree char *octets = NULL, *encoded = NULL;
  gsize n;

  if (!g_file_get_contents (path, &octets, &n, NULL))
    return;
  encoded = g_base64_encode ((const guchar *)octets, n);
  g_string_append_printf (html,
                          "<figure><img alt=\"%s\" "
                          "src=\"data:image/svg+xml;base64,%s\">"
                          "<figcaption>%s</figcaption></figure>\n",
                          alt, encoded, below);
}

static void
append_remark (GString *html, const char *text)
{
  g_autofree char *escaped = report_escape (text);

  g_string_append_printf (html, "<p class=\"remark\">%s</p>\n", escaped);
}

/* What @folder has been drawn into. */
static void
append_made (GString *html, const GPtrArray *made, const char *folder)
{
  for (unsigned i = 0; i < made->len; i++)
    {
      const struct figure_made *figure = made->pdata[i];
      g_autofree char *why
          = g_strdup_printf ("Figure %s: %s", figure->name, figure->problem);
      g_autofree char *caption
          = g_strjoin (figure->title[0] != '\0' ? ". " : "", figure->title,
                       figure->caption, NULL);

      if (figure->problem == NULL)
        append_figure (html, folder, figure->name, caption);
      else if (!figure->elsewhere)
        append_remark (html, why);
    }
  if (made->len == 0)
    append_remark (html, "There is nothing to draw.");
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* What "dmmsim plot" drew before. */
static void
append_held (GString *html, const char *folder)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, ".svg"))
      g_ptr_array_add (names,
                       g_strndup (file, strlen (file) - strlen (".svg")));
  g_ptr_array_sort (names, compare_names);
  for (unsigned i = 0; i < names->len; i++)
    append_figure (html, folder, names->pdata[i], names->pdata[i]);
}

static GPtrArray *
draw (const char *results, const char *folder, GError **error)
{
  struct figures_request request
      = { .folder = results, .output = folder, .formats = "svg" };
  GPtrArray *made;

  request.sources = figure_sources_new ();
  made = figures_make (&request, error);
  figure_sources_clear (&request.sources);
  return made;
}

void
report_put_figures (struct report_page *page, const cases *found)
{
  g_autofree char *held = g_build_filename (found->path, "figures", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("dmmsim-report-XXXXXX", &error);
  g_autofree char *drawn
      = folder == NULL ? NULL : g_build_filename (folder, "figures", NULL);
  g_autoptr (GPtrArray) made
      = drawn == NULL ? NULL : draw (found->path, drawn, &error);
  GString *html = g_string_new (NULL);

  if (made != NULL)
    append_made (html, made, drawn);
  else
    {
      append_remark (html, error->message);
      append_held (html, held);
    }
  if (folder != NULL)
    folder_remove (folder);
  report_page_set_html (page, "FIGURES", g_string_free (html, FALSE));
}
