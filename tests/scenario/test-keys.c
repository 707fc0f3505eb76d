/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc/scenario.md lists exactly the keys that the program knows.  After a
 * change of keys, DMMSIM_UPDATE_DOC=1 tests/scenario/test-keys writes the page
 * anew. */
#include <glib.h>
#include <string.h>

#include "scenarios/scenario.h"

#define BEGIN "<!-- keys -->\n"
#define END "<!-- end of keys -->\n"

static void
test_guide (void)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path
      = g_build_filename (top ? top : ".", "doc", "scenario.md", NULL);
  g_autofree char *page = NULL;
  g_autofree char *keys = scenario_keys ();
  g_autofree char *wanted = NULL;
  char *begin, *end;

  g_assert_true (g_file_get_contents (path, &page, NULL, NULL));
  begin = strstr (page, BEGIN);
  end = strstr (page, END);
  g_assert_true (begin && end && begin < end);
  *begin = '\0';
  wanted = g_strconcat (page, BEGIN, keys, end, NULL);
  *begin = BEGIN[0];
  if (g_getenv ("DMMSIM_UPDATE_DOC"))
    g_assert_true (g_file_set_contents (path, wanted, -1, NULL));
  else
    g_assert_cmpstr (page, ==, wanted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keys/guide-lists-them-all", test_guide);
  return g_test_run ();
}
