/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run digest: XXH3-128 over every event (time, origin, kind), over the
 * octets of every signalling message and over the headers of every data
 * packet, when sent and when received.  Two runs with the same digest took the
 * same course.  Input is gathered in a block and hashed by the block, so that
 * the digest is cheap enough to be always on. */
#ifndef DMMSIM_SIM_DIGEST_H
#define DMMSIM_SIM_DIGEST_H

#include <stddef.h>
#include <stdint.h>

struct digest;

struct digest *digest_new (void);
void digest_free (struct digest *digest);
void digest_add_event (struct digest *digest, int64_t time, uint32_t origin,
                       uint32_t kind);
void digest_add_bytes (struct digest *digest, const void *bytes, size_t n);

#define DIGEST_TEXT_SIZE 33
/* 32 hexadecimal digits and NUL; may be asked for at any time. */
void digest_text (const struct digest *digest, char text[DIGEST_TEXT_SIZE]);

#endif
