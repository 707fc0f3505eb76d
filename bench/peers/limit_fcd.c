/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limit of reading FCD traces: one pass of libxml2's SAX parser that counts
 * vehicles and looks at nothing.
 *
 *   limit_fcd FILE [WINDOWS] */
#include <glib.h>
#include <libxml/parser.h>
#include <string.h>

#include "bench/bench.h"

static void
start_element (void *data, const xmlChar *name, const xmlChar *prefix,
               const xmlChar *uri, int n_namespaces, const xmlChar **namespaces,
               int n_attributes, int n_defaulted, const xmlChar **attributes)
{
  uint64_t *vehicles = data;

  (void)prefix, (void)uri, (void)n_namespaces, (void)namespaces;
  (void)n_attributes, (void)n_defaulted, (void)attributes;
  *vehicles += strcmp ((const char *)name, "vehicle") == 0;
}

static uint64_t
count_vehicles (const char *path)
{
  xmlSAXHandler handler
      = { .initialized = XML_SAX2_MAGIC, .startElementNs = start_element };
  uint64_t vehicles = 0;

  if (xmlSAXUserParseFile (&handler, &vehicles, path) != 0)
    g_error ("%s: not read", path);
  return vehicles;
}

static void
read_file (void *path, uint64_t ops)
{
  while (ops--)
    count_vehicles (path);
}

int
main (int argc, char **argv)
{
  const unsigned windows = (unsigned)bench_argument (argc, argv, 2, 5);
  struct bench_result result;
  double records;

  if (argc < 2)
    g_error ("which file?");
  records = (double)count_vehicles (argv[1]);
  result = bench_measure (read_file, argv[1], 1, windows);
  printf ("{\"bench\":\"limit_fcd\",\"records\":%.0f,\"records_per_s\":%.0f,",
          records, records / result.median * 1e9);
  bench_print (&result);
  printf ("}\n");
  xmlCleanupParser ();
  return 0;
}
