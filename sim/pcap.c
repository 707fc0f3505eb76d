/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/pcap.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pcap/pcap.h>
#include <unistd.h>

/* The longest IPv6 packet without jumbograms. */
#define SNAPSHOT_LENGTH 65575

struct pcap_writer
{
  char *path, *temporary;
  pcap_t *pcap;
  pcap_dumper_t *dumper;
  int code; /* errno of the first write that failed, or 0 */
};

static void
set_error (GError **error, const char *path, int code)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               "%s: cannot write capture: %s", path, g_strerror (code));
}

static void
writer_free (struct pcap_writer *writer)
{
  if (writer->dumper)
    pcap_dump_close (writer->dumper);
  pcap_close (writer->pcap);
  g_free (writer->path);
  g_free (writer->temporary);
  g_free (writer);
}

/* Opens the temporary file with the permissions a plain creation would give. */
static bool
writer_open (struct pcap_writer *writer, GError **error)
{
  int fd = g_mkstemp_full (writer->temporary, O_RDWR, 0666);
  FILE *file = fd < 0 ? NULL : fdopen (fd, "wb");
  int code = errno;

  if (file)
    writer->dumper = pcap_dump_fopen (writer->pcap, file);
  if (writer->dumper)
    return true;
  if (fd >= 0)
    {
      g_unlink (writer->temporary);
      close (fd);
    }
  set_error (error, writer->path, code);
  return false;
}

struct pcap_writer *
pcap_writer_new (const char *path, GError **error)
{
  struct pcap_writer *writer = g_new0 (struct pcap_writer, 1);

  writer->path = g_strdup (path);
  writer->temporary = g_strdup_printf ("%s.XXXXXX", path);
  writer->pcap = pcap_open_dead_with_tstamp_precision (
      DLT_RAW, SNAPSHOT_LENGTH, PCAP_TSTAMP_PRECISION_NANO);
  g_assert (writer->pcap);
  if (writer_open (writer, error))
    return writer;
  writer_free (writer);
  return NULL;
}

/* With nanosecond precision tv_usec holds nanoseconds. */
void
pcap_writer_add (struct pcap_writer *writer, sim_time at,
                 const struct packet *p)
{
  struct pcap_pkthdr header = {
    .ts = { .tv_sec = at / SIM_SECOND, .tv_usec = at % SIM_SECOND },
    .caplen = p->stored,
    .len = packet_length (p),
  };

  pcap_dump ((u_char *)writer->dumper, &header, p->head);
  if (G_UNLIKELY (writer->code == 0
                  && ferror (pcap_dump_file (writer->dumper))))
    writer->code = errno;
}

bool
pcap_writer_close (struct pcap_writer *writer, bool keep, GError **error)
{
  bool ok = true;

  if (keep)
    ok = writer->code == 0 && pcap_dump_flush (writer->dumper) == 0
         && g_rename (writer->temporary, writer->path) == 0;
  if (!ok)
    set_error (error, writer->path, writer->code ? writer->code : errno);
  if (!ok || !keep)
    g_unlink (writer->temporary);
  writer_free (writer);
  return ok;
}
