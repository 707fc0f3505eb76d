/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where trails can be touched, and the touch. */
#include "sim/trail_state.h"

#include <string.h>

/* ---- places -------------------------------------------------------- */

static guint
place_hash (gconstpointer pointer)
{
  const struct trail_place *place = pointer;
  uint64_t h = place->network ^ ((uint64_t)place->node << 32);

  h *= UINT64_C (0x9e3779b97f4a7c15);
  return (guint)(h >> 32);
}

static gboolean
place_equal (gconstpointer a, gconstpointer b)
{
  const struct trail_place *x = a, *y = b;

  return x->node == y->node && x->network == y->network;
}

struct trails *
trails_get (struct network *network)
{
  struct trails *trails = network->trails;

  if (trails)
    return trails;
  trails = network->trails = g_new (struct trails, 1);
  trails->lists = g_hash_table_new_full (place_hash, place_equal, NULL, g_free);
  trails->scouts = g_hash_table_new (NULL, NULL);
  trails->all = g_ptr_array_new ();
  return trails;
}

void
trails_free (struct network *network)
{
  struct trails *trails = network->trails;

  if (!trails)
    return;
  g_assert (trails->all->len == 0);
  g_hash_table_unref (trails->lists);
  g_hash_table_unref (trails->scouts);
  g_ptr_array_unref (trails->all);
  g_clear_pointer (&network->trails, g_free);
}

static struct trail_list *
find_list (const struct trails *trails, const struct node *node,
           uint64_t network)
{
  struct trail_place place = { node->id, network };

  return g_hash_table_lookup (trails->lists, &place);
}

static uint64_t
network_of (const uint8_t *address)
{
  uint64_t network;

  memcpy (&network, address, sizeof network);
  return network;
}

/* ---- marks --------------------------------------------------------- */

static struct trail_mark *
mark_take (struct trail *trail)
{
  if (trail->n_marks == trail->marks->len)
    g_ptr_array_add (trail->marks, g_new0 (struct trail_mark, 1));
  return g_ptr_array_index (trail->marks, trail->n_marks++);
}

static bool
trail_is_marked (const struct trail *trail, const struct trail_list *list)
{
  for (unsigned i = trail->n_marks; i-- > 0;)
    {
      const struct trail_mark *mark = g_ptr_array_index (trail->marks, i);

      if (mark->list == list)
        return true;
    }
  return false;
}

static void
trail_mark_place (struct trail *trail, const struct node *node,
                  uint64_t network)
{
  struct trails *trails = trail->network->trails;
  struct trail_list *list = find_list (trails, node, network);
  struct trail_mark *mark;

  if (!list)
    {
      list = g_new0 (struct trail_list, 1);
      list->place = (struct trail_place){ node->id, network };
      g_hash_table_insert (trails->lists, &list->place, list);
    }
  else if (trail_is_marked (trail, list))
    return;
  mark = mark_take (trail);
  *mark = (struct trail_mark){ .next = list->first,
                               .list = list,
                               .trail = trail };
  if (list->first)
    list->first->previous = mark;
  list->first = mark;
}

static void
mark_remove (struct trails *trails, struct trail_mark *mark)
{
  struct trail_list *list = mark->list;

  if (mark->next)
    mark->next->previous = mark->previous;
  if (mark->previous)
    mark->previous->next = mark->next;
  else
    list->first = mark->next;
  mark->list = NULL;
  if (!list->first)
    g_hash_table_remove (trails->lists, &list->place);
}

void
trail_unwatch (struct trail *trail)
{
  while (trail->n_marks > 0)
    mark_remove (trail->network->trails,
                 g_ptr_array_index (trail->marks, --trail->n_marks));
}

void
trail_watch_node (struct trail *trail, const struct node *node)
{
  trail_mark_place (trail, node, TRAIL_ANY);
}

void
trail_watch_headers (struct trail *trail, const struct node *node,
                     const struct packet *p)
{
  const uint8_t *headers[TRAIL_HEADERS];
  unsigned n = trail_headers (p, headers);

  for (unsigned i = 0; i < n; i++)
    {
      trail_mark_place (trail, node, network_of (headers[i] + 8));
      trail_mark_place (trail, node, network_of (headers[i] + 24));
    }
}

/* ---- touching ------------------------------------------------------ */

/* Is what changes of any concern to the trail? */
typedef bool trail_test (const struct trail *trail, const void *what);

static void
trail_touch (struct trail *trail)
{
  bool stood = trail->state == TRAIL_STANDS;

  trail_end (trail);
  if (stood)
    trail->touched (trail->data);
}

static gint
compare_serials (gconstpointer a, gconstpointer b)
{
  const struct trail *x = *(struct trail *const *)a,
                     *y = *(struct trail *const *)b;

  return x->serial < y->serial ? -1 : x->serial > y->serial;
}

/* In the order in which they were made, as flows at one instant send.  Who is
 * told may send scouts anew, but not before this event is over. */
static void
touch_in_order (GPtrArray *trails)
{
  g_ptr_array_sort (trails, compare_serials);
  for (guint i = 0; i < trails->len; i++)
    trail_touch (g_ptr_array_index (trails, i));
}

static void
touch_list (const struct trail_list *list, trail_test *test, const void *what)
{
  g_autoptr (GPtrArray) trails = NULL;

  if (!list)
    return;
  trails = g_ptr_array_new ();
  for (const struct trail_mark *m = list->first; m; m = m->next)
    if (!test || test (m->trail, what))
      g_ptr_array_add (trails, m->trail);
  touch_in_order (trails);
}

void
trails_touch (struct node *node, const struct prefix *prefix)
{
  const struct trails *trails = node->network->trails;

  if (G_LIKELY (!trails))
    return;
  touch_list (find_list (trails, node,
                         prefix->length < 64
                             ? TRAIL_ANY
                             : network_of (prefix->address.octet)),
              NULL, NULL);
}

void
trails_touch_address (struct node *node, const struct address *address)
{
  const struct trails *trails = node->network->trails;

  if (G_UNLIKELY (trails))
    touch_list (find_list (trails, node, network_of (address->octet)), NULL,
                NULL);
}

void
trails_touch_node (struct node *node)
{
  const struct trails *trails = node->network->trails;

  if (G_UNLIKELY (trails))
    touch_list (find_list (trails, node, TRAIL_ANY), NULL, NULL);
}

static bool
trail_crosses (const struct trail *trail, const void *what)
{
  const struct link *link = what;

  /* Where a scout is now is not among its hops yet. */
  if (trail->state == TRAIL_SCOUTS)
    return true;
  for (guint i = 0; i < trail->hops->len; i++)
    {
      const struct channel *channel
          = g_array_index (trail->hops, struct trail_hop, i).channel;

      if (channel == &link->ab || channel == &link->ba)
        return true;
    }
  return false;
}

/* The end that does not change is at ab.to. */
void
trails_touch_link (struct link *link)
{
  const struct node *end = link->ab.to;
  const struct trails *trails = end->network->trails;

  if (G_UNLIKELY (trails))
    touch_list (find_list (trails, end, TRAIL_ANY), trail_crosses, link);
}

void
trails_touch_all (struct network *network)
{
  g_autoptr (GPtrArray) trails = NULL;

  if (!network->trails)
    return;
  trails = g_ptr_array_new ();
  for (guint i = 0; i < network->trails->all->len; i++)
    {
      struct trail *trail = g_ptr_array_index (network->trails->all, i);

      if (trail->state != TRAIL_OVER)
        g_ptr_array_add (trails, trail);
    }
  touch_in_order (trails);
}
