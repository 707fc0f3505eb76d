/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/figures/figures.h"

#include <glib/gstdio.h>
#include <string.h>

#include "analysis/figures/figure.h"
#include "analysis/figures/gnuplot.h"
#include "analysis/results/folder.h"

static const char all_formats[] = "svg png pdf";

/* One call of figures_make(). */
struct making
{
  const struct figures_request *asked;
  const cases *of;
  char *output, *work; /* where figures appear, and are made */
  int hold;            /* of work */
  const char *formats;
};

static void
made_free (void *data)
{
  struct figure_made *made = data;

  g_free (made->name);
  g_free (made->title);
  g_free (made->caption);
  g_free (made->problem);
  g_free (made);
}

/* ---- one figure -----------------------------------------------------------
 */

static bool
write_part (const char *folder, const char *name, const char *ending,
            const char *text, GError **error)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE,
                                   0666, error);
}

/* Gives the file its place; without the file, what had the place goes: it was
 * of an older figure. */
static bool
put_part (const struct making *m, const char *name, const char *ending,
          GError **error)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);
  g_autofree char *from = g_build_filename (m->work, file, NULL);
  g_autofree char *to = g_build_filename (m->output, file, NULL);

  if (!g_file_test (from, G_FILE_TEST_EXISTS))
    {
      g_unlink (to);
      return true;
    }
  return g_rename (from, to) == 0
         || folder_fail (error, to, "cannot be written");
}

static const char *const sources[] = { ".dat", ".gp", NULL };
static const char *const pictures[] = { ".svg", ".png", ".pdf", NULL };

static bool
put_parts (const struct making *m, const char *name, const char *const *endings,
           GError **error)
{
  bool ok = true;

  for (; ok && *endings != NULL; endings++)
    ok = put_part (m, name, *endings, error);
  return ok;
}

/* What gnuplot began may be cut short. */
static void
discard_pictures (const struct making *m, const char *name)
{
  for (const char *const *ending = pictures; *ending != NULL; ending++)
    {
      g_autofree char *file = g_strconcat (name, *ending, NULL);
      g_autofree char *path = g_build_filename (m->work, file, NULL);

      g_unlink (path);
    }
}

/* Also after a failure: then the script is there to be looked at, and no
 * picture. */
static bool
put_figure (const struct making *m, const char *name, bool drawn,
            GError **error)
{
  if (!drawn)
    discard_pictures (m, name);
  return put_parts (m, name, sources, error)
         && put_parts (m, name, pictures, error);
}

/* gnuplot may be content and yet have drawn nothing. */
static bool
check_pictures (const struct making *m, const char *name, GError **error)
{
  g_auto (GStrv) formats = g_strsplit (m->formats, " ", -1);

  for (char **format = formats; *format != NULL; format++)
    {
      g_autofree char *file = g_strconcat (name, ".", *format, NULL);
      g_autofree char *path = g_build_filename (m->work, file, NULL);
      GStatBuf status;

      if (g_stat (path, &status) != 0 || status.st_size == 0)
        return figure_fail (error, FIGURE_ERROR_GNUPLOT, "gnuplot wrote no %s",
                            file);
    }
  return true;
}

static bool
render (const struct making *m, const struct figure *figure,
        const struct script *script, GError **error)
{
  g_autofree char *text = script_text (script, figure->title, m->formats);
  g_autofree char *file = g_strconcat (figure->name, ".gp", NULL);
  bool drawn;

  if (!write_part (m->work, figure->name, ".dat", script->data->str, error)
      || !write_part (m->work, figure->name, ".gp", text, error))
    return false;
  drawn = gnuplot_run (m->work, file, error)
          && check_pictures (m, figure->name, error);
  return put_figure (m, figure->name, drawn, drawn ? error : NULL) && drawn;
}

static struct figure_made *
make_figure (const struct making *m, const struct figure *figure)
{
  struct figure_made *made = g_new0 (struct figure_made, 1);
  struct script *script = script_new (figure->name);
  struct drawing drawing = { figure, m->of, &m->asked->sources, script };
  g_autoptr (GError) error = NULL;

  made->name = g_strdup (figure->name);
  made->title = g_strdup (figure->title != NULL ? figure->title : "");
  if (!figure->type->draw (&drawing, &error)
      || !render (m, figure, script, &error))
    {
      made->problem = g_strdup (error->message);
      made->elsewhere
          = g_error_matches (error, FIGURE_ERROR, FIGURE_ERROR_AXIS);
    }
  made->caption = g_strdup (script->caption->str);
  script_free (script);
  return made;
}

/* ---- all ------------------------------------------------------------------
 */

/* Is it one of those asked for? */
static bool
is_asked (const struct making *m, const struct figure *figure)
{
  return m->asked->names == NULL
         || g_strv_contains (m->asked->names, figure->name);
}

static GPtrArray *
make_all (const struct making *m, const GPtrArray *figures)
{
  GPtrArray *made = g_ptr_array_new_with_free_func (made_free);

  for (unsigned i = 0; i < figures->len; i++)
    if (is_asked (m, figures->pdata[i]))
      g_ptr_array_add (made, make_figure (m, figures->pdata[i]));
  return made;
}

/* Was any drawn, or at least tried with what the folder has? */
static bool
any_belongs (const GPtrArray *made)
{
  for (unsigned i = 0; i < made->len; i++)
    if (!((const struct figure_made *)made->pdata[i])->elsewhere)
      return true;
  return false;
}

/* What the scenario asks for; what suits the folder if that is nothing, or all
 * about axes of a study of which this is but a point. */
static GPtrArray *
make_figures (const struct making *m, GError **error)
{
  const char *scenario
      = m->asked->figures != NULL ? m->asked->figures : m->of->scenario;
  g_autoptr (GPtrArray) figures = figures_of_scenario (scenario, error);
  g_autoptr (GPtrArray) suited = NULL;
  GPtrArray *made;

  if (figures == NULL)
    return NULL;
  made = make_all (m, figures);
  if (any_belongs (made) || m->asked->figures != NULL)
    return made;
  suited = figures_by_default (m->of, &m->asked->sources);
  if (figures->len > 0 && suited->len == 0)
    return made;
  g_ptr_array_free (made, TRUE);
  return make_all (m, suited);
}

/* "recovery, stretch", for messages. (transfer full) */
static char *
names_of (const GPtrArray *made)
{
  GString *names = g_string_new (NULL);

  for (unsigned i = 0; i < made->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((struct figure_made *)made->pdata[i])->name);
  return g_string_free (names, FALSE);
}

static bool
check_names (const struct making *m, const GPtrArray *made, GError **error)
{
  for (const char *const *name = m->asked->names; name != NULL && *name != NULL;
       name++)
    {
      bool found = false;

      for (unsigned i = 0; i < made->len; i++)
        found = found
                || strcmp (((struct figure_made *)made->pdata[i])->name, *name)
                       == 0;
      if (!found)
        {
          g_autofree char *names = names_of (made);

          return figure_fail (error, FIGURE_ERROR_FORMAT,
                              "no figure '%s'; there are: %s", *name, names);
        }
    }
  return true;
}

/* Folders where figures are made and appear. */
static bool
prepare (struct making *m, GError **error)
{
  m->hold = -1;
  m->output = m->asked->output != NULL
                  ? g_strdup (m->asked->output)
                  : g_build_filename (m->asked->folder, "figures", NULL);
  if (g_mkdir_with_parents (m->output, 0777) != 0)
    return folder_fail (error, m->output, "cannot be created");
  m->work = folder_beside (m->output, &m->hold, error);
  return m->work != NULL;
}

static GPtrArray *
make_in_folder (struct making *m, GError **error)
{
  GPtrArray *made = NULL;

  if (prepare (m, error))
    made = make_figures (m, error);
  if (made != NULL && !check_names (m, made, error))
    g_clear_pointer (&made, g_ptr_array_unref);
  if (m->work != NULL)
    folder_remove (m->work);
  folder_release (&m->hold);
  g_rmdir (m->output); /* stays if something is in it */
  g_free (m->work);
  g_free (m->output);
  return made;
}

GPtrArray *
figures_make (const struct figures_request *asked, GError **error)
{
  g_autoptr (cases) of = NULL;
  struct making m
      = { .asked = asked,
          .formats = asked->formats != NULL ? asked->formats : all_formats };

  if (!gnuplot_find (error))
    return NULL;
  of = cases_load (asked->folder, error);
  if (of == NULL)
    return NULL;
  if (of->all->len == 0 || of->scenario == NULL)
    {
      figure_fail (error, FIGURE_ERROR_DATA, "%s: holds no runs",
                   asked->folder);
      return NULL;
    }
  m.of = of;
  return make_in_folder (&m, error);
}
