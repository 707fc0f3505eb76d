/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/prefix_table.h"

#include <string.h>

#define FIRST_CAPACITY 8

/* A prefix without its length: the level knows that. */
struct key
{
  uint64_t high, low;
};

/* All prefixes of one length; capacity is a power of two, at most 3/4 full.  A
 * slot is one or two words of key (a /64 is all in the first) and the value, 0
 * where it is free: a table of a million /64s has no word that says nothing. */
struct level
{
  uint8_t length, key_words;
  uint32_t used, capacity;
  uint64_t *slots;
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

static uint64_t *
slot_at (const struct level *level, uint32_t i)
{
  return level->slots + (size_t)i * (level->key_words + 1u);
}

static void *
slot_value (const struct level *level, const uint64_t *slot)
{
  return (void *)(uintptr_t)slot[level->key_words];
}

static void
slot_set_value (const struct level *level, uint64_t *slot, const void *value)
{
  slot[level->key_words] = (uintptr_t)value;
}

static struct key
slot_key (const struct level *level, const uint64_t *slot)
{
  return (struct key){ slot[0], level->key_words > 1 ? slot[1] : 0 };
}

static void
slot_set_key (const struct level *level, uint64_t *slot, const struct key *key)
{
  slot[0] = key->high;
  if (level->key_words > 1)
    slot[1] = key->low;
}

static bool
slot_has_key (const struct level *level, const uint64_t *slot,
              const struct key *key)
{
  return slot[0] == key->high && (level->key_words == 1 || slot[1] == key->low);
}

/* The slot of @key, or the free one where it belongs. */
static uint64_t *
find_slot (const struct level *level, const struct key *key)
{
  uint32_t i = home (level, key);
  uint64_t *slot = slot_at (level, i);

  while (slot_value (level, slot) && !slot_has_key (level, slot, key))
    {
      i = (i + 1) & (level->capacity - 1);
      slot = slot_at (level, i);
    }
  return slot;
}

static uint64_t *
new_slots (const struct level *level)
{
  return g_new0 (uint64_t, (size_t)level->capacity * (level->key_words + 1u));
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
    .length = (uint8_t)length,
    .key_words = length <= 64 ? 1 : 2,
    .capacity = FIRST_CAPACITY,
  };
  table->level[at].slots = new_slots (&table->level[at]);
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
move_slot (const struct level *level, uint64_t *to, const uint64_t *from)
{
  memcpy (to, from, (level->key_words + 1u) * sizeof *to);
}

static void
grow_level (struct level *level)
{
  const struct level old = *level;

  level->capacity = 2 * old.capacity;
  level->slots = new_slots (level);
  for (uint32_t i = 0; i < old.capacity; i++)
    {
      const uint64_t *slot = slot_at (&old, i);
      const struct key key = slot_key (&old, slot);

      if (slot_value (&old, slot))
        move_slot (level, find_slot (level, &key), slot);
    }
  g_free (old.slots);
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
    {
      void *value = slot_value (level, slot_at (level, i));

      if (value)
        free_value (value);
    }
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
  uint64_t *slot;
  void *before;

  g_assert (value && prefix->length <= 128);
  if (!level)
    level = add_level (table, prefix->length);
  if (4 * (level->used + 1) > 3 * level->capacity)
    grow_level (level);
  slot = find_slot (level, &key);
  before = slot_value (level, slot);
  slot_set_key (level, slot, &key);
  slot_set_value (level, slot, value);
  level->used += !before;
  table->size += !before;
  return before;
}

/* Frees slot @hole and moves up what had been pushed beyond it. */
static void
close_gap (struct level *level, uint32_t hole)
{
  uint32_t mask = level->capacity - 1;
  const uint64_t *slot;

  for (uint32_t i = (hole + 1) & mask;
       slot_value (level, slot = slot_at (level, i)); i = (i + 1) & mask)
    {
      const struct key key = slot_key (level, slot);
      uint32_t from_home = (i - home (level, &key)) & mask;

      if (from_home < ((i - hole) & mask))
        continue;
      move_slot (level, slot_at (level, hole), slot);
      hole = i;
    }
  slot_set_value (level, slot_at (level, hole), NULL);
}

void *
prefix_table_remove (struct prefix_table *table, const struct prefix *prefix)
{
  struct level *level = find_level (table, prefix->length);
  struct key key = key_of (&prefix->address, prefix->length);
  const uint64_t *slot = level ? find_slot (level, &key) : NULL;
  void *value = slot ? slot_value (level, slot) : NULL;

  if (!value)
    return NULL;
  close_gap (level, (uint32_t)((slot - level->slots) / (level->key_words + 1)));
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

  return level ? slot_value (level, find_slot (level, &key)) : NULL;
}

void *
prefix_table_match (const struct prefix_table *table,
                    const struct address *address)
{
  for (uint32_t i = 0; i < table->levels; i++)
    {
      const struct level *level = &table->level[i];
      struct key key = key_of (address, level->length);
      void *value = slot_value (level, find_slot (level, &key));

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
