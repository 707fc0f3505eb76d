/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capture files by libpcap: raw IPv6 (LINKTYPE_RAW), nanoseconds.  Stored
 * octets are captured; a virtual payload shows as original length only. */
#ifndef DMMSIM_SIM_PCAP_H
#define DMMSIM_SIM_PCAP_H

#include <glib.h>

#include "sim/packet.h"

struct pcap_writer;

/* Writes to a temporary name beside @path until pcap_writer_close().  NULL
 * with @error (G_FILE_ERROR) when it cannot be created. */
struct pcap_writer *pcap_writer_new (const char *path, GError **error);
void pcap_writer_add (struct pcap_writer *writer, sim_time at,
                      const struct packet *p);
/* Renames to the final name (@keep) or removes; frees the writer. */
bool pcap_writer_close (struct pcap_writer *writer, bool keep, GError **error);

#endif
