/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/address.h"

#include <arpa/inet.h>
#include <glib.h>
#include <string.h>

const struct address address_unspecified = { { 0 } };
const struct address address_all_nodes
    = { { 0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01 } };
const struct address address_all_routers
    = { { 0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02 } };

bool
address_equal (const struct address *a, const struct address *b)
{
  return memcmp (a->octet, b->octet, sizeof a->octet) == 0;
}

bool
address_is_unspecified (const struct address *a)
{
  return address_equal (a, &address_unspecified);
}

bool
address_is_multicast (const struct address *a)
{
  return a->octet[0] == 0xff;
}

/* fe80::/10, RFC 4291 section 2.5.6. */
bool
address_is_link_local (const struct address *a)
{
  return a->octet[0] == 0xfe && (a->octet[1] & 0xc0) == 0x80;
}

struct prefix
prefix_make (const struct address *address, unsigned length)
{
  struct prefix prefix = { *address, (uint8_t)length };
  const unsigned whole = length / 8;

  g_assert (length <= 128);
  if (whole == sizeof address->octet)
    return prefix;
  prefix.address.octet[whole] &= (uint8_t)(0xff00 >> length % 8);
  memset (prefix.address.octet + whole + 1, 0,
          sizeof address->octet - whole - 1);
  return prefix;
}

bool
prefix_equal (const struct prefix *a, const struct prefix *b)
{
  return a->length == b->length && address_equal (&a->address, &b->address);
}

bool
prefix_contains (const struct prefix *prefix, const struct address *a)
{
  const unsigned whole = prefix->length / 8;
  const uint8_t mask = (uint8_t)(0xff00 >> prefix->length % 8);

  if (memcmp (prefix->address.octet, a->octet, whole) != 0)
    return false;
  return mask == 0
         || ((prefix->address.octet[whole] ^ a->octet[whole]) & mask) == 0;
}

struct address
prefix_host (const struct prefix *prefix, uint64_t interface_id)
{
  struct address address = prefix->address;

  wire_put32 (address.octet + 8, (uint32_t)(interface_id >> 32));
  wire_put32 (address.octet + 12, (uint32_t)interface_id);
  return address;
}

const char *
address_text (const struct address *a, char text[ADDRESS_TEXT_SIZE])
{
  return inet_ntop (AF_INET6, a->octet, text, ADDRESS_TEXT_SIZE);
}

const char *
prefix_text (const struct prefix *p, char text[PREFIX_TEXT_SIZE])
{
  char address[ADDRESS_TEXT_SIZE];

  g_snprintf (text, PREFIX_TEXT_SIZE, "%s/%u",
              address_text (&p->address, address), p->length);
  return text;
}

bool
address_parse (const char *text, struct address *a)
{
  return inet_pton (AF_INET6, text, a->octet) == 1;
}

static uint32_t
checksum_fold (uint64_t sum)
{
  while (sum >> 16 != 0)
    sum = (sum & UINT16_MAX) + (sum >> 16);
  return (uint32_t)sum;
}

/* Over @n octets, a multiple of 8, in this machine's order of octets: swapping
 * those of every 16-bit word swaps those of the sum (RFC 1071 section 2 B). */
static uint16_t
checksum_of_words (const uint8_t *p, size_t n)
{
  uint64_t sum = 0;
  uint32_t words[2];

  for (; n > 0; n -= sizeof words, p += sizeof words)
    {
      memcpy (words, p, sizeof words);
      sum += (uint64_t)words[0] + words[1];
    }
  return ntohs ((uint16_t)checksum_fold (sum));
}

uint32_t
checksum_add (uint32_t sum, const void *bytes, size_t n)
{
  const size_t whole = n - n % 8;
  const uint8_t *p = (const uint8_t *)bytes + whole;
  uint64_t wide = (uint64_t)sum + checksum_of_words (bytes, whole);

  for (n -= whole; n >= 2; n -= 2, p += 2)
    wide += wire_get16 (p);
  if (n == 1)
    wide += (uint32_t)p[0] << 8;
  return checksum_fold (wide);
}

/* RFC 8200 section 8.1. */
uint32_t
checksum_pseudo_header (const struct address *source,
                        const struct address *destination, uint32_t length,
                        uint8_t next_header)
{
  uint8_t tail[8] = { 0 };
  uint32_t sum;

  wire_put32 (tail, length);
  tail[7] = next_header;
  sum = checksum_add (0, source->octet, sizeof source->octet);
  sum = checksum_add (sum, destination->octet, sizeof destination->octet);
  return checksum_add (sum, tail, sizeof tail);
}

uint16_t
checksum_finish (uint32_t sum)
{
  return (uint16_t)~checksum_fold (sum);
}
