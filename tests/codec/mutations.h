/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every truncation and every single-bit flip of a sample, each in a block of
 * exactly its size, so that the sanitizer sees a read past the end. */
#ifndef DMMSIM_TESTS_CODEC_MUTATIONS_H
#define DMMSIM_TESTS_CODEC_MUTATIONS_H

#include <glib.h>
#include <string.h>

typedef void mutation_check (const uint8_t *octets, size_t n, gpointer data);

static inline void
each_truncation (const uint8_t *octets, size_t n, mutation_check *check,
                 gpointer data)
{
  for (size_t size = 0; size < n; size++)
    {
      g_autofree uint8_t *part = g_memdup2 (octets, size);

      check (part, size, data);
    }
}

static inline void
each_bit_flip (const uint8_t *octets, size_t n, mutation_check *check,
               gpointer data)
{
  g_autofree uint8_t *copy = g_memdup2 (octets, n);

  for (size_t bit = 0; bit < 8 * n; bit++)
    {
      copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
      check (copy, n, data);
      copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

#endif
