/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encapsulating Security Payload with integrity and NULL encryption (RFC 4303,
 * RFC 2410): octets in, octets out.  An initialization vector is not there; the
 * sequence number is of 32 bits. */
#ifndef DMMSIM_MODELS_CODEC_ESP_H
#define DMMSIM_MODELS_CODEC_ESP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum esp_integrity
{
  ESP_HMAC_SHA2_256_128, /* RFC 4868 */
  ESP_HMAC_SHA1_96       /* RFC 2404 */
};

enum
{
  ESP_HEADER_SIZE = 8,   /* SPI, Sequence Number */
  ESP_KEY_SIZE_MAX = 32, /* RFC 4868 2.1.1 */
  ESP_OVERHEAD_MAX = ESP_HEADER_SIZE + 3 + 2 + 16
};

/* One direction of a security association. */
struct esp_association
{
  uint32_t spi;
  enum esp_integrity integrity;
  uint8_t key[ESP_KEY_SIZE_MAX]; /* the first esp_key_size() octets */
};

/* 32 and 20 octets; 16 and 12 of the integrity check value. */
size_t esp_key_size (enum esp_integrity integrity);
size_t esp_icv_size (enum esp_integrity integrity);
/* Octets of header, padding to a multiple of 4, trailer and integrity check
 * value around @n octets. */
size_t esp_sealed_size (enum esp_integrity integrity, size_t n);

/* Writes ESP around the @n octets at @payload, whose header is @next_header;
 * @out has esp_sealed_size() octets and does not overlap @payload. */
void esp_seal (const struct esp_association *association, uint32_t sequence,
               uint8_t next_header, const uint8_t *payload, size_t n,
               uint8_t *out);

/* SPI and sequence number of @n octets; false: fewer than a header. */
bool esp_peek (const uint8_t *octets, size_t n, uint32_t *spi,
               uint32_t *sequence);

enum esp_result
{
  ESP_OK,
  ESP_TRUNCATED,  /* no room for header, trailer and check value */
  ESP_FAILED,     /* the integrity check value is another */
  ESP_BAD_PADDING /* longer than the packet, or not 1, 2, 3 ... (2.4) */
};
/* Verifies @n octets; on ESP_OK the payload lies at @octets + ESP_HEADER_SIZE,
 * *@payload octets of *@next_header. */
enum esp_result esp_open (const struct esp_association *association,
                          const uint8_t *octets, size_t n, size_t *payload,
                          uint8_t *next_header);

/* The receive window of RFC 4303 3.4.3, of 64 packets. */
struct esp_window
{
  uint32_t highest; /* 0: none yet */
  uint64_t seen;    /* bit i: highest - i */
};
/* Is @sequence new to the window, and not behind its left edge? */
bool esp_window_admits (const struct esp_window *window, uint32_t sequence);
/* @sequence was verified and is admitted. */
void esp_window_mark (struct esp_window *window, uint32_t sequence);

#endif
