/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets that end where readable memory ends: one octet further is a
 * segmentation fault, in every build. */
#ifndef DMMSIM_TESTS_CODEC_GUARD_H
#define DMMSIM_TESTS_CODEC_GUARD_H

#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define GUARD_ROOM 4096u

struct guard
{
  uint8_t *pages; /* readable ones, then one that is not */
  size_t readable, all;
};

static inline void
guard_init (struct guard *guard)
{
  size_t page = (size_t)sysconf (_SC_PAGESIZE);

  guard->readable = (GUARD_ROOM + page - 1) / page * page;
  guard->all = guard->readable + page;
  guard->pages = mmap (NULL, guard->all, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true (guard->pages != MAP_FAILED);
  g_assert_cmpint (mprotect (guard->pages + guard->readable, page, PROT_NONE),
                   ==, 0);
}

static inline void
guard_clear (struct guard *guard)
{
  munmap (guard->pages, guard->all);
}

/* The copy is valid until the next one. */
static inline uint8_t *
guard_copy (struct guard *guard, const uint8_t *octets, size_t n)
{
  g_assert_cmpuint (n, <=, GUARD_ROOM);
  return memcpy (guard->pages + guard->readable - n, octets, n);
}

#endif
