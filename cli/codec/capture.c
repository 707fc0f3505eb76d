/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/codec/capture.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>

#include "models/codec/frame.h"

#define NS_PER_S G_GUINT64_CONSTANT (1000000000)

struct capture
{
  pcap_t *pcap;
  char *path;
  uint64_t n;        /* packets so far */
  uint64_t first_ns; /* time of the first, since 1970 */
};

static bool
check_link_type (const struct capture *capture, GError **error)
{
  int type = pcap_datalink (capture->pcap);

  if (frame_link_type_known ((unsigned)type))
    return true;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
               "%s: link type %d (%s) is not known; Ethernet, raw IP, Linux "
               "cooked and BSD loopback are",
               capture->path, type,
               pcap_datalink_val_to_description_or_dlt (type));
  return false;
}

/* libpcap's texts begin with the path when the file cannot be opened. */
static void
set_open_error (GError **error, const char *path, const char *text)
{
  if (g_str_has_prefix (text, path))
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, text);
  else
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", path,
                 text);
}

struct capture *
capture_open (const char *path, GError **error)
{
  char text[PCAP_ERRBUF_SIZE] = "";
  pcap_t *pcap = pcap_open_offline_with_tstamp_precision (
      path, PCAP_TSTAMP_PRECISION_NANO, text);
  struct capture *capture;

  if (pcap == NULL)
    {
      set_open_error (error, path, text);
      return NULL;
    }
  capture = g_new0 (struct capture, 1);
  capture->pcap = pcap;
  capture->path = g_strdup (path);
  if (check_link_type (capture, error))
    return capture;
  capture_close (capture);
  return NULL;
}

void
capture_close (struct capture *capture)
{
  pcap_close (capture->pcap);
  g_free (capture->path);
  g_free (capture);
}

unsigned
capture_link_type (const struct capture *capture)
{
  return (unsigned)pcap_datalink (capture->pcap);
}

/* A pipe has no place to tell. */
static void
set_damage (GError **error, const struct capture *capture)
{
  off_t place = ftello (pcap_file (capture->pcap));
  char *where = place < 0
                    ? g_strdup ("")
                    : g_strdup_printf (", before octet %jd", (intmax_t)place);

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO,
               "%s: damaged after packet %" G_GUINT64_FORMAT "%s: %s",
               capture->path, capture->n, where, pcap_geterr (capture->pcap));
  g_free (where);
}

enum capture_step
capture_next (struct capture *capture, struct capture_packet *packet,
              GError **error)
{
  struct pcap_pkthdr *header;
  const u_char *octets;
  uint64_t at_ns;
  int found = pcap_next_ex (capture->pcap, &header, &octets);

  if (found == PCAP_ERROR_BREAK)
    return CAPTURE_END;
  if (found != 1)
    {
      set_damage (error, capture);
      return CAPTURE_DAMAGED;
    }
  /* With nanosecond precision tv_usec holds nanoseconds.  Unsigned: a damaged
   * file may hold any time. */
  at_ns = (uint64_t)header->ts.tv_sec * NS_PER_S + (uint64_t)header->ts.tv_usec;
  if (capture->n++ == 0)
    capture->first_ns = at_ns;
  packet->number = capture->n;
  packet->since_ns = (int64_t)(at_ns - capture->first_ns);
  packet->octets = (struct view){ octets, header->caplen };
  packet->length = MAX (header->len, header->caplen);
  return CAPTURE_PACKET;
}
