/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loader: defaults, the resolved scenario, parents, overrides, sites.  How
 * bad files are refused is told by tests/cli/bad-scenarios.json; here each of
 * them passes the loader itself. */
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "scenarios/merge.h"
#include "scenarios/scenario_tables.h"
#include "scenarios/topology.h"

/* A folder with a copy of the good scenario. */
struct folder
{
  char *path, *good;
};

static char *
source_path (const char *name)
{
  const char *top = g_getenv ("top_srcdir");

  return g_build_filename (top ? top : ".", name, NULL);
}

static char *
folder_write (const struct folder *folder, const char *name, const char *text)
{
  char *path = g_build_filename (folder->path, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
setup (struct folder *folder, gconstpointer data)
{
  g_autofree char *source = source_path ("tests/cli/good-scenario.json");
  g_autofree char *text = NULL;

  (void)data;
  folder->path = g_dir_make_tmp ("dmmsim-loader-XXXXXX", NULL);
  g_assert_true (g_file_get_contents (source, &text, NULL, NULL));
  folder->good = folder_write (folder, "good-scenario.json", text);
}

static void
teardown (struct folder *folder, gconstpointer data)
{
  GDir *dir = g_dir_open (folder->path, 0, NULL);
  const char *name;

  (void)data;
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder->path, name, NULL);

      g_unlink (path);
    }
  g_dir_close (dir);
  g_rmdir (folder->path);
  g_free (folder->path);
  g_free (folder->good);
}

static scenario *
load (const char *path, const char *const *overrides)
{
  g_autoptr (GError) error = NULL;
  scenario *s = scenario_load (path, overrides, &error);

  g_assert_no_error (error);
  return s;
}

/* ---- values -------------------------------------------------------- */

static void
test_values (struct folder *folder, gconstpointer data)
{
  g_autoptr (scenario) s = load (folder->good, NULL);
  const struct traffic_config *traffic = s->traffic.items;

  (void)data;
  g_assert_cmpint (s->duration, ==, 10 * SIM_SECOND);
  g_assert_cmpstr (s->architecture.chosen->name, ==, "dmm");
  g_assert_cmpint (s->domain.access.radio.delay, ==, 2 * SIM_MILLISECOND);
  g_assert_cmpint (s->domain.access.l2_handover.kind, ==, LAW_UNIFORM);
  g_assert_cmpfloat (s->domain.access.l2_handover.a, ==, 0.02);
  g_assert_cmpfloat (s->domain.access.l2_handover.b, ==, 0.05);
  g_assert_cmpuint (s->sites.access.n, ==, 2);
  g_assert_cmpstr (traffic->name, ==, "voice");
  g_assert_true (traffic->has_sessions);
  g_assert_cmpint (s->record.series, ==, SIM_SECOND);
}

/* RFC 6275 12, RFC 5213 9.1, and what doc/scenario.md promises. */
static void
test_defaults (struct folder *folder, gconstpointer data)
{
  g_autoptr (scenario) s = load (folder->good, NULL);

  (void)data;
  g_assert_cmpint (s->warmup, ==, 0);
  g_assert_cmpuint (s->seed, ==, 1);
  g_assert_cmpint (s->replications, ==, 1);
  g_assert_cmpint (s->domain.protocol.retransmit.initial, ==, SIM_SECOND);
  g_assert_cmpint (s->domain.protocol.retransmit.max, ==, 32 * SIM_SECOND);
  g_assert_cmpint (s->domain.protocol.min_delay_before_bce_delete, ==,
                   10 * SIM_SECOND);
  g_assert_true (isinf (s->domain.access.radio.rate));
  g_assert_true (s->record.handover_rows == 1 && s->record.flows);
}

static void
test_seeds (struct folder *folder, gconstpointer data)
{
  static const struct
  {
    const char *override;
    uint64_t seed;
  } seeds[] = { { "seed=0", 0 },
                { "seed=9007199254740992", UINT64_C (1) << 53 },
                { "seed=9007199254740993", (UINT64_C (1) << 53) + 1 },
                { "seed=\"18446744073709551615\"", UINT64_MAX } };

  (void)data;
  for (size_t i = 0; i < G_N_ELEMENTS (seeds); i++)
    {
      const char *overrides[] = { seeds[i].override, NULL };
      g_autoptr (scenario) s = load (folder->good, overrides);
      g_autofree char *text = scenario_resolved (s);
      g_autofree char *path = folder_write (folder, "seed.json", text);
      g_autoptr (scenario) again = load (path, NULL);

      g_assert_cmpuint (s->seed, ==, seeds[i].seed);
      g_assert_cmpuint (again->seed, ==, seeds[i].seed);
    }
}

/* ---- resolved ------------------------------------------------------ */

static void
assert_resolves (const struct folder *folder, const char *path)
{
  g_autoptr (scenario) s = load (path, NULL);
  g_autofree char *text = scenario_resolved (s);
  g_autofree char *copy = folder_write (folder, "resolved.json", text);
  g_autoptr (scenario) again = load (copy, NULL);
  g_autofree char *text_again = scenario_resolved (again);
  g_autofree char *digest = scenario_digest (s);
  g_autofree char *digest_again = scenario_digest (again);

  g_assert_cmpstr (text, ==, text_again);
  g_assert_cmpstr (digest, ==, digest_again);
  g_assert_cmpuint (strlen (digest), ==, 64);
}

static void
test_resolved (struct folder *folder, gconstpointer data)
{
  (void)data;
  assert_resolves (folder, folder->good);
}

static void
test_shipped (struct folder *folder, gconstpointer data)
{
  static const char *const names[]
      = { "single-handover", "mode-comparison", "highway", "inet-pmipv6" };

  (void)data;
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strdup_printf ("scenarios/%s.json", names[i]);
      g_autofree char *path = source_path (name);

      g_test_message ("%s", names[i]);
      assert_resolves (folder, path);
    }
}

/* Laws of every kind come back as they were stated. */
static void
test_laws (struct folder *folder, gconstpointer data)
{
  static const char *const laws[]
      = { "\"5 ms\"",
          "{\"exponential\": \"60 s\"}",
          "{\"uniform\": [\"1 ms\", \"2 ms\"]}",
          "{\"normal\": [\"50 ms\", \"10 ms\"]}",
          "{\"pareto\": [\"50 ms\", 2.5]}",
          "{\"lognormal\": [\"50 ms\", \"100 us\"]}" };

  (void)data;
  for (size_t i = 0; i < G_N_ELEMENTS (laws); i++)
    {
      g_autofree char *override
          = g_strconcat ("access.l2_handover=", laws[i], NULL);
      const char *overrides[] = { override, NULL };
      g_autoptr (scenario) s = load (folder->good, overrides);
      g_autofree char *text = scenario_resolved (s);
      g_autoptr (cJSON) tree = cJSON_Parse (text);
      g_autoptr (cJSON) law = cJSON_Parse (laws[i]);

      g_assert_cmpint (s->domain.access.l2_handover.kind, ==, i);
      g_assert_true (cJSON_Compare (
          json_member (json_member (tree, "access"), "l2_handover"), law, 1));
    }
}

/* ---- parents ------------------------------------------------------- */

static void
test_extends (struct folder *folder, gconstpointer data)
{
  g_autofree char *path = folder_write (
      folder, "child.json",
      "{\"extends\": \"good-scenario.json\", \"duration\": \"20 s\", "
      "\"title\": "
      "null, \"access\": {\"radio\": {\"loss\": 0.25}}, \"traffic\": []}");
  g_autoptr (scenario) s = load (path, NULL);

  (void)data;
  g_assert_cmpint (s->duration, ==, 20 * SIM_SECOND);
  g_assert_cmpstr (s->title, ==, "");
  g_assert_cmpfloat (s->domain.access.radio.loss, ==, 0.25);
  g_assert_cmpint (s->domain.access.radio.delay, ==, 2 * SIM_MILLISECOND);
  g_assert_cmpuint (s->traffic.n, ==, 0);
}

static void
test_extends_once (struct folder *folder, gconstpointer data)
{
  g_autofree char *child = folder_write (
      folder, "child.json", "{\"extends\": \"good-scenario.json\"}");
  g_autofree char *path = folder_write (folder, "grandchild.json",
                                        "{\"extends\": \"child.json\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (scenario) s = scenario_load (path, NULL, &error);

  (void)data;
  g_assert_nonnull (child);
  g_assert_null (s);
  g_assert_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE);
  g_assert_nonnull (strstr (error->message, "child.json: at /extends: "));
}

/* Paths of the parent start at the parent's folder, wherever the child is. */
static void
test_paths_of_parent (struct folder *folder, gconstpointer data)
{
  static const char graph[]
      = "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\"><graph "
        "edgedefault=\"undirected\"><node id=\"ar1\"/><node id=\"ar2\"/><edge "
        "source=\"ar1\" target=\"ar2\"/></graph></graphml>";
  g_autofree char *inner = g_build_filename (folder->path, "inner", NULL);
  g_autofree char *child = g_build_filename (inner, "child.json", NULL);
  g_autofree char *file = folder_write (folder, "two.graphml", graph);
  g_autofree char *parent = folder_write (
      folder, "parent.json",
      "{\"duration\": 1, \"architecture\": \"ipv6\", \"topology\": {\"file\": "
      "\"two.graphml\"}, \"sites\": {\"access\": \"all\"}, \"mobile_nodes\": "
      "[{\"name\": \"mn\", \"motion\": {\"model\": \"static\", \"at\": "
      "\"ar1\"}}]}");
  g_autoptr (scenario) s = NULL;
  g_autofree char *text = NULL;

  (void)data;
  g_assert_true (file && parent);
  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);
  g_assert_true (g_file_set_contents (
      child, "{\"extends\": \"../parent.json\"}", -1, NULL));
  s = load (child, NULL);
  text = scenario_resolved (s);
  g_assert_nonnull (strstr (text, "\"../two.graphml\""));
  g_unlink (child);
  g_rmdir (inner);
}

/* Cases of RFC 7396, appendix A. */
static void
test_merge_patch (void)
{
  static const char *const cases[][3] = {
    { "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
    { "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}" },
    { "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
    { "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}" },
    { "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
    { "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
    { "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}",
      "{\"a\":{\"b\":\"d\"}}" },
    { "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
    { "[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]" },
    { "{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]" },
    { "{\"a\":\"foo\"}", "null", "null" },
    { "{\"a\":\"foo\"}", "\"bar\"", "\"bar\"" },
    { "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
    { "[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}" },
    { "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (cJSON) merged = document_merge (cJSON_Parse (cases[i][0]),
                                                 cJSON_Parse (cases[i][1]));
      g_autoptr (cJSON) expected = cJSON_Parse (cases[i][2]);

      g_test_message ("%s + %s", cases[i][0], cases[i][1]);
      g_assert_true (cJSON_Compare (merged, expected, 1));
    }
}

/* ---- overrides ----------------------------------------------------- */

static void
test_overrides (struct folder *folder, gconstpointer data)
{
  static const char *const overrides[] = { "duration=5 s",
                                           "access.radio.rate=10 Mbps",
                                           "processing.central=3 ms",
                                           "topology.links.1.delay=\"7 ms\"",
                                           "architecture=pmipv6",
                                           "architecture.deregister=false",
                                           "traffic.0.pattern.cbr.size=200 B",
                                           "title={\"a\" is not JSON",
                                           NULL };
  g_autoptr (scenario) s = load (folder->good, overrides);
  const struct topology_link *link
      = &g_array_index (s->topology->links, struct topology_link, 1);

  (void)data;
  g_assert_cmpint (s->duration, ==, 5 * SIM_SECOND);
  g_assert_cmpfloat (s->domain.access.radio.rate, ==, 1e7);
  g_assert_cmpint (s->domain.processing.central, ==, 3 * SIM_MILLISECOND);
  g_assert_cmpint (link->ab.delay, ==, 7 * SIM_MILLISECOND);
  g_assert_cmpstr (s->architecture.chosen->name, ==, "pmipv6");
  g_assert_cmpstr (s->title, ==, "{\"a\" is not JSON");
}

static void
test_bad_overrides (struct folder *folder, gconstpointer data)
{
  static const char *const cases[][2] = {
    { "duration", "--set duration: expected KEY=VALUE" },
    { "=5", "expected KEY=VALUE" },
    { "acess.radio.rate=1", "at /acess: unknown key \"acess\"" },
    { "access.radio.rte=1", "at /access/radio/rte: unknown key" },
    { "traffic.7.name=x", "there is no \"7\" to look into" },
    { "traffic.voice.name=x", "there is no \"voice\" to look into" },
    { "traffic.1=x", "there is no \"1\" to set" },
    { "title.deep=x", "there is no \"deep\" to set" },
    { "duration.a.b=x", "there is no \"a\" to look into" },
    { "duration=20 apples", "at /duration: expected a time" },
    { ".=1", "unknown key \"\"" },
  };

  (void)data;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *overrides[] = { cases[i][0], NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (scenario) s = scenario_load (folder->good, overrides, &error);

      g_assert_null (s);
      if (!strstr (error->message, cases[i][1]))
        g_error ("\"%s\" is not in \"%s\"", cases[i][1], error->message);
    }
}

/* ---- sites --------------------------------------------------------- */

static const char *const no_sites[]
    = { "sites={\"access\": [\"ar1\", \"ar2\"]}", NULL };

static void
test_default_sites (struct folder *folder, gconstpointer data)
{
  g_autoptr (scenario) s = load (folder->good, no_sites);

  (void)data;
  /* ar1 is 2.5 us from ar2, the core 2 ms from both. */
  g_assert_cmpstr (s->sites.anchor, ==, "ar1");
  g_assert_cmpstr (s->sites.controller, ==, "ar1");
  g_assert_cmpstr (((char **)s->sites.correspondents.items)[0], ==, "cn");
}

/* Where no node is called so, "cn" is a host at the anchor's node. */
static void
test_default_correspondent (struct folder *folder, gconstpointer data)
{
  static const char *const overrides[] = {
    "topology={\"generate\": {\"chain\": {\"count\": 5}}}",
    "sites={\"access\": \"all\"}",
    "mobile_nodes=[{\"name\": \"mn\", \"motion\": {\"model\": \"static\", "
    "\"at\": \"n1\"}}]",
    "record={}", NULL
  };
  g_autoptr (scenario) s = load (folder->good, overrides);
  const struct traffic_config *traffic = s->traffic.items;

  (void)data;
  g_assert_cmpuint (s->sites.access.n, ==, 5);
  g_assert_cmpstr (s->sites.anchor, ==, "n3");
  g_assert_cmpstr (((char **)s->sites.correspondents.items)[0], ==, "n3");
  g_assert_cmpstr (traffic->correspondent, ==, "n3");
}

static void
test_degree (struct folder *folder, gconstpointer data)
{
  static const char *const overrides[] = {
    "topology={\"generate\": {\"star\": {\"count\": 5}}}",
    "sites={\"access\": {\"degree_at_most\": 1}}",
    "mobile_nodes=[{\"name\": \"mn\", \"motion\": {\"model\": \"static\", "
    "\"at\": \"leaf1\"}}]",
    "record={}", NULL
  };
  g_autoptr (scenario) s = load (folder->good, overrides);

  (void)data;
  g_assert_cmpuint (s->sites.access.n, ==, 5);
  g_assert_cmpint (strings_find (&s->sites.access, "hub"), ==, -1);
  g_assert_cmpstr (s->sites.anchor, ==, "hub");
}

/* The Topology Zoo's disconnected network, whole and in its greatest part. */
static void
test_disconnected (struct folder *folder, gconstpointer data)
{
  g_autofree char *file
      = source_path ("../shared/data/topologies/DeutscheTelekom.graphml");
  g_autofree char *absolute = g_canonicalize_filename (file, NULL);
  g_autofree char *topology
      = g_strdup_printf ("topology={\"file\": \"%s\"}", absolute);
  const char *overrides[]
      = { topology, "sites={\"access\": \"all\"}", "traffic=[]", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (scenario) s = NULL;

  (void)data;
  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("../shared/data is not there");
      return;
    }
  s = scenario_load (folder->good, overrides, &error);
  g_assert_null (s);
  g_assert_nonnull (strstr (error->message, "at /sites/access/"));
  g_assert_nonnull (strstr (error->message,
                            "disconnected (4 parts of 30, 7, 1 and 1 nodes)"));
}

/* ---- bad files ----------------------------------------------------- */

static void
assert_case_refused (const struct folder *folder, const cJSON *good,
                     const cJSON *bad)
{
  const cJSON *text = json_member (bad, "text");
  g_autoptr (cJSON) spoilt = document_merge (
      cJSON_Duplicate (good, 1),
      cJSON_Duplicate (text ? text : json_member (bad, "patch"), 1));
  g_autofree char *printed
      = text ? g_strdup (text->valuestring) : json_text (spoilt);
  g_autofree char *path = folder_write (folder, "case.json", printed);
  g_autoptr (GError) error = NULL;
  g_autoptr (scenario) s = scenario_load (path, NULL, &error);

  g_test_message ("%s", json_member (bad, "name")->valuestring);
  g_assert_null (s);
  g_assert_nonnull (error);
  if (!strstr (error->message, json_member (bad, "path")->valuestring)
      || !strstr (error->message, json_member (bad, "words")->valuestring))
    g_error ("%s", error->message);
}

static void
test_bad_files (struct folder *folder, gconstpointer data)
{
  g_autofree char *path = source_path ("tests/cli/bad-scenarios.json");
  g_autoptr (cJSON) cases = json_load (path, NULL);
  g_autoptr (cJSON) good = json_load (folder->good, NULL);
  unsigned n = 0;

  (void)data;
  for (const cJSON *bad = cases->child; bad; bad = bad->next, n++)
    if (!json_member (bad, "loader")) /* the program refuses it */
      assert_case_refused (folder, good, bad);
  g_assert_cmpuint (n, >=, 60);
}

/* ---- wiring -------------------------------------------------------- */

static void
count_prepared (struct simulation *simulation, void *data)
{
  g_assert_nonnull (simulation->domain);
  g_assert_null (simulation->domain->architecture);
  g_assert_cmpuint (simulation->domain->routers->len, ==, 2);
  g_assert_cmpuint (simulation->domain->mobile_nodes->len, ==, 3);
  g_assert_cmpuint (simulation->domain->cells->len, ==, 2);
  ++*(unsigned *)data;
}

static void
test_wiring (struct folder *folder, gconstpointer data)
{
  static const char *const overrides[] = { "mobile_nodes.0.count=3", NULL };
  g_autoptr (scenario) s = load (folder->good, overrides);
  g_autoptr (GError) error = NULL;
  unsigned prepared = 0;
  struct simulation *one
      = simulation_new (s, 0, count_prepared, &prepared, &error);
  struct simulation *two
      = simulation_new (s, 0, count_prepared, &prepared, &error);
  char digests[2][DIGEST_TEXT_SIZE];
  const struct node *cn = g_ptr_array_index (one->domain->correspondents, 0);

  (void)data;
  g_assert_no_error (error);
  g_assert_cmpuint (prepared, ==, 2);
  g_assert_cmpstr (cn->name, ==, "cn");
  g_assert_nonnull (network_find_node (one->sim->network, "mn-3"));
  g_assert_cmpint (
      network_path_delay (one->sim->network, cn, one->domain->anchor), ==,
      10 * SIM_MILLISECOND);
  /* Two simulations in one process, one after the other or interleaved. */
  engine_run (one->sim->engine, s->duration / 2);
  engine_run (two->sim->engine, s->duration);
  engine_run (one->sim->engine, s->duration);
  digest_text (one->sim->digest, digests[0]);
  digest_text (two->sim->digest, digests[1]);
  g_assert_cmpuint (engine_events_run (one->sim->engine), >, 0);
  g_assert_cmpstr (digests[0], ==, digests[1]);
  simulation_free (one);
  simulation_free (two);
}

#define ADD(path, function) \
  g_test_add (path, struct folder, NULL, setup, function, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/loader/fills-structs", test_values);
  ADD ("/loader/fills-in-defaults", test_defaults);
  ADD ("/loader/seeds-have-64-bits", test_seeds);
  ADD ("/loader/resolved-reads-back", test_resolved);
  ADD ("/loader/shipped-scenarios-resolve", test_shipped);
  ADD ("/loader/laws-read-back", test_laws);
  ADD ("/loader/extends", test_extends);
  ADD ("/loader/extends-once", test_extends_once);
  ADD ("/loader/paths-of-parent", test_paths_of_parent);
  g_test_add_func ("/loader/merge-patch", test_merge_patch);
  ADD ("/loader/overrides", test_overrides);
  ADD ("/loader/refuses-bad-overrides", test_bad_overrides);
  ADD ("/loader/default-sites", test_default_sites);
  ADD ("/loader/default-correspondent", test_default_correspondent);
  ADD ("/loader/sites-by-degree", test_degree);
  ADD ("/loader/refuses-disconnected-sites", test_disconnected);
  ADD ("/loader/refuses-bad-files", test_bad_files);
  ADD ("/loader/wires-alike", test_wiring);
  return g_test_run ();
}
