/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/scene.h"

#include <glib/gstdio.h>
#include <unistd.h>

const char *const scene_architectures[] = { "ipv6", "pmipv6", "dmm", NULL };

/* The traffic entry is for the nodes of "idle": none but those a benchmark
 * adds. */
static const char scene_format[]
    = "{\"duration\": \"3600 s\", \"architecture\": \"%s\","
      " \"topology\": {\"generate\": {\"star\": {\"count\": %" G_GUINT64_FORMAT
      ", \"delay\": \"1 ms\"}}},"
      " \"sites\": {\"access\": {\"degree_at_most\": 1}, \"anchor\": \"hub\","
      "  \"controller\": \"hub\", \"correspondents\": [\"hub\"]},"
      " \"protocol\": {\"binding_lifetime\": \"3600 s\"},"
      " \"mobile_nodes\": ["
      "  {\"name\": \"idle\", \"motion\":"
      "   {\"model\": \"schedule\", \"attach\": [[\"3000 s\", \"leaf1\"]]}},"
      "  {\"name\": \"walker\", \"count\": %" G_GUINT64_FORMAT ", \"motion\":"
      "   {\"model\": \"markov\", \"residence\": %s}}],"
      " \"traffic\": [{\"name\": \"silent\", \"nodes\": \"idle\", \"pattern\":"
      "  {\"cbr\": {\"interval\": \"3600 s\", \"size\": \"160 B\"}},"
      "  \"start\": {\"uniform\": [\"1000 s\", \"1020 s\"]}}]}";

static void
must (GError *error)
{
  if (error)
    g_error ("%s", error->message);
}

scenario *
scene_load (const char *architecture, uint64_t routers, uint64_t count,
            const char *residence)
{
  g_autofree char *text
      = g_strdup_printf (scene_format, architecture, routers, count, residence);
  g_autofree char *path = NULL;
  GError *error = NULL;
  const int file = g_file_open_tmp ("scene-XXXXXX", &path, &error);
  scenario *s = NULL;

  must (error);
  close (file);
  if (g_file_set_contents (path, text, -1, &error))
    s = scenario_load (path, NULL, &error);
  g_unlink (path);
  must (error);
  return s;
}

struct simulation *
scene_wire (const scenario *s)
{
  GError *error = NULL;
  struct simulation *simulation = simulation_new (s, 0, NULL, NULL, &error);

  must (error);
  return simulation;
}
