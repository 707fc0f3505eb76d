/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Topologies: the Internet Topology Zoo against numbers computed by networkx,
 * generators against their closed forms, delays against distances. */
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "scenarios/json.h"
#include "scenarios/topology.h"

static char *
data_path (const char *name)
{
  const char *top = g_getenv ("top_srcdir");

  return g_build_filename (top ? top : ".", "..", "shared", "data", name, NULL);
}

/* Builds the topology that a JSON object states; NULL with @message set. */
static struct topology *
build (const char *json, char **message)
{
  struct topology_config config = { 0 };
  g_autoptr (reader) r = reader_new ("./t.json");
  g_autoptr (cJSON) item = cJSON_Parse (json);
  struct topology *topology = NULL;

  g_assert_nonnull (item);
  if (read_table (r, topology_parameters, item, NULL, &config))
    topology = topology_build (r, &config);
  if (message)
    *message = r->error ? g_strdup (r->error->message) : NULL;
  else if (r->error)
    g_error ("%s", r->error->message);
  release_table (topology_parameters, &config);
  return topology;
}

static const struct topology_link *
link_at (const struct topology *topology, unsigned i)
{
  return &g_array_index (topology->links, struct topology_link, i);
}

/* ---- files --------------------------------------------------------- */

static const char *const zoo[]
    = { "Abilene",   "Cogentco",    "DeutscheTelekom", "Garr201201",
        "Geant2012", "Renater2010", "UsCarrier" };

static struct topology *
read_zoo (const char *name, const char *more)
{
  g_autofree char *file = g_strdup_printf ("topologies/%s.graphml", name);
  g_autofree char *path = data_path (file);
  g_autofree char *json = g_strdup_printf ("{\"file\": \"%s\"%s}", path, more);

  return build (json, NULL);
}

static cJSON *
zoo_facts (void)
{
  g_autofree char *path = data_path ("facts.json");
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("../shared/data is not there");
      return NULL;
    }
  return cJSON_Parse (text);
}

static unsigned
fact (const cJSON *facts, const char *name, const char *key)
{
  g_autofree char *file = g_strdup_printf ("topologies/%s.graphml", name);

  return (unsigned)json_member (json_member (facts, file), key)->valueint;
}

static unsigned
count_positions (const struct topology *topology)
{
  unsigned n = 0;

  for (uint32_t i = 0; i < topology->nodes->len; i++)
    n += !isnan (topology_node (topology, i)->longitude);
  return n;
}

static void
test_zoo_counts (void)
{
  g_autoptr (cJSON) facts = zoo_facts ();

  for (size_t i = 0; facts && i < G_N_ELEMENTS (zoo); i++)
    {
      struct topology *t
          = read_zoo (zoo[i], ", \"missing_position\": \"delay\"");
      g_autofree char *file = g_strdup_printf ("topologies/%s.graphml", zoo[i]);
      g_autofree char *sizes = NULL;

      g_test_message ("%s", zoo[i]);
      g_assert_cmpuint (t->nodes->len, ==, fact (facts, zoo[i], "nodes"));
      g_assert_cmpuint (t->links->len, ==,
                        fact (facts, zoo[i], "simple_edges"));
      g_assert_cmpuint (t->nodes->len - count_positions (t), ==,
                        fact (facts, zoo[i], "nodes_without_coordinates"));
      g_assert_cmpint (topology_components (t, &sizes), ==,
                       cJSON_GetArraySize (json_member (
                           json_member (facts, file), "components")));
      g_assert_cmpuint (g_hash_table_size (t->index), ==, t->nodes->len);
      topology_free (t);
    }
}

/* Great-circle lengths of data/README.md, km, at 5 us/km. */
static void
test_zoo_delays (void)
{
  static const struct
  {
    const char *name;
    double longest;
  } known[] = { { "Abilene", 2207 },
                { "Garr201201", 586 },
                { "Renater2010", 393 },
                { "Cogentco", 6332 } };
  g_autoptr (cJSON) facts = zoo_facts ();

  for (size_t i = 0; facts && i < G_N_ELEMENTS (known); i++)
    {
      struct topology *t
          = read_zoo (known[i].name, ", \"missing_position\": \"delay\"");
      sim_time longest = 0;

      for (unsigned j = 0; j < t->links->len; j++)
        longest = MAX (longest, link_at (t, j)->ab.delay);
      g_test_message ("%s: %.1f km", known[i].name, (double)longest / 5000);
      g_assert_cmpfloat (fabs ((double)longest / 5000 - known[i].longest), <,
                         1.0);
      topology_free (t);
    }
}

/* 19 links of Garr join nodes of one city. */
static void
test_zoo_least_delay (void)
{
  g_autoptr (cJSON) facts = zoo_facts ();
  struct topology *t;
  unsigned least = 0;

  if (!facts)
    return;
  t = read_zoo ("Garr201201", ", \"minimum_delay\": \"50 us\"");
  for (unsigned i = 0; i < t->links->len; i++)
    {
      g_assert_cmpint (link_at (t, i)->ab.delay, >=, 50000);
      least += link_at (t, i)->ab.delay == 50000;
    }
  g_assert_cmpuint (least, >, 0);
  topology_free (t);
}

static void
test_zoo_neighbours (void)
{
  g_autoptr (cJSON) facts = zoo_facts ();

  for (size_t i = 0; facts && i < G_N_ELEMENTS (zoo); i++)
    {
      struct topology *t = read_zoo (zoo[i], "");

      g_assert_cmpuint (count_positions (t), ==, t->nodes->len);
      topology_free (t);
    }
}

static void
test_zoo_reject (void)
{
  g_autoptr (cJSON) facts = zoo_facts ();
  g_autofree char *path = data_path ("topologies/Geant2012.graphml");
  g_autofree char *json = g_strdup_printf (
      "{\"file\": \"%s\", \"missing_position\": \"reject\"}", path);
  g_autofree char *message = NULL;

  if (!facts)
    return;
  g_assert_null (build (json, &message));
  g_assert_nonnull (strstr (message, "has no coordinates"));
}

/* Rates come from LinkSpeedRaw, the others from "rate". */
static void
test_zoo_rates (void)
{
  g_autoptr (cJSON) facts = zoo_facts ();
  struct topology *t;
  unsigned stated = 0;

  if (!facts)
    return;
  t = read_zoo ("Geant2012", ", \"rate\": \"123 bps\"");
  for (unsigned i = 0; i < t->links->len; i++)
    stated += link_at (t, i)->ab.rate != 123;
  g_assert_cmpuint (stated, ==,
                    fact (facts, "Geant2012", "edges_with_LinkSpeedRaw"));
  topology_free (t);
}

/* Cogentco repeats ten labels. */
static void
test_zoo_names (void)
{
  g_autoptr (cJSON) facts = zoo_facts ();
  struct topology *t;
  unsigned suffixed = 0;

  if (!facts)
    return;
  t = read_zoo ("Cogentco", "");
  for (uint32_t i = 0; i < t->nodes->len; i++)
    suffixed += g_str_has_suffix (topology_node (t, i)->name, "-2");
  g_assert_cmpuint (suffixed, >, 0);
  g_assert_cmpint (topology_find (t, topology_node (t, 0)->name), ==, 0);
  topology_free (t);
}

/* A file of networkx' making: no coordinates, ids as names. */
static void
test_networkx_file (void)
{
  static const char text[]
      = "<?xml version='1.0' encoding='utf-8'?>\n"
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">"
        "<graph edgedefault=\"undirected\">"
        "<node id=\"a\"/><node id=\"b\"/><node id=\"c\"/>"
        "<edge source=\"a\" target=\"b\"/><edge source=\"b\" target=\"c\"/>"
        "<edge source=\"c\" target=\"b\"/><edge source=\"a\" target=\"a\"/>"
        "</graph></graphml>";
  g_autofree char *path = NULL;
  g_autofree char *json = NULL;
  int fd = g_file_open_tmp ("dmmsim-XXXXXX.graphml", &path, NULL);
  struct topology *t;

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  json = g_strdup_printf ("{\"file\": \"%s\", \"missing_delay\": \"3 ms\"}",
                          path);
  t = build (json, NULL);
  g_assert_cmpuint (t->nodes->len, ==, 3);
  g_assert_cmpuint (t->links->len, ==, 2);
  g_assert_cmpint (topology_find (t, "c"), ==, 2);
  g_assert_cmpint (link_at (t, 0)->ab.delay, ==, 3000000);
  topology_free (t);
  g_unlink (path);
}

/* ---- generators ---------------------------------------------------- */

static void
assert_generated (const char *json, unsigned nodes, unsigned links)
{
  struct topology *t = build (json, NULL);
  g_autofree char *sizes = NULL;

  g_test_message ("%s", json);
  g_assert_cmpuint (t->nodes->len, ==, nodes);
  g_assert_cmpuint (t->links->len, ==, links);
  g_assert_cmpuint (topology_components (t, &sizes), ==, 1);
  for (uint32_t i = 0; i < nodes; i++)
    g_assert_false (isnan (topology_node (t, i)->x));
  topology_free (t);
}

static void
test_generated_counts (void)
{
  assert_generated ("{\"generate\": {\"chain\": {\"count\": 1}}}", 1, 0);
  assert_generated ("{\"generate\": {\"chain\": {\"count\": 40}}}", 40, 39);
  assert_generated ("{\"generate\": {\"ring\": {\"count\": 3}}}", 3, 3);
  assert_generated ("{\"generate\": {\"ring\": {\"count\": 12}}}", 12, 12);
  assert_generated ("{\"generate\": {\"star\": {\"count\": 7}}}", 8, 7);
  assert_generated ("{\"generate\": {\"grid\": {\"rows\": 6, \"columns\": 5}}}",
                    30, 49);
  assert_generated ("{\"generate\": {\"tree\": {\"depth\": 3, \"fanout\": 2}}}",
                    15, 14);
}

/* Neighbours are as far from each other as the spacing says: 1 km is 5 us. */
static void
test_generated_delays (void)
{
  static const char *const shapes[]
      = { "\"chain\": {\"count\": 9", "\"ring\": {\"count\": 9",
          "\"star\": {\"count\": 9", "\"grid\": {\"rows\": 3, \"columns\": 3" };

  for (size_t i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *json = g_strdup_printf (
          "{\"generate\": {%s, \"spacing\": \"1 km\"}}, \"detour\": 1.5}",
          shapes[i]);
      struct topology *t = build (json, NULL);

      for (unsigned j = 0; j < t->links->len; j++)
        {
          const struct topology_link *link = link_at (t, j);
          const struct topology_node *a = topology_node (t, link->a);
          const struct topology_node *b = topology_node (t, link->b);

          g_assert_cmpint (link->ab.delay, ==, 7500);
          g_assert_cmpfloat (fabs (hypot (a->x - b->x, a->y - b->y) - 1000), <,
                             1e-6);
        }
      topology_free (t);
    }
}

/* ---- inline -------------------------------------------------------- */

static void
test_directions (void)
{
  struct topology *t
      = build ("{\"nodes\": [\"a\", \"b\"], \"links\": [{\"between\": "
               "[\"a\", \"b\"], \"delay\": \"2 ms\", \"rate\": \"1 Gbps\", "
               "\"queue\": \"64 kB\", \"backward\": {\"delay\": \"3 ms\", "
               "\"queue\": \"10 packets\", \"loss\": 0.5}}]}",
               NULL);
  const struct topology_link *link = link_at (t, 0);

  g_assert_cmpint (link->ab.delay, ==, 2000000);
  g_assert_cmpint (link->ba.delay, ==, 3000000);
  g_assert_cmpfloat (link->ab.rate, ==, 1e9);
  g_assert_cmpfloat (link->ba.rate, ==, 1e9);
  g_assert_cmpuint (link->ab.queue_bytes, ==, 64000);
  g_assert_cmpuint (link->ab.queue_packets, ==, UINT64_MAX);
  g_assert_cmpuint (link->ba.queue_packets, ==, 10);
  g_assert_cmpuint (link->ba.queue_bytes, ==, UINT64_MAX);
  g_assert_cmpfloat (link->ab.loss, ==, 0);
  g_assert_cmpfloat (link->ba.loss, ==, 0.5);
  topology_free (t);
}

static void
test_distance (void)
{
  struct topology *t = build (
      "{\"nodes\": [{\"name\": \"a\", \"position\": [0, 0]}, {\"name\": \"b\", "
      "\"position\": [\"3 km\", 4000]}, {\"name\": \"c\", \"position\": [0, "
      "0]}], \"links\": [{\"between\": [\"a\", \"b\"]}, {\"between\": [\"a\", "
      "\"c\"]}], \"minimum_delay\": \"1 us\"}",
      NULL);

  g_assert_cmpint (link_at (t, 0)->ab.delay, ==, 25000);
  g_assert_cmpint (link_at (t, 1)->ab.delay, ==, 1000);
  topology_free (t);
}

/* Nodes and links of the scenario join those of the generator. */
static void
test_joined (void)
{
  struct topology *t = build (
      "{\"generate\": {\"chain\": {\"count\": 3}}, \"nodes\": [\"cn\"], "
      "\"links\": [{\"between\": [\"cn\", \"n2\"], \"delay\": \"10 ms\"}]}",
      NULL);
  g_autofree double *delays = topology_delays (t, 3);

  g_assert_cmpfloat (delays[0], ==, 10e6 + 500 * 5.0);
  g_assert_cmpfloat (delays[1], ==, 10e6);
  topology_free (t);
}

/* Ends of a chain of five: the middle is the most central. */
static void
test_central (void)
{
  struct topology *t
      = build ("{\"generate\": {\"chain\": {\"count\": 5}}}", NULL);
  g_autoptr (GArray) sites = g_array_new (FALSE, FALSE, sizeof (uint32_t));

  for (uint32_t i = 0; i < 5; i++)
    g_array_append_val (sites, i);
  g_assert_cmpint (topology_most_central (t, sites), ==, 2);
  /* Every node between two sites is equally good: the first is taken. */
  g_array_set_size (sites, 0);
  for (uint32_t i = 0; i < 5; i += 4)
    g_array_append_val (sites, i);
  g_assert_cmpint (topology_most_central (t, sites), ==, 0);
  topology_free (t);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/topology/zoo/counts-of-networkx", test_zoo_counts);
  g_test_add_func ("/topology/zoo/delay-of-great-circle", test_zoo_delays);
  g_test_add_func ("/topology/zoo/least-delay", test_zoo_least_delay);
  g_test_add_func ("/topology/zoo/placed-by-neighbours", test_zoo_neighbours);
  g_test_add_func ("/topology/zoo/refused-without-position", test_zoo_reject);
  g_test_add_func ("/topology/zoo/rates", test_zoo_rates);
  g_test_add_func ("/topology/zoo/names-are-unique", test_zoo_names);
  g_test_add_func ("/topology/networkx-file", test_networkx_file);
  g_test_add_func ("/topology/generated/counts", test_generated_counts);
  g_test_add_func ("/topology/generated/delays", test_generated_delays);
  g_test_add_func ("/topology/inline/directions", test_directions);
  g_test_add_func ("/topology/inline/delay-of-distance", test_distance);
  g_test_add_func ("/topology/inline/joins-generated", test_joined);
  g_test_add_func ("/topology/most-central-node", test_central);
  return g_test_run ();
}
