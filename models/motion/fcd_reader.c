/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/motion/fcd_reader.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <libxml/xmlreader.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "models/motion/motion.h"

struct fcd_reader
{
  char *path;
  xmlTextReader *xml;
  struct fcd_filter filter;
  sim_time last; /* time of the last step */
  char *fault;   /* first error of the parser, with its line */
};

struct fcd_step *
fcd_step_new (void)
{
  struct fcd_step *step = g_new0 (struct fcd_step, 1);

  step->samples = g_array_new (FALSE, FALSE, sizeof (struct fcd_sample));
  step->ids = g_string_new (NULL);
  return step;
}

void
fcd_step_free (struct fcd_step *step)
{
  if (!step)
    return;
  g_array_unref (step->samples);
  g_string_free (step->ids, TRUE);
  g_free (step);
}

/* ---- errors -------------------------------------------------------- */

static void
note_fault (void *data, const char *message, xmlParserSeverities severity,
            xmlTextReaderLocatorPtr locator)
{
  struct fcd_reader *reader = data;
  g_autofree char *text = g_strdup (message);

  if (reader->fault || severity == XML_PARSER_SEVERITY_WARNING
      || severity == XML_PARSER_SEVERITY_VALIDITY_WARNING)
    return;
  reader->fault = g_strdup_printf ("%s:%d: %s", reader->path,
                                   xmlTextReaderLocatorLineNumber (locator),
                                   g_strchomp (text));
}

static void
swallow (void *data, const char *format, ...)
{
  (void)data, (void)format;
}

/* Below the parser, libxml2 prints what it cannot read or decompress; here
 * errors are returned, not printed.  The handler is the thread's, so it is put
 * back at once. */
static int
read_quietly (xmlTextReader *xml)
{
  xmlGenericErrorFunc handler = xmlGenericError;
  void *data = xmlGenericErrorContext;
  int result;

  xmlSetGenericErrorFunc (NULL, swallow);
  result = xmlTextReaderRead (xml);
  xmlSetGenericErrorFunc (data, handler);
  return result;
}

static xmlTextReader *
open_quietly (const char *path)
{
  xmlGenericErrorFunc handler = xmlGenericError;
  void *data = xmlGenericErrorContext;
  xmlTextReader *xml;

  xmlSetGenericErrorFunc (NULL, swallow);
  xml = xmlReaderForFile (path, NULL, XML_PARSE_NONET | XML_PARSE_COMPACT);
  xmlSetGenericErrorFunc (data, handler);
  return xml;
}

/* The line of a node is kept in 16 bits; the parser may be a little ahead. */
static long
current_line (const struct fcd_reader *reader)
{
  xmlNode *node = xmlTextReaderCurrentNode (reader->xml);
  long line = node ? xmlGetLineNo (node) : -1;

  return line > 0 && line < 65535
             ? line
             : xmlTextReaderGetParserLineNumber (reader->xml);
}

void
fcd_reader_error (const struct fcd_reader *reader, GError **error,
                  const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT, "%s:%ld: %s",
               reader->path, current_line (reader), text);
}

/* ---- nodes and attributes ------------------------------------------ */

/* To the next XML node: 1, 0 at the end, -1 with @error. */
static int
advance (struct fcd_reader *reader, GError **error)
{
  int result = read_quietly (reader->xml);

  if (result < 0 && reader->fault)
    g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT, "%s", reader->fault);
  else if (result < 0)
    fcd_reader_error (reader, error, "cannot be read");
  if (result > 0
      && xmlTextReaderNodeType (reader->xml) == XML_READER_TYPE_DOCUMENT_TYPE)
    {
      fcd_reader_error (reader, error,
                        "a document type declaration is not accepted");
      return -1;
    }
  return result;
}

static bool
is_element (const struct fcd_reader *reader, int type, int depth,
            const char *name)
{
  return xmlTextReaderNodeType (reader->xml) == type
         && xmlTextReaderDepth (reader->xml) == depth
         && strcmp ((const char *)xmlTextReaderConstLocalName (reader->xml),
                    name)
                == 0;
}

/* (transfer full): xmlFree() it.  NULL with @error when missing. */
static xmlChar *
attribute (const struct fcd_reader *reader, const char *name, GError **error)
{
  xmlChar *text
      = xmlTextReaderGetAttribute (reader->xml, (const xmlChar *)name);

  if (!text)
    fcd_reader_error (reader, error, "<%s> lacks the attribute \"%s\"",
                      (const char *)xmlTextReaderConstLocalName (reader->xml),
                      name);
  return text;
}

static bool
number_attribute (const struct fcd_reader *reader, const char *name,
                  double *value, GError **error)
{
  xmlChar *text = attribute (reader, name, error);
  char *end;
  bool ok;

  if (!text)
    return false;
  *value = g_ascii_strtod ((const char *)text, &end);
  ok = *text != '\0' && *end == '\0' && isfinite (*value);
  if (!ok)
    fcd_reader_error (reader, error, "%s=\"%s\" is not a number", name,
                      (const char *)text);
  xmlFree (text);
  return ok;
}

/* ---- time steps ---------------------------------------------------- */

static bool
read_time (struct fcd_reader *reader, struct fcd_step *step, GError **error)
{
  double seconds;

  if (!number_attribute (reader, "time", &seconds, error))
    return false;
  step->time = sim_time_from_seconds (seconds);
  if (reader->last != SIM_TIME_NONE && step->time <= reader->last)
    {
      fcd_reader_error (reader, error,
                        "time %g is not after the time step before", seconds);
      return false;
    }
  reader->last = step->time;
  return true;
}

static bool
read_sample (struct fcd_reader *reader, struct fcd_step *step, GError **error)
{
  struct fcd_sample sample = { .id = (guint)step->ids->len };
  xmlChar *id;

  if (!number_attribute (reader, "x", &sample.x, error)
      || !number_attribute (reader, "y", &sample.y, error))
    return false;
  id = attribute (reader, "id", error);
  if (!id)
    return false;
  g_string_append_len (step->ids, (const char *)id,
                       (gssize)strlen ((const char *)id) + 1);
  xmlFree (id);
  g_array_append_val (step->samples, sample);
  return true;
}

static bool
is_before_window (const struct fcd_reader *reader, const struct fcd_step *step)
{
  sim_time from = reader->filter.from;

  return from != SIM_TIME_NONE && step->time < from;
}

static bool
is_after_window (const struct fcd_reader *reader, const struct fcd_step *step)
{
  sim_time until = reader->filter.until;

  return until != SIM_TIME_NONE && step->time > until;
}

static bool
is_sample (const struct fcd_reader *reader)
{
  return (reader->filter.vehicles
          && is_element (reader, XML_READER_TYPE_ELEMENT, 2, "vehicle"))
         || (reader->filter.persons
             && is_element (reader, XML_READER_TYPE_ELEMENT, 2, "person"));
}

/* From the start tag of a time step to its end.  What lies outside the window
 * is not looked at. */
static enum fcd_result
read_step (struct fcd_reader *reader, struct fcd_step *step, GError **error)
{
  bool outside;
  int more;

  g_array_set_size (step->samples, 0);
  g_string_truncate (step->ids, 0);
  if (!read_time (reader, step, error))
    return FCD_ERROR;
  if (is_after_window (reader, step))
    return FCD_END;
  outside = is_before_window (reader, step);
  if (xmlTextReaderIsEmptyElement (reader->xml))
    return FCD_STEP;
  while ((more = advance (reader, error)) > 0)
    {
      if (is_element (reader, XML_READER_TYPE_END_ELEMENT, 1, "timestep"))
        return FCD_STEP;
      if (!outside && is_sample (reader) && !read_sample (reader, step, error))
        return FCD_ERROR;
    }
  return more < 0 ? FCD_ERROR : FCD_END;
}

static enum fcd_result
read_next (struct fcd_reader *reader, struct fcd_step *step, GError **error)
{
  int more;

  while ((more = advance (reader, error)) > 0)
    {
      if (is_element (reader, XML_READER_TYPE_ELEMENT, 1, "timestep"))
        return read_step (reader, step, error);
      if (xmlTextReaderNodeType (reader->xml) == XML_READER_TYPE_ELEMENT
          && xmlTextReaderDepth (reader->xml) == 0
          && !is_element (reader, XML_READER_TYPE_ELEMENT, 0, "fcd-export"))
        {
          fcd_reader_error (reader, error,
                            "the root of an FCD trace is <fcd-export>");
          return FCD_ERROR;
        }
    }
  return more < 0 ? FCD_ERROR : FCD_END;
}

enum fcd_result
fcd_reader_next (struct fcd_reader *reader, struct fcd_step *step,
                 GError **error)
{
  enum fcd_result result;

  do
    result = read_next (reader, step, error);
  while (result == FCD_STEP && is_before_window (reader, step));
  return result;
}

/* ---- life ---------------------------------------------------------- */

static bool
check_filter (const struct fcd_filter *filter, GError **error)
{
  bool any = filter->vehicles || filter->persons;

  if (any
      && (filter->from == SIM_TIME_NONE || filter->until == SIM_TIME_NONE
          || filter->from <= filter->until))
    return true;
  g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
               any ? "\"until\" is before \"from\""
                   : "neither \"vehicles\" nor \"persons\" of the trace are "
                     "taken");
  return false;
}

struct fcd_reader *
fcd_reader_new (const char *path, const struct fcd_filter *filter,
                GError **error)
{
  struct fcd_reader *reader;
  xmlTextReader *xml = NULL;

  if (!check_filter (filter, error))
    return NULL;
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    errno = EISDIR;
  else if (g_access (path, R_OK) == 0)
    xml = open_quietly (path);
  if (!xml)
    {
      g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
                   "%s: cannot be read: %s", path, g_strerror (errno));
      return NULL;
    }
  reader = g_new0 (struct fcd_reader, 1);
  reader->path = g_strdup (path);
  reader->xml = xml;
  reader->filter = *filter;
  reader->last = SIM_TIME_NONE;
  xmlTextReaderSetErrorHandler (xml, note_fault, reader);
  return reader;
}

void
fcd_reader_free (struct fcd_reader *reader)
{
  if (!reader)
    return;
  xmlFreeTextReader (reader->xml);
  g_free (reader->fault);
  g_free (reader->path);
  g_free (reader);
}
