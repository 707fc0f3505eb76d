/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TUN and TAP: Documentation/networking/tuntap.rst of the kernel. */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if_arp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim/device_kind.h"

#define TUN_FILE "/dev/net/tun"

static bool
open_file (struct device *device, const struct device_config *config,
           GError **error)
{
  device->fd = open (TUN_FILE, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (device->fd >= 0)
    return true;
  switch (errno)
    {
    case ENOENT:
    case ENODEV:
    case ENXIO:
      return device_fail (config, DEVICE_ERROR_ABSENT,
                          TUN_FILE " is absent: this kernel or container has "
                                   "no TUN/TAP driver",
                          error);
    case EACCES:
    case EPERM:
      return device_fail (config, DEVICE_ERROR_CAPABILITY,
                          "no permission to open " TUN_FILE, error);
    default:
      return device_fail_errno (config, TUN_FILE, error);
    }
}

/* What TUNSETIFF refused; which it was, its error number alone does not say. */
static bool
explain_refusal (const struct device_config *config, GError **error)
{
  switch (errno)
    {
    case EPERM:
      return device_fail (config, DEVICE_ERROR_CAPABILITY,
                          "making or joining a TUN or TAP needs CAP_NET_ADMIN, "
                          "which is missing",
                          error);
    case EBUSY:
      return device_fail (config, DEVICE_ERROR_BUSY, "exists and is in use",
                          error);
    case EINVAL:
      return device_fail (config, DEVICE_ERROR_BUSY,
                          config->kind == DEVICE_TAP
                              ? "exists and is no TAP, or its name is not valid"
                              : "exists and is no TUN, or its name is not "
                                "valid",
                          error);
    default:
      return device_fail_errno (config, "TUNSETIFF", error);
    }
}

static bool
set_link_layer (int control, struct ifreq *request,
                const struct device_config *config, GError **error)
{
  request->ifr_hwaddr.sa_family = ARPHRD_ETHER;
  memcpy (request->ifr_hwaddr.sa_data, config->link_layer,
          sizeof config->link_layer);
  return ioctl (control, SIOCSIFHWADDR, request) == 0
         || device_fail_errno (config, "link-layer address", error);
}

static bool
set_mtu (int control, struct ifreq *request, const struct device_config *config,
         GError **error)
{
  request->ifr_mtu = (int)config->mtu;
  return ioctl (control, SIOCSIFMTU, request) == 0
         || device_fail_errno (config, "MTU", error);
}

/* Sets what is asked for, and reads what is. */
static bool
settle (struct device *device, const struct device_config *config, int control,
        GError **error)
{
  struct ifreq request = { 0 };

  g_strlcpy (request.ifr_name, device->interface, IFNAMSIZ);
  if (config->set_link_layer && config->kind == DEVICE_TAP
      && !set_link_layer (control, &request, config, error))
    return false;
  if (config->mtu > 0 && !set_mtu (control, &request, config, error))
    return false;
  if (ioctl (control, SIOCGIFMTU, &request) != 0)
    return device_fail_errno (config, "MTU", error);
  device->mtu = (unsigned)request.ifr_mtu;
  if (config->kind == DEVICE_TAP
      && ioctl (control, SIOCGIFHWADDR, &request) == 0)
    memcpy (device->link_layer, request.ifr_hwaddr.sa_data,
            sizeof device->link_layer);
  return true;
}

bool
device_open_tun (struct device *device, const struct device_config *config,
                 GError **error)
{
  struct ifreq request
      = { .ifr_flags
          = IFF_NO_PI | (config->kind == DEVICE_TAP ? IFF_TAP : IFF_TUN) };
  int control;
  bool ok;

  if (!open_file (device, config, error))
    return false;
  g_strlcpy (request.ifr_name, config->interface, IFNAMSIZ);
  if (ioctl (device->fd, TUNSETIFF, &request) != 0)
    return explain_refusal (config, error);
  control = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (control < 0)
    return device_fail_errno (config, "socket", error);
  ok = settle (device, config, control, error);
  close (control);
  return ok;
}

/* A frame longer than @room comes cut to it without a word: one octet more than
 * is wanted tells.  EBADFD: the interface was removed. */
ssize_t
device_read_tun (struct device *device, uint8_t *octets, size_t room)
{
  ssize_t n = read (device->fd, octets, room);

  if (n < 0 && errno == EBADFD)
    device->gone = true;
  if (n < (ssize_t)room)
    return n;
  device->counters.oversized_in++;
  return 0;
}

static short
poll_tun (const struct device *device)
{
  struct pollfd one = { .fd = device->fd, .events = POLLOUT };

  return poll (&one, 1, 0) == 1 ? one.revents : 0;
}

/* The kernel offers to take frames when the interface is up. */
bool
device_tun_is_up (const struct device *device)
{
  return poll_tun (device) & POLLOUT;
}

void
device_look_for_tun (struct device *device)
{
  device->gone = device->gone || (poll_tun (device) & POLLERR);
}
