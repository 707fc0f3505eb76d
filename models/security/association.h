/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Security associations: one per pair of addresses that signal to each other
 * (home addresses, where an extension header names them), made when the pair's
 * first message is sent and kept to the end.
 *
 * Keys are made from the addresses, so that who reads a capture can verify it.
 * With A < B in the order of their octets and texts as RFC 5952 has them:
 *   authentication: First (128, SHA256 ("dmmsim mh A B")), SPI 256 + i;
 *   ESP from S to D: First (256 or 160, SHA256 ("dmmsim esp S D")), SPI
 *   256 + 2 i, and one more from B to A;
 * i counts associations from 0 in the order in which they were made. */
#ifndef DMMSIM_MODELS_SECURITY_ASSOCIATION_H
#define DMMSIM_MODELS_SECURITY_ASSOCIATION_H

#include <glib.h>

#include "models/codec/esp.h"
#include "sim/address.h"

#define ASSOCIATION_KEY_SIZE 16 /* RFC 4285 5.1 */

/* From one end to the other. */
struct association_direction
{
  struct esp_association esp;
  uint32_t sequence;        /* sent last */
  struct esp_window window; /* at the receiver */
};

struct association
{
  struct address ends[2]; /* in the order of their octets */
  uint32_t index;
  bool allowed; /* else there is none, and messages go without */
  bool stands;  /* set up */
  uint32_t spi; /* authentication */
  uint8_t key[ASSOCIATION_KEY_SIZE];
  struct association_direction directions[2]; /* from ends[i] */
  GQueue held; /* messages that wait for it, models/security/setup.c */
};

/* All of a domain. */
struct associations
{
  GPtrArray *all;      /* struct association *, owned, by index */
  GHashTable *by_ends; /* ends -> struct association */
};

void associations_init (struct associations *associations);
void associations_clear (struct associations *associations);
/* That of the pair, in whichever order; NULL: none yet. */
struct association *associations_find (const struct associations *associations,
                                       const struct address *a,
                                       const struct address *b);
/* Makes it: not allowed, not standing. */
struct association *associations_add (struct associations *associations,
                                      const struct address *a,
                                      const struct address *b,
                                      enum esp_integrity integrity);
struct association_direction *association_from (struct association *association,
                                                const struct address *source);

#endif
