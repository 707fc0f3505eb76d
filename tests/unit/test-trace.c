/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "sim/trace.h"

struct sim
{
  GString *heard;
};

static void
hear (struct sim *sim, const void *record, void *data)
{
  g_string_append_printf (sim->heard, "%s%s ", (const char *)data,
                          (const char *)record);
}

static void
test_listeners_hear_in_order (void)
{
  struct sim sim = { g_string_new (NULL) };
  struct trace *trace = trace_new (&sim);

  trace_listen (trace, TRACE_PACKET_SENT, hear, "a");
  trace_listen (trace, TRACE_PACKET_SENT, hear, "b");
  trace_listen (trace, TRACE_POINTS - 1, hear, "z");
  trace_emit (trace, TRACE_PACKET_SENT, "1");
  trace_emit (trace, TRACE_PACKET_DROPPED, "2");
  trace_emit (trace, TRACE_POINTS - 1, "3");
  g_assert_cmpstr (sim.heard->str, ==, "a1 b1 z3 ");
  trace_free (trace);
  g_string_free (sim.heard, TRUE);
}

static void
test_heard_tells_who_listens (void)
{
  struct trace *trace = trace_new (NULL);

  g_assert_false (trace_heard (trace, TRACE_PACKET_SENT));
  trace_listen (trace, TRACE_PACKET_SENT, hear, NULL);
  g_assert_true (trace_heard (trace, TRACE_PACKET_SENT));
  g_assert_false (trace_heard (trace, TRACE_PACKET_CONSUMED));
  trace_free (trace);
}

/* Names are keys in result files: all there, none twice. */
static void
test_drop_reasons_have_names (void)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned reason = 0; reason < DROP_N; reason++)
    {
      const char *name = drop_reason_name (reason);

      g_assert_true (g_hash_table_add (names, (gpointer)name));
      g_assert_cmpuint (strlen (drop_reason_help (reason)), >, 5);
    }
  g_assert_cmpstr (drop_reason_name (DROP_RADIO_GONE), ==, "radio_gone");
  g_hash_table_unref (names);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/listeners-hear-in-order",
                   test_listeners_hear_in_order);
  g_test_add_func ("/trace/heard-tells-who-listens",
                   test_heard_tells_who_listens);
  g_test_add_func ("/drop/reasons-have-names", test_drop_reasons_have_names);
  return g_test_run ();
}
