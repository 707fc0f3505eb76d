/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all interfaces have in common, and which kind opens how. */
#include "sim/device.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "sim/device_kind.h"

G_DEFINE_QUARK (dmmsim - device - error - quark, device_error)

bool
device_fail (const struct device_config *config, enum device_error code,
             const char *what, GError **error)
{
  g_set_error (error, DEVICE_ERROR, code, "interface %s: %s", config->interface,
               what);
  return false;
}

bool
device_fail_errno (const struct device_config *config, const char *what,
                   GError **error)
{
  g_set_error (error, DEVICE_ERROR, DEVICE_ERROR_SYSTEM, "interface %s: %s: %s",
               config->interface, what, g_strerror (errno));
  return false;
}

/* ---- namespaces ---------------------------------------------------- */

/* Where ip-netns(8) keeps them. */
#define NETNS_FOLDER "/run/netns"

/* Enters the namespace of @config; @home: (out) descriptor of the one before,
 * -1 if there is none to return to. */
static bool
enter_netns (const struct device_config *config, int *home, GError **error)
{
  g_autofree char *path = NULL;
  int there;

  *home = -1;
  if (!config->netns)
    return true;
  path = g_build_filename (NETNS_FOLDER, config->netns, NULL);
  there = open (path, O_RDONLY | O_CLOEXEC);
  if (there < 0)
    {
      g_set_error (error, DEVICE_ERROR, DEVICE_ERROR_ABSENT,
                   "interface %s: network namespace %s: %s", config->interface,
                   config->netns, g_strerror (errno));
      return false;
    }
  *home = open ("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (*home >= 0 && setns (there, CLONE_NEWNET) == 0)
    {
      close (there);
      return true;
    }
  if (errno == EPERM)
    device_fail (config, DEVICE_ERROR_CAPABILITY,
                 "entering another network namespace needs CAP_SYS_ADMIN",
                 error);
  else
    device_fail_errno (config, "network namespace", error);
  close (there);
  if (*home >= 0)
    close (*home);
  return false;
}

static void
leave_netns (int home)
{
  if (home < 0)
    return;
  if (setns (home, CLONE_NEWNET) != 0)
    g_error ("cannot return to the network namespace: %s", g_strerror (errno));
  close (home);
}

/* ---- life ---------------------------------------------------------- */

static bool
open_kind (struct device *device, const struct device_config *config,
           GError **error)
{
  return config->kind == DEVICE_PACKET
             ? device_open_packet (device, config, error)
             : device_open_tun (device, config, error);
}

struct device *
device_open (const struct device_config *config, GError **error)
{
  struct device *device;
  bool ok;
  int home;

  g_assert (strlen (config->interface) < IFNAMSIZ);
  if (!enter_netns (config, &home, error))
    return NULL;
  device = g_new0 (struct device, 1);
  device->kind = config->kind;
  device->fd = -1;
  g_strlcpy (device->interface, config->interface, IFNAMSIZ);
  ok = open_kind (device, config, error);
  leave_netns (home);
  if (ok)
    return device;
  device_close (device);
  return NULL;
}

void
device_close (struct device *device)
{
  if (!device)
    return;
  if (device->fd >= 0)
    close (device->fd);
  g_free (device);
}

/* ---- passing frames ------------------------------------------------ */

size_t
device_read (struct device *device, uint8_t *octets, size_t room)
{
  ssize_t n = device->kind == DEVICE_PACKET
                  ? device_read_packet (device, octets, room)
                  : device_read_tun (device, octets, room);

  if (n <= 0)
    return 0;
  device->counters.frames_in++;
  device->counters.octets_in += (uint64_t)n;
  return (size_t)n;
}

bool
device_write (struct device *device, const struct iovec *pieces, int n)
{
  ssize_t written = device->kind == DEVICE_PACKET
                        ? device_write_packet (device, pieces, n)
                        : writev (device->fd, pieces, n);

  if (written < 0)
    {
      device->counters.failed_out++;
      return false;
    }
  device->counters.frames_out++;
  device->counters.octets_out += (uint64_t)written;
  return true;
}

bool
device_is_up (const struct device *device)
{
  return device->kind == DEVICE_PACKET ? device_packet_is_up (device)
                                       : device_tun_is_up (device);
}

void
device_update_counters (struct device *device)
{
  if (device->kind == DEVICE_PACKET)
    device_count_packet (device);
  else
    device_look_for_tun (device);
}
