/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer's entry to one reader of octets: EXAMINE is a function of
 * tests/codec/examine.h, one program per function. */
#include <stdlib.h>
#include <string.h>

#include "tests/codec/examine.h"

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t n);

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t n)
{
  uint8_t *block = malloc (n); /* exactly as long, even when empty */

  if (n > 0)
    memcpy (block, octets, n);
  EXAMINE (block, n);
  free (block);
  return 0;
}
