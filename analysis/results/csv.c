/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/results/csv.h"

#include <errno.h>
#include <string.h>

#include "analysis/results/format.h"

static bool
csv_fail (const struct csv *csv, int code, GError **error)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               "%s: cannot be written: %s", csv->path, g_strerror (code));
  return false;
}

bool
csv_open (struct csv *csv, const char *folder, const char *name,
          const char *header, GError **error)
{
  csv->begun = false;
  csv->code = 0;
  csv->path = g_build_filename (folder, name, NULL);
  csv->file = fopen (csv->path, "we");
  if (csv->file == NULL)
    {
      csv_fail (csv, errno, error);
      g_free (csv->path);
      return false;
    }
  if (header != NULL)
    fprintf (csv->file, "%s\n", header);
  return true;
}

bool
csv_close (struct csv *csv, GError **error)
{
  bool failed = ferror (csv->file) != 0;
  bool ok;

  if (fclose (csv->file) != 0 && csv->code == 0)
    csv->code = errno;
  failed = failed || csv->code != 0;
  ok = !failed || csv_fail (csv, csv->code ? csv->code : EIO, error);
  g_free (csv->path);
  return ok;
}

static void
csv_field (struct csv *csv)
{
  if (csv->begun)
    fputc (',', csv->file);
  csv->begun = true;
}

void
csv_text (struct csv *csv, const char *text)
{
  csv_field (csv);
  if (text == NULL)
    return;
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      fputs (text, csv->file);
      return;
    }
  fputc ('"', csv->file);
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        fputc ('"', csv->file);
      fputc (*text, csv->file);
    }
  fputc ('"', csv->file);
}

void
csv_count (struct csv *csv, uint64_t count)
{
  csv_field (csv);
  fprintf (csv->file, "%" G_GUINT64_FORMAT, count);
}

void
csv_number (struct csv *csv, double value)
{
  char text[FORMAT_SIZE];

  csv_field (csv);
  fputs (format_number (value, text), csv->file);
}

void
csv_time (struct csv *csv, sim_time t)
{
  char text[FORMAT_SIZE];

  csv_field (csv);
  fputs (format_time (t, text), csv->file);
}

void
csv_interval (struct csv *csv, sim_time from, sim_time to)
{
  bool known = from != SIM_TIME_NONE && to != SIM_TIME_NONE;

  csv_time (csv, known ? to - from : SIM_TIME_NONE);
}

void
csv_end (struct csv *csv)
{
  fputc ('\n', csv->file);
  csv->begun = false;
  if (G_UNLIKELY (csv->code == 0 && ferror (csv->file)))
    csv->code = errno;
}
