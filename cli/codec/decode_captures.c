/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cjson/cJSON.h>
#include <stdio.h>

#include "cli/codec/capture.h"
#include "cli/codec/decode.h"
#include "cli/codec/tally.h"
#include "cli/verbs.h"
#include "models/codec/packet_json.h"
#include "models/codec/packet_print.h"

#define NS_PER_S G_GINT64_CONSTANT (1000000000)

/* One file on its way to standard output.  Buffers serve for packet after
 * packet, so memory is that of the longest one. */
struct listing
{
  const struct decode_options *options;
  const char *path;
  char *label; /* what begins each line when there are several files */
  struct capture *capture;
  struct dissection *dissection;
  struct tally *tally; /* of all files */
  GString *line;
};

/* Lines */

/* Seconds with nine decimals. */
static void
append_time (GString *line, int64_t ns)
{
  g_string_append_printf (line, "%s%" G_GINT64_FORMAT ".%09" G_GINT64_FORMAT,
                          ns < 0 ? "-" : "", ABS (ns / NS_PER_S),
                          ABS (ns % NS_PER_S));
}

static void
append_json (const struct listing *listing, const struct capture_packet *packet)
{
  GString *line = listing->line;

  g_string_append_printf (
      line, "{%s\"frame\": %" G_GUINT64_FORMAT ", \"time\": ", listing->label,
      packet->number);
  append_time (line, packet->since_ns);
  packet_json_append (line, listing->dissection);
  g_string_append (line, "}\n");
}

static void
append_text (const struct listing *listing, const struct capture_packet *packet)
{
  GString *line = listing->line;

  g_string_append_printf (line, "%s%6" G_GUINT64_FORMAT "  ", listing->label,
                          packet->number);
  append_time (line, packet->since_ns);
  g_string_append (line, "  ");
  packet_print_line (line, listing->dissection);
  g_string_append_c (line, '\n');
}

static void
list_packet (struct listing *listing, const struct capture_packet *packet)
{
  struct dissection *d = listing->dissection;

  dissection_read_frame (d, capture_link_type (listing->capture),
                         packet->octets.octets, packet->octets.n,
                         packet->length);
  if (listing->options->only != NULL && !dissection_has_mobility (d))
    return;
  tally_add (listing->tally, d);
  g_string_truncate (listing->line, 0);
  if (listing->options->json)
    append_json (listing, packet);
  else
    append_text (listing, packet);
  fwrite (listing->line->str, 1, listing->line->len, stdout);
}

/* Files */

/* Until its end, its damage, or nobody listens. */
static int
list_packets (struct listing *listing)
{
  struct capture_packet packet;
  GError *error = NULL;
  enum capture_step step = CAPTURE_PACKET;

  while (!ferror (stdout)
         && (step = capture_next (listing->capture, &packet, &error))
                == CAPTURE_PACKET)
    list_packet (listing, &packet);
  if (step != CAPTURE_DAMAGED)
    return EXIT_OK;
  message_error (error);
  return EXIT_CHECK_FAILED;
}

/* Tells of packets that were wrong, on standard error too: standard output may
 * be long. */
static int
tell_wrong (const struct listing *listing, uint64_t n_wrong, uint64_t n_cut)
{
  if (n_wrong == 0)
    return EXIT_OK;
  message ("%s: %" G_GUINT64_FORMAT " packets are wrong, %" G_GUINT64_FORMAT
           " of them cut short",
           listing->path, n_wrong, n_cut);
  return EXIT_CHECK_FAILED;
}

static int
list_file (struct listing *listing)
{
  const struct tally before = *listing->tally;
  GError *error = NULL;
  int status, wrong;

  listing->capture = capture_open (listing->path, &error);
  if (listing->capture == NULL)
    {
      message_error (error);
      return EXIT_BAD_INPUT;
    }
  status = list_packets (listing);
  capture_close (listing->capture);
  wrong = tell_wrong (listing, listing->tally->n_wrong - before.n_wrong,
                      listing->tally->n_cut - before.n_cut);
  return MAX (status, wrong);
}

/* (transfer full) */
static char *
label_of (const char *path, bool json)
{
  char *name = g_filename_display_name (path);
  cJSON *quoted = cJSON_CreateString (name);
  char *text = cJSON_PrintUnformatted (quoted);
  char *label = json ? g_strdup_printf ("\"file\": %s, ", text)
                     : g_strdup_printf ("%s: ", name);

  cJSON_free (text);
  cJSON_Delete (quoted);
  g_free (name);
  return label;
}

int
decode_captures (const struct decode_options *options, char **paths)
{
  struct tally tally;
  struct listing listing = { .options = options, .tally = &tally };
  int status = EXIT_OK;
  bool several = paths[1] != NULL;

  tally_init (&tally);
  listing.dissection = g_new0 (struct dissection, 1);
  listing.dissection->ignores_checksum = options->ignore_checksum;
  listing.line = g_string_new (NULL);
  for (; *paths != NULL && !ferror (stdout); paths++)
    {
      int found;

      listing.path = *paths;
      listing.label
          = several ? label_of (*paths, options->json) : g_strdup ("");
      found = list_file (&listing);
      status = MAX (status, found);
      g_free (listing.label);
    }
  if (options->summary)
    tally_print (&tally, options->json);
  g_string_free (listing.line, TRUE);
  g_free (listing.dissection);
  tally_clear (&tally);
  return status;
}
