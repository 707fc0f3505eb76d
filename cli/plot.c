/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim plot DIR: figures of results. */
#include <stdio.h>
#include <string.h>

#include "cli/loading.h"
#include "cli/looking/figure_sources.h"
#include "cli/verbs.h"

struct plot_options
{
  char *output, *formats, *scenario;
  char **names;
};

/* "svg,pdf" to "svg pdf"; false after a message. */
static bool
parse_formats (char *formats)
{
  static const char *const known[] = { "svg", "png", "pdf", NULL };
  g_auto (GStrv) words = g_strsplit (formats, ",", -1);

  bool good = words[0] != NULL;

  for (char **word = words; *word != NULL; word++)
    good = good && g_strv_contains (known, *word);
  if (!good)
    message ("--format '%s': expected svg, png, pdf, or several with commas "
             "between",
             formats);
  g_strdelimit (formats, ",", ' ');
  return good;
}

/* Names what was drawn; the status. */
static int
tell (const GPtrArray *made, const char *folder)
{
  unsigned drawn = 0;
  bool failed = false;

  for (unsigned i = 0; i < made->len; i++)
    {
      const struct figure_made *figure = made->pdata[i];

      if (figure->problem != NULL)
        message ("figure %s: %s%s", figure->name,
                 figure->elsewhere ? "left out: " : "", figure->problem);
      else
        {
          printf ("%s/%s\t%s\n", folder, figure->name, figure->caption);
          drawn++;
        }
      failed = failed || (figure->problem != NULL && !figure->elsewhere);
    }
  if (drawn == 0 && !failed)
    message ("nothing to draw");
  return failed || drawn == 0 ? EXIT_BAD_INPUT : EXIT_OK;
}

/* A missing or failing gnuplot is no fault of the input. */
static int
tell_error (GError *error)
{
  bool gnuplot = g_error_matches (error, FIGURE_ERROR, FIGURE_ERROR_GNUPLOT);

  message_error (error);
  return gnuplot ? EXIT_RUN_FAILED : EXIT_BAD_INPUT;
}

static int
plot (const char *folder, const struct plot_options *options)
{
  const struct loading_options loading = { 0 };
  g_autofree char *output = options->output != NULL
                                ? g_strdup (options->output)
                                : g_build_filename (folder, "figures", NULL);
  g_autofree char *asked = NULL;
  g_autoptr (GPtrArray) made = NULL;
  struct figures_request request
      = { .folder = folder,
          .output = output,
          .names = (const char *const *)options->names,
          .formats = options->formats };
  GError *error = NULL;

  if (options->scenario != NULL)
    {
      g_autoptr (scenario) s = load (options->scenario, &loading, NULL);

      if (s == NULL)
        return EXIT_BAD_INPUT;
      request.figures = asked = scenario_resolved (s);
    }
  request.sources = figure_sources_new ();
  made = figures_make (&request, &error);
  figure_sources_clear (&request.sources);
  return made != NULL ? tell (made, output) : tell_error (error);
}

int
verb_plot (int argc, char **argv)
{
  struct plot_options options = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      "folder of the figures (default: DIR/figures)", "DIR" },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.formats,
      "svg, png, pdf (default: all)", "FORMAT,..." },
    { "figure", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.names,
      "this one alone, by name (repeatable)", "NAME" },
    { "scenario", 0, 0, G_OPTION_ARG_FILENAME, &options.scenario,
      "draw the figures of this scenario, not those of the one that was run",
      "FILE" },
    G_OPTION_ENTRY_NULL
  };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("plot", entries, &argc, &argv))
    {
      if (argc != 2)
        message ("which results? dmmsim plot DIR");
      else if (verb_folder_good (options.output)
               && (options.formats == NULL || parse_formats (options.formats)))
        status = plot (argv[1], &options);
    }
  g_strfreev (options.names);
  g_free (options.output);
  g_free (options.formats);
  g_free (options.scenario);
  return status;
}
