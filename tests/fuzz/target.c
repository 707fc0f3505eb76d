/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer's entry to one reader of octets: EXAMINE is a function of
 * tests/codec/examine.h, one program per function. */
#include <glib.h>

#include "tests/codec/examine.h"

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t n);

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t n)
{
  g_autofree uint8_t *block = g_memdup2 (octets, n);

  EXAMINE (block, n);
  return 0;
}
