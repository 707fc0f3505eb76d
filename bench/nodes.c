/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mobile node costs before anything moves: octets of resident memory
 * and CPU time per node, stage by stage.  "total" is all stages but "flow".
 *
 *   nodes [NODES [ROUTERS [WHAT]]]
 *
 * Without arguments: 10^4, 10^5 and 10^6 nodes on 1000 routers, "host" alone
 * and under every architecture.  Each line comes from a process of its own, so
 * that one's freed memory is not the next one's. */
#include <glib.h>
#include <math.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/bench.h"
#include "bench/scene.h"
#include "models/access/access.h"

/* Attachments follow each other so closely.  Few packets are under way at a
 * time, so it is the nodes that are measured. */
#define SPACING (10 * SIM_MICROSECOND)
#define SETTLE SIM_SECOND

struct stage
{
  const char *name;
  uint64_t octets; /* resident when it began */
  double ns;       /* CPU time when it began */
};

static struct stage
stage_begin (const char *name)
{
  return (struct stage){ name, bench_resident (), bench_cpu_ns () };
}

/* Prints what the stage took of each of @n nodes. */
static void
stage_end (const struct stage *stage, uint64_t n)
{
  const double octets = (double)bench_resident () - (double)stage->octets;

  printf (",\"%s_bytes\":%.0f,\"%s_us\":%.2f", stage->name, octets / (double)n,
          stage->name, (bench_cpu_ns () - stage->ns) / (double)n / 1e3);
}

static void
line_begin (const char *what, uint64_t n, uint64_t routers)
{
  printf ("{\"bench\":\"nodes\",\"what\":\"%s\",\"nodes\":%" G_GUINT64_FORMAT
          ",\"routers\":%" G_GUINT64_FORMAT,
          what, n, routers);
}

/* ---- hosts alone --------------------------------------------------- */

static void
hosts_bench (const char *what, uint64_t n, uint64_t routers)
{
  struct sim *sim = sim_new (1, 0);
  const struct stage host = stage_begin ("host");

  for (uint64_t i = 0; i < n; i++)
    {
      char name[32];

      g_snprintf (name, sizeof name, "mn-%" G_GUINT64_FORMAT, i);
      network_add_access_link (
          sim->network, network_add_host (sim->network, name),
          &channel_config_default, &channel_config_default);
    }
  line_begin (what, n, routers);
  stage_end (&host, n);
  printf ("}\n");
  sim_free (sim);
}

/* ---- mobile nodes -------------------------------------------------- */

static void
add_nodes (struct domain *domain, uint64_t n)
{
  for (uint64_t i = 0; i < n; i++)
    {
      char name[32];

      g_snprintf (name, sizeof name, "mn-%" G_GUINT64_FORMAT, i);
      domain_add_mobile_node (domain, name, 1);
    }
}

static struct mobile_node *const *
nodes_of (const struct domain *domain, uint64_t n)
{
  return (struct mobile_node *const *)domain->mobile_nodes->pdata
         + (domain->mobile_nodes->len - n);
}

static void
attach_nodes (struct domain *domain, uint64_t n)
{
  struct engine *engine = domain->sim->engine;
  struct mobile_node *const *nodes = nodes_of (domain, n);

  for (uint64_t i = 0; i < n; i++)
    {
      engine_run (engine, engine_now (engine) + SPACING);
      access_enter (nodes[i], g_ptr_array_index (domain->routers,
                                                 i % domain->routers->len));
    }
  engine_run (engine, engine_now (engine) + SETTLE);
}

static void
start_flows (struct simulation *simulation, uint64_t n)
{
  struct domain *domain = simulation->domain;
  struct engine *engine = simulation->sim->engine;

  traffic_add (domain->traffic, simulation->scenario->traffic.items,
               nodes_of (domain, n), (unsigned)n,
               g_ptr_array_index (domain->correspondents, 0));
  engine_run (engine, SCENE_FLOWS + SETTLE);
}

static void
nodes_bench (const char *architecture, uint64_t n, uint64_t routers)
{
  scenario *s = scene_load (architecture, routers, 1, "\"3600 s\"");
  struct simulation *simulation = scene_wire (s);
  struct stage total, stage;

  line_begin (architecture, n, routers);
  total = stage_begin ("total");
  stage = stage_begin ("domain");
  add_nodes (simulation->domain, n);
  stage_end (&stage, n);
  stage = stage_begin ("attached");
  attach_nodes (simulation->domain, n);
  stage_end (&stage, n);
  stage_end (&total, n);
  stage = stage_begin ("flow");
  start_flows (simulation, n);
  stage_end (&stage, n);
  printf (",\"resident\":%" G_GUINT64_FORMAT "}\n", bench_resident ());
  simulation_free (simulation);
  scenario_free (s);
}

/* ---- all ----------------------------------------------------------- */

typedef void nodes_case (const char *what, uint64_t n, uint64_t routers);

static void
run_apart (nodes_case *call, const char *what, uint64_t n, uint64_t routers)
{
  int status = 0;
  pid_t child;

  fflush (stdout);
  child = fork ();
  if (child == 0)
    {
      call (what, n, routers);
      fflush (stdout);
      _exit (0);
    }
  if (child < 0 || waitpid (child, &status, 0) != child || status != 0)
    g_error ("no figures for %s", what);
}

int
main (int argc, char **argv)
{
  static const uint64_t sizes[] = { 10000, 100000, 1000000 };
  const uint64_t one = bench_argument (argc, argv, 1, 0);
  const uint64_t routers = bench_argument (argc, argv, 2, 1000);

  for (size_t i = 0; i < (one > 0 ? 1 : G_N_ELEMENTS (sizes)); i++)
    {
      const uint64_t n = one > 0 ? one : sizes[i];

      if (bench_wants (argc, argv, 3, "host"))
        run_apart (hosts_bench, "host", n, routers);
      for (int a = 0; scene_architectures[a]; a++)
        if (bench_wants (argc, argv, 3, scene_architectures[a]))
          run_apart (nodes_bench, scene_architectures[a], n, routers);
    }
  return 0;
}
