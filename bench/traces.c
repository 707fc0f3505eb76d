/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading traces: SUMO FCD and ns-2 movements, CPU time per record (a position
 * of a vehicle, a setdest).  The traces are made here, of vehicles that stand
 * for each other in size and digits.
 *
 *   traces [VEHICLES [STEPS [FILE]]]
 *
 * FILE is where the FCD trace is left, for others to read. */
#include <glib.h>
#include <glib/gstdio.h>

#include "bench/bench.h"
#include "models/motion/fcd_survey.h"
#include "models/motion/ns2_trace.h"

#define WINDOWS 5

static void
write_fcd (GString *text, uint64_t vehicles, uint64_t steps)
{
  g_string_append (text, "<fcd-export>\n");
  for (uint64_t t = 0; t < steps; t++)
    {
      g_string_append_printf (
          text, "  <timestep time=\"%" G_GUINT64_FORMAT ".00\">\n", t);
      for (uint64_t v = 0; v < vehicles; v++)
        g_string_append_printf (
            text,
            "    <vehicle id=\"veh.%" G_GUINT64_FORMAT
            "\" x=\"%.2f\" y=\"%.2f\" angle=\"90.00\" type=\"car\" "
            "speed=\"13.89\" pos=\"5.10\" lane=\"A0B0_0\" slope=\"0.00\"/>\n",
            v, (double)t * 13.89, (double)v * 3.2);
      g_string_append (text, "  </timestep>\n");
    }
  g_string_append (text, "</fcd-export>\n");
}

static void
write_ns2 (GString *text, uint64_t vehicles, uint64_t steps)
{
  for (uint64_t v = 0; v < vehicles; v++)
    g_string_append_printf (text,
                            "$node_(%" G_GUINT64_FORMAT ") set X_ 0.0\n"
                            "$node_(%" G_GUINT64_FORMAT ") set Y_ %.2f\n",
                            v, v, (double)v * 3.2);
  for (uint64_t t = 0; t < steps; t++)
    for (uint64_t v = 0; v < vehicles; v++)
      g_string_append_printf (text,
                              "$ns_ at %" G_GUINT64_FORMAT
                              ".0 \"$node_(%" G_GUINT64_FORMAT
                              ") setdest %.2f %.2f 13.89\"\n",
                              t, v, (double)t * 13.89, (double)v * 3.2);
}

static void
read_fcd (void *path, uint64_t ops)
{
  const struct fcd_filter all = { true, false, SIM_TIME_NONE, SIM_TIME_NONE };

  while (ops--)
    fcd_survey_free (fcd_survey_new (path, &all, NULL));
}

static void
read_ns2 (void *path, uint64_t ops)
{
  while (ops--)
    ns2_trace_free (ns2_trace_new (path, NULL, NULL));
}

typedef void trace_writer (GString *text, uint64_t vehicles, uint64_t steps);

static void
traces_bench (const char *what, trace_writer *write, bench_work *work,
              uint64_t vehicles, uint64_t steps, const char *keep)
{
  const double records = (double)(vehicles * steps);
  GString *text = g_string_new (NULL);
  char *path = g_strdup (keep);
  const int fd = keep ? -1 : g_file_open_tmp ("trace-XXXXXX", &path, NULL);
  struct bench_result result;

  write (text, vehicles, steps);
  if ((!keep && (fd < 0 || !g_close (fd, NULL)))
      || !g_file_set_contents (path, text->str, (gssize)text->len, NULL))
    g_error ("no temporary file");
  result = bench_measure (work, path, 1, WINDOWS);
  printf ("{\"bench\":\"traces\",\"what\":\"%s\",\"records\":%.0f,"
          "\"octets\":%zu,\"records_per_s\":%.0f,",
          what, records, text->len, records / result.median * 1e9);
  bench_print (&result);
  printf ("}\n");
  if (!keep)
    g_unlink (path);
  g_free (path);
  g_string_free (text, TRUE);
}

int
main (int argc, char **argv)
{
  const uint64_t vehicles = bench_argument (argc, argv, 1, 1000);
  const uint64_t steps = bench_argument (argc, argv, 2, 100);

  traces_bench ("fcd", write_fcd, read_fcd, vehicles, steps,
                argc > 3 ? argv[3] : NULL);
  traces_bench ("ns2", write_ns2, read_ns2, vehicles, steps, NULL);
  return 0;
}
