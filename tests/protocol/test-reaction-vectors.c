/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every malformed message of the golden vectors, sent to each kind of entity:
 * it does what the vector expects of a receiver, and nothing else. */
#include "tests/codec/vectors.h"
#include "tests/protocol/scene.h"

struct vector_case
{
  enum kind kind;
  const struct vector *vector;
};

/* ---- sending ------------------------------------------------------- */

static bool
has_wrong_checksum (const struct vector *vector)
{
  struct message m = { .n = 0 };

  if (vector->wire.n < 6)
    return false;
  put (&m, vector->wire.at, vector->wire.n);
  wire_put16 (m.octets + 4, 0);
  sum (&m, 4, 135, &vector->source, &vector->destination);
  return memcmp (m.octets, vector->wire.at, m.n) != 0;
}

/* The message with the checksum of its new addresses, or as wrong a one. */
static struct message
message_from (const struct scene *s, const struct vector *vector)
{
  struct message m = { .n = 0 };

  put (&m, vector->wire.at, vector->wire.n);
  if (m.n < 6)
    return m;
  wire_put16 (m.octets + 4, 0);
  sum (&m, 4, 135, &s->stranger->address, &s->target);
  if (has_wrong_checksum (vector))
    m.octets[5] ^= 1;
  return m;
}

/* ---- what is expected ---------------------------------------------- */

static uint64_t
refused (const struct scene *s)
{
  return scene_dropped (s, DROP_CHECKSUM) + scene_dropped (s, DROP_MALFORMED)
         + scene_dropped (s, DROP_REFUSED);
}

/* The only answer, from its IPv6 header on. */
static const uint8_t *
only_answer (const struct scene *s)
{
  g_assert_cmpuint (s->answers->len, ==, 1);
  return g_bytes_get_data (g_ptr_array_index (s->answers, 0), NULL);
}

static void
assert_parameter_problem (const struct scene *s, unsigned pointer)
{
  const uint8_t *packet = only_answer (s);

  g_assert_cmpuint (packet[6], ==, 58);
  g_assert_cmpuint (packet[40], ==, 4);
  g_assert_cmpuint (packet[41], ==, 0);
  g_assert_cmpuint (wire_get32 (packet + 44), ==, IPV6_HEADER_SIZE + pointer);
}

static void
assert_binding_error (const struct scene *s, unsigned status)
{
  const uint8_t *packet = only_answer (s);

  g_assert_cmpuint (packet[6], ==, 135);
  g_assert_cmpuint (packet[42], ==, 7);
  g_assert_cmpuint (packet[46], ==, status);
}

static bool
is_proxy_update (const struct vector *vector)
{
  return vector->wire.n > 8 && vector->wire.at[2] == 5
         && (vector->wire.at[8] & 2) != 0;
}

/* RFC 5213 5.3.1 looks who asks (6, status 154) behind the identifier (4, 160)
 * and before the other options (10 to 12); a MAG takes no registration. */
static void
assert_rejection (const struct scene *s, enum kind kind,
                  const struct vector *vector, unsigned status)
{
  const uint8_t *packet;

  if (is_proxy_update (vector) && kind == KIND_MAG)
    {
      g_assert_cmpuint (s->answers->len, ==, 0);
      return;
    }
  packet = only_answer (s);
  g_assert_cmpuint (packet[6], ==, 135);
  g_assert_cmpuint (packet[42], ==, 6);
  g_assert_cmpuint (packet[46], ==,
                    is_proxy_update (vector) && status != 160 ? 154 : status);
}

static void
assert_reaction (const struct scene *s, const struct vector_case *c)
{
  static const char problem[] = "drop-icmp-param-problem-code0-pointer";
  static const char error[] = "drop-send-binding-error-status";
  static const char rejection[] = "reject-status-";
  const char *expect = c->vector->expect;

  if (g_str_has_prefix (expect, rejection))
    {
      assert_rejection (s, c->kind, c->vector,
                        (unsigned)atoi (expect + strlen (rejection)));
      return;
    }
  g_assert_cmpuint (refused (s), ==, 1);
  if (g_str_has_prefix (expect, problem))
    assert_parameter_problem (s, (unsigned)atoi (expect + strlen (problem)));
  else if (g_str_has_prefix (expect, error))
    assert_binding_error (s, (unsigned)atoi (expect + strlen (error)));
  else if (g_str_equal (expect, "drop-silent")
           || g_str_equal (expect, "decode-error")
           || g_str_equal (expect, "semantic-error"))
    g_assert_cmpuint (s->answers->len, ==, 0);
  else
    g_error ("%s: what is '%s'?", c->vector->name, expect);
}

/* A registration is a message that was received, though it is rejected. */
static bool
is_received (const struct vector *vector)
{
  return is_proxy_update (vector)
         && g_str_has_prefix (vector->expect, "reject-status-");
}

static void
test_vector (gconstpointer data)
{
  const struct vector_case *c = data;
  struct scene *s = scene_new (c->kind);
  struct message m = message_from (s, c->vector);
  g_autofree char *before = scene_describe (s), *after = NULL;
  guint heard = scene_heard (s)->signals->len;

  inject (s, s->stranger, &m, NEXT_MH, &s->stranger->address, &s->target);
  scene_run (s, 100 * S);
  after = scene_describe (s);
  g_assert_cmpstr (after, ==, before);
  assert_reaction (s, c);
  g_assert_cmpuint (scene_heard (s)->signals->len, ==,
                    heard + s->answers->len + is_received (c->vector));
  scene_free (s);
}

/* ---- all of them --------------------------------------------------- */

static void
test_missing (void)
{
  g_test_skip ("no " SHARED_VECTORS " beside the sources");
}

static void
add_case (enum kind kind, const struct vector *vector, GPtrArray *cases)
{
  struct vector_case *c = g_new (struct vector_case, 1);
  g_autofree char *path = g_strdup_printf ("/reactions/%s/vectors/%s",
                                           kind_names[kind], vector->name);

  *c = (struct vector_case){ kind, vector };
  g_ptr_array_add (cases, c);
  g_test_add_data_func (path, c, test_vector);
}

/* The malformed ones of @list; they and the cases live as long as the arrays.
 */
static void
add_list (const cJSON *list, GPtrArray *vectors, GPtrArray *cases)
{
  const cJSON *item;

  cJSON_ArrayForEach (item, list)
  {
    struct vector *vector = vector_new (item);

    g_ptr_array_add (vectors, vector);
    for (int kind = 0; kind < KINDS && !vector->valid; kind++)
      add_case ((enum kind)kind, vector, cases);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) vectors = g_ptr_array_new_with_free_func (vector_free);
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (g_free);
  cJSON *list = vectors_load (SHARED_VECTORS);
  int status;

  g_test_init (&argc, &argv, NULL);
  if (list == NULL)
    g_test_add_func ("/reactions/vectors", test_missing);
  add_list (list, vectors, cases);
  g_assert_true (list == NULL || cases->len > 0);
  status = g_test_run ();
  cJSON_Delete (list);
  return status;
}
