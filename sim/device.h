/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network interface of the kernel as a source and sink of frames: a TUN (IPv6
 * packets) or TAP (Ethernet frames) that is made or joined, or an AF_PACKET
 * socket on an interface that exists (Ethernet frames).
 *
 * A TUN or TAP that we made is not persistent: the kernel removes it when its
 * descriptor is closed, also when the process is killed; one that was there
 * before stays.  Reading and writing never block.  Opening needs CAP_NET_ADMIN
 * (TUN, TAP) or CAP_NET_RAW (packet), and CAP_SYS_ADMIN for another network
 * namespace; afterwards none is needed. */
#ifndef DMMSIM_SIM_DEVICE_H
#define DMMSIM_SIM_DEVICE_H

#include <glib.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

enum device_kind
{
  DEVICE_TUN,
  DEVICE_TAP,
  DEVICE_PACKET
};

struct device_config
{
  enum device_kind kind;
  const char *interface; /* name; shorter than IFNAMSIZ */
  const char *netns;     /* as of ip-netns(8); NULL: the process's own */
  bool set_link_layer;   /* give the interface this address: TAP */
  uint8_t link_layer[6];
  unsigned mtu; /* give the interface this MTU: TUN, TAP; 0: leave it */
};

/* What passed, and what did not. */
struct device_counters
{
  uint64_t frames_in, octets_in;
  uint64_t frames_out, octets_out;
  uint64_t oversized_in; /* longer than the room given to device_read() */
  uint64_t failed_out;   /* refused by the kernel: interface down, queue full */
  uint64_t kernel_drops; /* packet: its socket buffer was full */
};

struct device
{
  enum device_kind kind;
  char interface[IFNAMSIZ];
  int fd;
  unsigned mtu;          /* octets behind the link layer's header */
  uint8_t link_layer[6]; /* the interface's own; zeros: TUN */
  bool
      gone; /* somebody removed the interface; nothing comes or goes any more */
  struct device_counters counters;
};

#define DEVICE_ERROR device_error_quark ()
GQuark device_error_quark (void);
enum device_error
{
  DEVICE_ERROR_CAPABILITY, /* a privilege is missing: the message says which */
  DEVICE_ERROR_ABSENT,     /* no such device file, interface or namespace */
  DEVICE_ERROR_BUSY,       /* the interface exists and is in use */
  DEVICE_ERROR_SYSTEM      /* anything else the kernel said */
};

/* (transfer full) */
struct device *device_open (const struct device_config *config, GError **error);
void device_close (struct device *device);

/* The next frame, without preamble and FCS, into @octets; 0: none is there, or
 * the next one was not shorter than @room, or left for hardware to cut into
 * segments: that is counted. */
size_t device_read (struct device *device, uint8_t *octets, size_t room);
#define DEVICE_PIECES_MAX 4
/* Sends the frame that @n pieces make up; false, and counted, if the kernel
 * does not take it. */
bool device_write (struct device *device, const struct iovec *pieces, int n);
/* Can a frame be sent now: is the interface up?  packet: with a carrier. */
bool device_is_up (const struct device *device);
/* Asks the kernel for what only it has counted, and whether the interface is
 * still there. */
void device_update_counters (struct device *device);

static inline bool
device_has_frames (const struct device *device)
{
  return device->kind != DEVICE_TUN;
}

#endif
