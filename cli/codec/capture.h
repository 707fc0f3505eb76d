/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capture files (pcap, pcapng) as streams of packets, by libpcap: memory does
 * not grow with the file. */
#ifndef DMMSIM_CLI_CODEC_CAPTURE_H
#define DMMSIM_CLI_CODEC_CAPTURE_H

#include <glib.h>
#include <stdbool.h>

#include "models/codec/mh.h"

struct capture;

struct capture_packet
{
  uint64_t number;    /* in the file, from 1 */
  int64_t since_ns;   /* after the file's first packet; may be negative */
  struct view octets; /* as captured, valid until the next packet */
  size_t length;      /* on the wire, octets.n or more */
};

enum capture_step
{
  CAPTURE_PACKET,
  CAPTURE_END,
  CAPTURE_DAMAGED /* the file cannot be read on from here */
};

/* Opens @path, "-" for standard input.  NULL with @error when it cannot be
 * read, is no capture, or has a link type that the codec does not know. */
struct capture *capture_open (const char *path, GError **error);
void capture_close (struct capture *capture);
unsigned capture_link_type (const struct capture *capture);
/* The next packet; with CAPTURE_DAMAGED an @error that tells what is wrong
 * and where. */
enum capture_step capture_next (struct capture *capture,
                                struct capture_packet *packet, GError **error);

#endif
