/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UDP (RFC 768) as the transport of Mobility Headers and tunnels: over IPv4
 * (RFC 5844 4), over either for DSMIPv6 (RFC 5555 4.1). */
#ifndef DMMSIM_MODELS_CODEC_UDP_H
#define DMMSIM_MODELS_CODEC_UDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/address.h"

enum udp_port
{
  UDP_PORT_DSMIP6 = 4191,        /* tunnels, RFC 5555 2.3.2.2 */
  UDP_PORT_PMIP6_CONTROL = 5436, /* Mobility Headers, RFC 5844 4 */
  UDP_PORT_PMIP6_DATA = 5437     /* tunnels, RFC 5844 4 */
};

struct udp_header
{
  uint16_t source_port, destination_port;
  uint16_t length;   /* octets, header included; on reading only */
  uint16_t checksum; /* as received */
};

#define UDP_SIZE 8

/* False if @n octets do not hold the header, or its Length is below 8 or
 * beyond @n. */
bool udp_read (const uint8_t *octets, size_t n, struct udp_header *header);

/* Whether the datagram of @n octets (its Length) at @octets came as it was
 * sent between @source and @destination, IPv4 addresses as ::ffff:a.b.c.d.
 * The checksum 0 says that there is none: right over IPv4, wrong over IPv6
 * (RFC 8200 8.1). */
bool udp_checksum_is_right (const uint8_t *octets, size_t n,
                            const struct address *source,
                            const struct address *destination);

/* Writes a header in front of the payload of @n octets that lies at @octets +
 * UDP_SIZE, with its checksum (0 is sent as 0xffff). */
void udp_write (const struct udp_header *header, const struct address *source,
                const struct address *destination, size_t n, uint8_t *octets);
/* The same without a checksum, for tunnels over IPv4 only (RFC 768). */
void udp_write_unsummed (const struct udp_header *header, size_t n,
                         uint8_t *octets);

#endif
