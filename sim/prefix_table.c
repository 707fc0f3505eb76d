/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/prefix_table.h"

#include <string.h>

#define FIRST_CAPACITY 8

/* A prefix without its length: the level knows that. */
struct key
{
  uint64_t high, low;
};

struct slot
{
  struct key key;
  void *value; /* NULL: free */
};

/* All prefixes of one length; capacity is a power of two, at most 3/4 full. */
struct level
{
  unsigned length;
  uint32_t used, capacity;
  struct slot *slots;
};

struct prefix_table
{
  uint32_t levels, size;
  struct level *level; /* by falling length */
};

static uint64_t
get64 (const uint8_t *p)
{
  return (uint64_t)wire_get32 (p) << 32 | wire_get32 (p + 4);
}

/* The @length first bits of @a. */
static struct key
key_of (const struct address *a, unsigned length)
{
  uint64_t high = length >= 64  ? UINT64_MAX
                  : length == 0 ? 0
                                : UINT64_MAX << (64 - length);
  uint64_t low = length >= 128  ? UINT64_MAX
                 : length <= 64 ? 0
                                : UINT64_MAX << (128 - length);

  return (struct key){ get64 (a->octet) & high, get64 (a->octet + 8) & low };
}

/* Where the search for @key begins. */
static uint32_t
home (const struct level *level, const struct key *key)
{
  uint64_t h = (key->high ^ (key->low << 32 | key->low >> 32))
               * UINT64_C (0x9e3779b97f4a7c15);

  return (uint32_t)(h >> 32 ^ h >> 13) & (level->capacity - 1);
}

/* The slot of @key, or the free one where it belongs. */
static struct slot *
find_slot (const struct level *level, const struct key *key)
{
  uint32_t i = home (level, key);

  while (level->slots[i].value
         && (level->slots[i].key.high != key->high
             || level->slots[i].key.low != key->low))
    i = (i + 1) & (level->capacity - 1);
  return &level->slots[i];
}

static struct level *
find_level (const struct prefix_table *table, unsigned length)
{
  for (uint32_t i = 0; i < table->levels; i++)
    if (table->level[i].length == length)
      return &table->level[i];
  return NULL;
}

static struct level *
add_level (struct prefix_table *table, unsigned length)
{
  uint32_t at = 0;

  while (at < table->levels && table->level[at].length > length)
    at++;
  table->level = g_renew (struct level, table->level, table->levels + 1);
  memmove (&table->level[at + 1], &table->level[at],
           (table->levels - at) * sizeof *table->level);
  table->levels++;
  table->level[at] = (struct level){
    .length = length,
    .capacity = FIRST_CAPACITY,
    .slots = g_new0 (struct slot, FIRST_CAPACITY),
  };
  return &table->level[at];
}

static void
remove_level (struct prefix_table *table, struct level *level)
{
  struct level *end = table->level + table->levels;

  g_free (level->slots);
  memmove (level, level + 1, (size_t)(end - level - 1) * sizeof *level);
  table->levels--;
}

static void
grow_level (struct level *level)
{
  struct slot *old = level->slots;
  uint32_t n = level->capacity;

  level->capacity = 2 * n;
  level->slots = g_new0 (struct slot, level->capacity);
  for (uint32_t i = 0; i < n; i++)
    if (old[i].value)
      *find_slot (level, &old[i].key) = old[i];
  g_free (old);
}

struct prefix_table *
prefix_table_new (void)
{
  return g_new0 (struct prefix_table, 1);
}

static void
free_level (struct level *level, GDestroyNotify free_value)
{
  for (uint32_t i = 0; free_value && i < level->capacity; i++)
    if (level->slots[i].value)
      free_value (level->slots[i].value);
  g_free (level->slots);
}

void
prefix_table_free (struct prefix_table *table, GDestroyNotify free_value)
{
  if (!table)
    return;
  for (uint32_t i = 0; i < table->levels; i++)
    free_level (&table->level[i], free_value);
  g_free (table->level);
  g_free (table);
}

void *
prefix_table_set (struct prefix_table *table, const struct prefix *prefix,
                  void *value)
{
  struct level *level = find_level (table, prefix->length);
  struct key key = key_of (&prefix->address, prefix->length);
  struct slot *slot;
  void *before;

  g_assert (value && prefix->length <= 128);
  if (!level)
    level = add_level (table, prefix->length);
  if (4 * (level->used + 1) > 3 * level->capacity)
    grow_level (level);
  slot = find_slot (level, &key);
  before = slot->value;
  *slot = (struct slot){ key, value };
  level->used += !before;
  table->size += !before;
  return before;
}

/* Frees slot @hole and moves up what had been pushed beyond it. */
static void
close_gap (struct level *level, uint32_t hole)
{
  uint32_t mask = level->capacity - 1;

  for (uint32_t i = (hole + 1) & mask; level->slots[i].value;
       i = (i + 1) & mask)
    {
      uint32_t from_home = (i - home (level, &level->slots[i].key)) & mask;

      if (from_home < ((i - hole) & mask))
        continue;
      level->slots[hole] = level->slots[i];
      hole = i;
    }
  level->slots[hole].value = NULL;
}

void *
prefix_table_remove (struct prefix_table *table, const struct prefix *prefix)
{
  struct level *level = find_level (table, prefix->length);
  struct key key = key_of (&prefix->address, prefix->length);
  struct slot *slot = level ? find_slot (level, &key) : NULL;
  void *value = slot ? slot->value : NULL;

  if (!value)
    return NULL;
  close_gap (level, (uint32_t)(slot - level->slots));
  table->size--;
  if (--level->used == 0)
    remove_level (table, level);
  return value;
}

void *
prefix_table_get (const struct prefix_table *table, const struct prefix *prefix)
{
  const struct level *level = find_level (table, prefix->length);
  struct key key = key_of (&prefix->address, prefix->length);

  return level ? find_slot (level, &key)->value : NULL;
}

void *
prefix_table_match (const struct prefix_table *table,
                    const struct address *address)
{
  for (uint32_t i = 0; i < table->levels; i++)
    {
      const struct level *level = &table->level[i];
      struct key key = key_of (address, level->length);
      void *value = find_slot (level, &key)->value;

      if (value)
        return value;
    }
  return NULL;
}

uint32_t
prefix_table_size (const struct prefix_table *table)
{
  return table->size;
}
