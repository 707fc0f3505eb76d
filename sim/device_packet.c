/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AF_PACKET on an Ethernet interface: packet(7).
 *
 * A veth or a card that computes checksums leaves them to be filled in; the
 * virtio header in front of each frame says where, and this file does it, since
 * what leaves the simulation must be complete. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim/address.h"
#include "sim/device_kind.h"

static bool
open_socket (struct device *device, const struct device_config *config,
             GError **error)
{
  device->fd = socket (AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (device->fd >= 0)
    return true;
  if (errno == EPERM)
    return device_fail (config, DEVICE_ERROR_CAPABILITY,
                        "an AF_PACKET socket needs CAP_NET_RAW, which is "
                        "missing",
                        error);
  return device_fail_errno (config, "AF_PACKET", error);
}

static bool
read_interface (struct device *device, const struct device_config *config,
                int *index, GError **error)
{
  struct ifreq request = { 0 };

  g_strlcpy (request.ifr_name, config->interface, IFNAMSIZ);
  if (ioctl (device->fd, SIOCGIFINDEX, &request) != 0)
    return device_fail (config, DEVICE_ERROR_ABSENT,
                        "there is no such interface", error);
  *index = request.ifr_ifindex;
  if (ioctl (device->fd, SIOCGIFMTU, &request) != 0)
    return device_fail_errno (config, "MTU", error);
  device->mtu = (unsigned)request.ifr_mtu;
  if (ioctl (device->fd, SIOCGIFHWADDR, &request) != 0)
    return device_fail_errno (config, "link-layer address", error);
  if (request.ifr_hwaddr.sa_family != ARPHRD_ETHER)
    return device_fail (config, DEVICE_ERROR_ABSENT,
                        "expected an Ethernet interface", error);
  memcpy (device->link_layer, request.ifr_hwaddr.sa_data,
          sizeof device->link_layer);
  return true;
}

/* Frames go to addresses that are not the interface's own. */
static bool
set_options (struct device *device, const struct device_config *config,
             int index, GError **error)
{
  const struct packet_mreq all
      = { .mr_ifindex = index, .mr_type = PACKET_MR_PROMISC };
  const int on = 1;

  if (setsockopt (device->fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on) == 0
      && setsockopt (device->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on,
                     sizeof on)
             == 0
      && setsockopt (device->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all,
                     sizeof all)
             == 0)
    return true;
  return device_fail_errno (config, "AF_PACKET options", error);
}

/* Bound last: nothing is received before. */
bool
device_open_packet (struct device *device, const struct device_config *config,
                    GError **error)
{
  struct sockaddr_ll address
      = { .sll_family = AF_PACKET, .sll_protocol = htons (ETH_P_IPV6) };

  if (!open_socket (device, config, error)
      || !read_interface (device, config, &address.sll_ifindex, error)
      || !set_options (device, config, address.sll_ifindex, error))
    return false;
  if (bind (device->fd, (struct sockaddr *)&address, sizeof address) == 0)
    return true;
  return device_fail_errno (config, "AF_PACKET", error);
}

/* The kernel unbinds the socket from an interface that is removed, not from one
 * that is only down. */
static bool
is_removed (const struct device *device)
{
  struct sockaddr_ll address;
  socklen_t n = sizeof address;

  return getsockname (device->fd, (struct sockaddr *)&address, &n) == 0
         && address.sll_ifindex <= 0;
}

/* The pseudo-header is summed already. */
static void
complete_checksum (const struct virtio_net_hdr *header, uint8_t *octets,
                   size_t n)
{
  size_t at = header->csum_start + (size_t)header->csum_offset;
  uint16_t sum;

  if (!(header->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) || at + 2 > n)
    return;
  sum = checksum_finish (
      checksum_add (0, octets + header->csum_start, n - header->csum_start));
  wire_put16 (octets + at, sum ? sum : 0xffff);
}

ssize_t
device_read_packet (struct device *device, uint8_t *octets, size_t room)
{
  struct virtio_net_hdr header;
  struct iovec pieces[] = { { &header, sizeof header }, { octets, room } };
  struct msghdr message = { .msg_iov = pieces, .msg_iovlen = 2 };
  ssize_t n = recvmsg (device->fd, &message, MSG_TRUNC);

  if (n < 0 && errno == ENETDOWN)
    device->gone = is_removed (device);
  if (n < (ssize_t)sizeof header)
    return n;
  n -= (ssize_t)sizeof header;
  if (n >= (ssize_t)room || header.gso_type != VIRTIO_NET_HDR_GSO_NONE)
    {
      device->counters.oversized_in++;
      return 0;
    }
  complete_checksum (&header, octets, (size_t)n);
  return n;
}

ssize_t
device_write_packet (struct device *device, const struct iovec *pieces, int n)
{
  struct virtio_net_hdr header = { 0 }; /* nothing is left to be done */
  struct iovec all[DEVICE_PIECES_MAX + 1] = { { &header, sizeof header } };
  ssize_t written;

  g_assert (n <= DEVICE_PIECES_MAX);
  memcpy (all + 1, pieces, (size_t)n * sizeof *pieces);
  written = writev (device->fd, all, n + 1);
  return written < 0 ? written : written - (ssize_t)sizeof header;
}

/* Up, and a cable in it: what is sent into a veth whose other end is down goes
 * nowhere. */
bool
device_packet_is_up (const struct device *device)
{
  struct ifreq request = { 0 };

  g_strlcpy (request.ifr_name, device->interface, IFNAMSIZ);
  return ioctl (device->fd, SIOCGIFFLAGS, &request) == 0
         && (request.ifr_flags & IFF_UP) && (request.ifr_flags & IFF_RUNNING);
}

/* Reading the statistics resets them. */
void
device_count_packet (struct device *device)
{
  struct tpacket_stats stats;
  socklen_t n = sizeof stats;

  if (getsockopt (device->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &n) == 0)
    device->counters.kernel_drops += stats.tp_drops;
  device->gone = device->gone || is_removed (device);
}
