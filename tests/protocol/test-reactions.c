/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What MAG, LMA, MAAR and CMD answer to messages that they cannot accept (RFC
 * 6275 9.2, 9.3.3, 10.3.1, RFC 5213 5.3.1), octet by octet, and that nothing
 * else happens.  The octets expected are put together here from the RFCs, the
 * codec has no part in it. */
#include "tests/protocol/scene.h"

/* ---- what is wrong, and what the RFCs want ------------------------- */

enum answer
{
  NOTHING,
  PROBLEM,       /* ICMPv6 parameter problem code 0 */
  BINDING_ERROR, /* status 2, home address :: */
  ACKNOWLEDGED   /* with a status */
};

enum trick
{
  NO_TRICK,
  WRONG_SUM,
  FROM_MULTICAST,
  FROM_NOWHERE
};

static const struct bad
{
  const char *name;
  const char *hex; /* Mobility Header, its checksum 0 */
  enum answer answer;
  unsigned value; /* pointer, or status */
  enum drop_reason reason;
  enum trick trick;
} bads[] = {
  { "wrong-checksum", "3b010500000000078200000f01020000", NOTHING, 0,
    DROP_CHECKSUM, WRONG_SUM },
  { "unassigned-type", "3b00180000000000", BINDING_ERROR, 2, DROP_MALFORMED,
    NO_TRICK },
  { "type-of-others", "3b010100000000000102030405060708", BINDING_ERROR, 2,
    DROP_MALFORMED, NO_TRICK },
  { "type-comes-before-payload-proto", "3a010100000000000102030405060708",
    BINDING_ERROR, 2, DROP_MALFORMED, NO_TRICK },
  { "type-from-multicast-source", "3b00180000000000", NOTHING, 0,
    DROP_MALFORMED, FROM_MULTICAST },
  { "type-from-unspecified-source", "3b00180000000000", NOTHING, 0,
    DROP_MALFORMED, FROM_NOWHERE },
  { "payload-proto", "3a010500000000078200000f01020000", PROBLEM, 40,
    DROP_MALFORMED, NO_TRICK },
  { "payload-proto-comes-before-length", "3a00050000000007", PROBLEM, 40,
    DROP_MALFORMED, NO_TRICK },
  { "payload-proto-from-multicast-source", "3a010500000000078200000f01020000",
    NOTHING, 0, DROP_MALFORMED, FROM_MULTICAST },
  { "payload-proto-from-unspecified-source", "3a010500000000078200000f01020000",
    NOTHING, 0, DROP_MALFORMED, FROM_NOWHERE },
  { "header-len-of-bu", "3b00050000000007", PROBLEM, 41, DROP_MALFORMED,
    NO_TRICK },
  { "header-len-of-ba", "3b00060000000000", PROBLEM, 41, DROP_MALFORMED,
    NO_TRICK },
  { "header-len-of-be", "3b010700000002000000000000000000", PROBLEM, 41,
    DROP_MALFORMED, NO_TRICK },
  { "header-len-beyond-packet", "3b040500000000078200000f01020000", NOTHING, 0,
    DROP_MALFORMED, NO_TRICK },
  { "four-octets", "3b000500", NOTHING, 0, DROP_MALFORMED, NO_TRICK },
  { "option-overruns", "3b020500000000078200000f0828016d6e3740646d6d0000",
    NOTHING, 0, DROP_MALFORMED, NO_TRICK },
  { "option-without-length", "3b010500000000078200000f01010017", NOTHING, 0,
    DROP_MALFORMED, NO_TRICK },
  { "prefix-of-17-octets",
    "3b030500000000078200000f1611004020010db801000007000000000000"
    "0000",
    NOTHING, 0, DROP_MALFORMED, NO_TRICK },
  { "prefix-length-129",
    "3b030500000000078200000f1612008120010db801000007000000000000"
    "0000",
    NOTHING, 0, DROP_MALFORMED, NO_TRICK },
  { "two-all-zero-prefixes",
    "3b060500000000078200000f161200000000000000000000000000000000"
    "0000010200001612000000000000000000000000000000000000",
    NOTHING, 0, DROP_REFUSED, NO_TRICK },
  { "correspondent-registration", "3b010500000000078000000f01020000", NOTHING,
    0, DROP_MALFORMED, NO_TRICK },
  { "home-registration", "3b0105000000beefc000000f01020000", ACKNOWLEDGED, 131,
    DROP_REFUSED, NO_TRICK },
  { "binding-identifier-of-6-octets",
    "3b0205000000beefc000000f230600020000000001020000", ACKNOWLEDGED, 164,
    DROP_REFUSED, NO_TRICK },
};

/* The answer as it leaves, behind its IPv6 header. */
static struct message
expected_body (const struct bad *bad, const struct message *invoking,
               const struct address *source, const struct address *destination)
{
  struct message m;

  switch (bad->answer)
    {
    case PROBLEM: /* RFC 4443 3.4 */
      m = from_hex ("0400000000000000");
      m.octets[7] = (uint8_t)bad->value;
      put (&m, invoking->octets, invoking->n);
      sum (&m, 2, 58, source, destination);
      return m;
    case BINDING_ERROR: /* RFC 6275 6.1.9 */
      m = from_hex ("3b02070000000200"
                    "00000000000000000000000000000000");
      break;
    default: /* RFC 6275 6.1.8: status, sequence of the request, lifetime 0 */
      m = from_hex ("3b010600000000000000000001020000");
      m.octets[6] = (uint8_t)bad->value;
      memcpy (m.octets + 8, invoking->octets + 46, 2);
      break;
    }
  sum (&m, 4, 135, source, destination);
  return m;
}

static void
assert_answer (const struct scene *s, const struct bad *bad,
               const struct message *sent)
{
  /* One router between: its hop. */
  struct message invoking
      = with_header (sent, NEXT_MH, 63, &s->stranger->address, &s->target);
  struct message body
      = expected_body (bad, &invoking, &s->target, &s->stranger->address);
  struct message packet = with_header (&body, bad->answer == PROBLEM ? 58 : 135,
                                       63, &s->target, &s->stranger->address);
  g_autofree char *got_hex = NULL, *expected_hex = NULL;
  const uint8_t *got;
  gsize n;

  g_assert_cmpuint (s->answers->len, ==, 1);
  got = g_bytes_get_data (g_ptr_array_index (s->answers, 0), &n);
  got_hex = to_hex (got, n);
  expected_hex = to_hex (packet.octets, packet.n);
  g_assert_cmpstr (got_hex, ==, expected_hex);
}

static struct message
bad_message (const struct scene *s, const struct bad *bad,
             const struct address *source)
{
  struct message m = from_hex (bad->hex);

  if (m.n >= 6)
    sum (&m, 4, 135, source, &s->target);
  if (bad->trick == WRONG_SUM)
    m.octets[5] ^= 1;
  return m;
}

static struct address
bad_source (const struct scene *s, const struct bad *bad)
{
  if (bad->trick == FROM_MULTICAST)
    return address_all_nodes;
  return bad->trick == FROM_NOWHERE ? address_unspecified
                                    : s->stranger->address;
}

static void
test_bad (enum kind kind, const struct bad *bad)
{
  struct scene *s = scene_new (kind);
  struct address source = bad_source (s, bad);
  struct message m = bad_message (s, bad, &source);
  g_autofree char *before = scene_describe (s), *after = NULL;
  guint heard = scene_heard (s)->signals->len;

  inject (s, s->stranger, &m, NEXT_MH, &source, &s->target);
  scene_run (s, 100 * S);
  after = scene_describe (s);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (scene_dropped (s, bad->reason), ==, 1);
  if (bad->answer != NOTHING)
    assert_answer (s, bad, &m);
  g_assert_cmpuint (s->answers->len, ==, bad->answer != NOTHING);
  g_assert_cmpuint (scene_heard (s)->signals->len, ==, heard + s->answers->len);
  scene_free (s);
}

struct bad_case
{
  enum kind kind;
  const struct bad *bad;
};

static void
test_bad_case (gconstpointer data)
{
  const struct bad_case *c = data;

  test_bad (c->kind, c->bad);
}

/* RFC 5213 5.3.1 2, RFC 8885 3.1: who takes PBUs refuses one without MN-ID,
 * with D when it speaks RFC 8885 (4.2); a MAG does not take any. */
static void
test_missing_identifier (gconstpointer data)
{
  enum kind kind = (enum kind)GPOINTER_TO_INT (data);
  struct scene *s = scene_new (kind);
  struct message m = from_hex ("3b0105000000beef8200000f01020000");
  g_autofree char *before = scene_describe (s), *after = NULL;
  const uint8_t *got;

  if (kind == KIND_MAAR || kind == KIND_CMD)
    m.octets[9] = 0x10;
  sum (&m, 4, 135, &s->stranger->address, &s->target);
  inject (s, s->stranger, &m, NEXT_MH, &s->stranger->address, &s->target);
  scene_run (s, 100 * S);
  after = scene_describe (s);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (s->answers->len, ==, kind != KIND_MAG);
  if (kind != KIND_MAG)
    {
      got = g_bytes_get_data (g_ptr_array_index (s->answers, 0), NULL);
      got += IPV6_HEADER_SIZE;
      g_assert_cmpuint (got[2], ==, 6);
      g_assert_cmpuint (got[6], ==, 160);
      g_assert_cmpuint (got[7], ==, kind == KIND_LMA ? 0x20 : 0x22);
      g_assert_cmpuint (got[8] << 8 | got[9], ==, 0xbeef);
    }
  scene_free (s);
}

/* ---- rate ---------------------------------------------------------- */

static void
send_wrong_proto (struct scene *s)
{
  struct message m = from_hex ("3a010500000000078200000f01020000");

  sum (&m, 4, 135, &s->stranger->address, &s->target);
  inject (s, s->stranger, &m, NEXT_MH, &s->stranger->address, &s->target);
}

static void
send_unknown_type (struct scene *s)
{
  struct message m = from_hex ("3b00180000000000");

  sum (&m, 4, 135, &s->stranger->address, &s->target);
  inject (s, s->stranger, &m, NEXT_MH, &s->stranger->address, &s->target);
}

/* RFC 4443 2.4 f: B = 10 at once, N = 10 per second in the long run; Binding
 * Errors in the same manner (RFC 6275 9.3.3), so out of the same bucket. */
static void
test_rate (gconstpointer data)
{
  struct scene *s = scene_new ((enum kind)GPOINTER_TO_INT (data));

  for (unsigned i = 0; i < 100; i++)
    (i % 2 ? send_unknown_type : send_wrong_proto) (s);
  scene_run (s, 500 * MS);
  g_assert_cmpuint (s->answers->len, ==, 10);
  scene_run (s, 10 * S);
  g_ptr_array_set_size (s->answers, 0);
  for (unsigned i = 0; i < 1000; i++)
    {
      send_wrong_proto (s);
      scene_run (s, 10 * MS);
    }
  scene_run (s, S);
  g_assert_cmpuint (s->answers->len, >=, 10 + 98);
  g_assert_cmpuint (s->answers->len, <=, 10 + 100);
  scene_free (s);
}

/* ---- storms -------------------------------------------------------- */

static const struct spoofed
{
  const char *name, *hex, *answer;
} spoofed[] = {
  { "parameter-problem", "3a010500000000078200000f01020000",
    "parameter problem" },
  { "binding-error", "3b00180000000000", "BE" },
  { "parameter-problem-about-binding-error",
    "3a0207000000020000000000000000000000000000000000", "parameter problem" },
};

/* As if the LMA had sent it: the MAG tells the LMA so, once, and that is the
 * end of it. */
static void
test_no_storm (gconstpointer data)
{
  const struct spoofed *c = data;
  struct scene *s = scene_new (KIND_MAG);
  struct address lma = world_lma (s->pmipv6)->entity.address;
  struct message m = from_hex (c->hex);
  guint heard = scene_heard (s)->signals->len;
  const struct signal *last;

  sum (&m, 4, 135, &lma, &s->target);
  inject (s, s->stranger, &m, NEXT_MH, &lma, &s->target);
  scene_run (s, 1000 * S);
  g_assert_cmpuint (scene_heard (s)->signals->len, ==, heard + 2);
  for (guint i = heard; i < heard + 2; i++)
    {
      last = &g_array_index (scene_heard (s)->signals, struct signal, i);
      g_assert_cmpstr (last->name, ==, c->answer);
      g_assert_cmpint (last->class, ==, SIGNALING_ERROR);
      g_assert_cmpint (last->sent, ==, i == heard);
    }
  scene_free (s);
}

/* An error is never answered, whatever is wrong with it (RFC 4443 2.4 e). */
static void
test_error_unanswered (gconstpointer data)
{
  struct scene *s = scene_new ((enum kind)GPOINTER_TO_INT (data));
  static const char *const errors[]
      = { "0400000000000028", "04", "0101000000000000", "7f00000000000000" };

  for (unsigned i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      struct message m = from_hex (errors[i]);

      if (m.n >= 4)
        sum (&m, 2, 58, &s->stranger->address, &s->target);
      inject (s, s->stranger, &m, 58, &s->stranger->address, &s->target);
    }
  scene_run (s, 100 * S);
  g_assert_cmpuint (s->answers->len, ==, 0);
  scene_free (s);
}

/* ---- all of it ----------------------------------------------------- */

static void
add_bad_cases (void)
{
  static struct bad_case cases[KINDS * G_N_ELEMENTS (bads)];
  struct bad_case *c = cases;

  for (int kind = 0; kind < KINDS; kind++)
    for (size_t i = 0; i < G_N_ELEMENTS (bads); i++, c++)
      {
        g_autofree char *path = g_strdup_printf (
            "/reactions/%s/%s", kind_names[kind], bads[i].name);

        *c = (struct bad_case){ (enum kind)kind, &bads[i] };
        g_test_add_data_func (path, c, test_bad_case);
      }
}

static void
add_per_kind (const char *name, GTestDataFunc test)
{
  for (int kind = 0; kind < KINDS; kind++)
    {
      g_autofree char *path
          = g_strdup_printf ("/reactions/%s/%s", kind_names[kind], name);

      g_test_add_data_func (path, GINT_TO_POINTER (kind), test);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_bad_cases ();
  add_per_kind ("missing-identifier", test_missing_identifier);
  add_per_kind ("errors-are-limited", test_rate);
  add_per_kind ("error-is-never-answered", test_error_unanswered);
  for (size_t i = 0; i < G_N_ELEMENTS (spoofed); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/reactions/no-storm/%s", spoofed[i].name);

      g_test_add_data_func (path, &spoofed[i], test_no_storm);
    }
  return g_test_run ();
}
