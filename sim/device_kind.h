/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two kinds of device.  Internal to sim/device*.c. */
#ifndef DMMSIM_SIM_DEVICE_KIND_H
#define DMMSIM_SIM_DEVICE_KIND_H

#include <sys/types.h>

#include "sim/device.h"

/* Set device->fd, which device_close() closes, mtu and link_layer. */
bool device_open_tun (struct device *device, const struct device_config *config,
                      GError **error);
bool device_open_packet (struct device *device,
                         const struct device_config *config, GError **error);
/* The next frame; 0 or below: none that can be used. */
ssize_t device_read_tun (struct device *device, uint8_t *octets, size_t room);
ssize_t device_read_packet (struct device *device, uint8_t *octets,
                            size_t room);
ssize_t device_write_packet (struct device *device, const struct iovec *pieces,
                             int n);
bool device_tun_is_up (const struct device *device);
bool device_packet_is_up (const struct device *device);
void device_count_packet (struct device *device);
/* Notes whether the interface was removed. */
void device_look_for_tun (struct device *device);

/* Both return false. */
bool device_fail (const struct device_config *config, enum device_error code,
                  const char *what, GError **error);
/* With what errno says behind @what. */
bool device_fail_errno (const struct device_config *config, const char *what,
                        GError **error);

#endif
