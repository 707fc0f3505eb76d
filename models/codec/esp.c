/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/esp.h"

#include <glib.h>
#include <string.h>

#include "sim/address.h"

#define TRAILER_SIZE 2 /* Pad Length, Next Header */
#define WINDOW_SIZE 64
#define DIGEST_SIZE_MAX 32

static const struct
{
  GChecksumType hash;
  size_t key, icv;
} algorithms[] = {
  [ESP_HMAC_SHA2_256_128] = { G_CHECKSUM_SHA256, 32, 16 },
  [ESP_HMAC_SHA1_96] = { G_CHECKSUM_SHA1, 20, 12 },
};

size_t
esp_key_size (enum esp_integrity integrity)
{
  return algorithms[integrity].key;
}

size_t
esp_icv_size (enum esp_integrity integrity)
{
  return algorithms[integrity].icv;
}

/* The trailer ends on a multiple of 4 octets (2.4); the header is of 8. */
static size_t
padding_of (size_t n)
{
  return (4 - (n + TRAILER_SIZE) % 4) % 4;
}

size_t
esp_sealed_size (enum esp_integrity integrity, size_t n)
{
  return ESP_HEADER_SIZE + n + padding_of (n) + TRAILER_SIZE
         + esp_icv_size (integrity);
}

/* Over all octets from the SPI to the Next Header (2.8), cut. */
static void
compute_icv (const struct esp_association *association, const uint8_t *octets,
             size_t n, uint8_t digest[DIGEST_SIZE_MAX])
{
  GHmac *hmac
      = g_hmac_new (algorithms[association->integrity].hash, association->key,
                    esp_key_size (association->integrity));
  gsize size = DIGEST_SIZE_MAX;

  g_hmac_update (hmac, octets, (gssize)n);
  g_hmac_get_digest (hmac, digest, &size);
  g_hmac_unref (hmac);
}

void
esp_seal (const struct esp_association *association, uint32_t sequence,
          uint8_t next_header, const uint8_t *payload, size_t n, uint8_t *out)
{
  size_t padding = padding_of (n), covered = ESP_HEADER_SIZE + n;
  uint8_t digest[DIGEST_SIZE_MAX];

  wire_put32 (out, association->spi);
  wire_put32 (out + 4, sequence);
  memcpy (out + ESP_HEADER_SIZE, payload, n);
  for (size_t i = 1; i <= padding; i++)
    out[covered++] = (uint8_t)i;
  out[covered++] = (uint8_t)padding;
  out[covered++] = next_header;
  compute_icv (association, out, covered, digest);
  memcpy (out + covered, digest, esp_icv_size (association->integrity));
}

bool
esp_peek (const uint8_t *octets, size_t n, uint32_t *spi, uint32_t *sequence)
{
  if (n < ESP_HEADER_SIZE)
    return false;
  *spi = wire_get32 (octets);
  *sequence = wire_get32 (octets + 4);
  return true;
}

/* Where the first octet that differs lies must not show in the time taken. */
static bool
is_equal (const uint8_t *a, const uint8_t *b, size_t n)
{
  volatile uint8_t difference = 0;

  for (size_t i = 0; i < n; i++)
    difference |= a[i] ^ b[i];
  return difference == 0;
}

static bool
padding_is_good (const uint8_t *end, size_t padding)
{
  for (size_t i = 0; i < padding; i++)
    if (end[-1 - (int)i] != padding - i)
      return false;
  return true;
}

enum esp_result
esp_open (const struct esp_association *association, const uint8_t *octets,
          size_t n, size_t *payload, uint8_t *next_header)
{
  size_t icv = esp_icv_size (association->integrity), room, padding;
  uint8_t digest[DIGEST_SIZE_MAX];
  const uint8_t *trailer;

  if (n < ESP_HEADER_SIZE + TRAILER_SIZE + icv)
    return ESP_TRUNCATED;
  compute_icv (association, octets, n - icv, digest);
  if (!is_equal (octets + n - icv, digest, icv))
    return ESP_FAILED;
  trailer = octets + n - icv - TRAILER_SIZE;
  room = n - icv - TRAILER_SIZE - ESP_HEADER_SIZE;
  padding = trailer[0];
  if (padding > room || !padding_is_good (trailer, padding))
    return ESP_BAD_PADDING;
  *payload = room - padding;
  *next_header = trailer[1];
  return ESP_OK;
}

bool
esp_window_admits (const struct esp_window *window, uint32_t sequence)
{
  if (sequence == 0) /* never sent: the first is 1 (3.3.3) */
    return false;
  if (sequence > window->highest)
    return true;
  if (window->highest - sequence >= WINDOW_SIZE)
    return false;
  return !(window->seen >> (window->highest - sequence) & 1);
}

void
esp_window_mark (struct esp_window *window, uint32_t sequence)
{
  uint32_t ahead;

  if (sequence <= window->highest)
    {
      window->seen |= UINT64_C (1) << (window->highest - sequence);
      return;
    }
  ahead = sequence - window->highest;
  window->seen = ahead < WINDOW_SIZE ? window->seen << ahead : 0;
  window->seen |= 1;
  window->highest = sequence;
}
