/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicles of a SUMO trace (floating car data).
 *
 * A first pass finds names, bounding box and sample period; the run then reads
 * the trace a second time, step by step, never further ahead than one and a
 * half sample periods, so its memory does not grow with the trace.  Samples of
 * a vehicle are joined by straight segments.  A vehicle enters at its first
 * sample and leaves at its last; after a longer gap than one and a half sample
 * periods it leaves and enters again. */
#include "models/motion/fcd_survey.h"
#include "models/motion/models.h"
#include "models/motion/placement.h"
#include "models/motion/walk.h"

struct fcd_config
{
  char *file;
  struct fcd_filter filter;
  struct placement_config placement;
  double reference[2];  /* longitude, latitude; NAN: the trace is in metres */
  sim_time time_offset; /* SIM_TIME_NONE: the first step is at 0 */
};

static const struct parameter fcd_parameters[]
    = { { .key = "file",
          .type = PARAMETER_FILE,
          .offset = offsetof (struct fcd_config, file),
          .help = "SUMO FCD trace, XML, plain or .gz" },
        { .key = "vehicles",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct fcd_config, filter.vehicles),
          .fallback = "true",
          .help = "vehicles of the trace are nodes" },
        { .key = "persons",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct fcd_config, filter.persons),
          .fallback = "false",
          .help = "persons of the trace are nodes, too" },
        { .key = "placement",
          .type = PARAMETER_INCLUDE,
          .offset = offsetof (struct fcd_config, placement),
          .of = placement_parameters },
        { .key = "reference",
          .type = PARAMETER_POSITION,
          .offset = offsetof (struct fcd_config, reference),
          .help = "[longitude, latitude] that comes to lie on the origin: the "
                  "trace is in degrees (--fcd-output.geo), projected to metres "
                  "around it; if absent the trace is in metres",
          .flags = PARAMETER_OPTIONAL | PARAMETER_SIGNED },
        { .key = "from",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct fcd_config, filter.from),
          .help = "time of the trace before which it is passed over",
          .flags = PARAMETER_OPTIONAL },
        { .key = "until",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct fcd_config, filter.until),
          .help = "time of the trace after which it is passed over",
          .flags = PARAMETER_OPTIONAL },
        { .key = "time_offset",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct fcd_config, time_offset),
          .help = "added to the trace's times; if absent the first time step "
                  "taken is the start of the run",
          .flags = PARAMETER_OPTIONAL | PARAMETER_SIGNED },
        { 0 } };

struct placed_sample
{
  guint vehicle;
  double x, y;
};

/* A step as the run sees it: its time, its places, only its vehicles. */
struct run_step
{
  sim_time time;
  GArray *samples; /* struct placed_sample */
  bool announced;  /* its vehicles know of it */
};

struct trace_vehicle
{
  struct walk walk;
  bool inside;
  sim_time seen; /* of the latest sample announced; it lies at x, y */
  double x, y;
};

struct fcd
{
  struct domain *domain;
  const struct fcd_config *config;
  struct fcd_survey *survey;
  struct fcd_reader *reader;
  struct fcd_step *read; /* the step read last, as it stands in the trace */
  struct placement placement;
  sim_time offset, reach; /* reach: longest gap that is bridged */
  GQueue steps;           /* struct run_step *, by time */
  GQueue idle;            /* of the same, to be used again */
  bool at_end;
  event_kind kind;
  struct trace_vehicle *vehicles;
  unsigned n;
};

/* ---- reading ahead ------------------------------------------------- */

static void
take_sample (struct fcd *fcd, struct run_step *step,
             const struct fcd_sample *sample)
{
  guint i = fcd_survey_find (fcd->survey, fcd_sample_id (fcd->read, sample));
  struct placed_sample placed = {
    .vehicle = i,
    .x = placement_x (&fcd->placement, sample->x),
    .y = placement_y (&fcd->placement, sample->y),
  };

  if (i < fcd->n)
    g_array_append_val (step->samples, placed);
}

static struct run_step *
run_step_new (struct fcd *fcd)
{
  struct run_step *step = g_queue_pop_head (&fcd->idle);

  if (!step)
    {
      step = g_new (struct run_step, 1);
      step->samples = g_array_new (FALSE, FALSE, sizeof (struct placed_sample));
    }
  g_array_set_size (step->samples, 0);
  step->announced = false;
  return step;
}

/* The first pass went through, so only a trace that changed can fail now. */
static void
read_step (struct fcd *fcd)
{
  GError *error = NULL;
  enum fcd_result result = fcd_reader_next (fcd->reader, fcd->read, &error);
  struct run_step *step;

  if (result == FCD_ERROR)
    g_error ("the trace changed during the run: %s", error->message);
  fcd->at_end = result == FCD_END;
  if (fcd->at_end || fcd->read->time + fcd->offset < 0)
    return;
  step = run_step_new (fcd);
  step->time = fcd->read->time + fcd->offset;
  for (guint i = 0; i < fcd->read->samples->len; i++)
    take_sample (fcd, step,
                 &g_array_index (fcd->read->samples, struct fcd_sample, i));
  g_queue_push_tail (&fcd->steps, step);
}

/* Until a step beyond @until is there. */
static void
read_ahead (struct fcd *fcd, sim_time until)
{
  const struct run_step *last = g_queue_peek_tail (&fcd->steps);

  while (!fcd->at_end && (!last || last->time <= until))
    {
      read_step (fcd);
      last = g_queue_peek_tail (&fcd->steps);
    }
}

static void
announce (struct fcd *fcd, struct run_step *step)
{
  step->announced = true;
  for (guint i = 0; i < step->samples->len; i++)
    {
      const struct placed_sample *s
          = &g_array_index (step->samples, struct placed_sample, i);

      fcd->vehicles[s->vehicle].seen = step->time;
      fcd->vehicles[s->vehicle].x = s->x;
      fcd->vehicles[s->vehicle].y = s->y;
    }
}

/* Samples of a vehicle are at least a period apart, so one that has a sample
 * now has at most one more within reach. */
static void
announce_within_reach (struct fcd *fcd, sim_time now)
{
  read_ahead (fcd, now + fcd->reach);
  for (const GList *l = fcd->steps.head; l; l = l->next)
    {
      struct run_step *step = l->data;

      if (step->time <= now + fcd->reach && !step->announced)
        announce (fcd, step);
    }
}

/* ---- running ------------------------------------------------------- */

static void
vehicle_step (struct fcd *fcd, sim_time now, const struct placed_sample *at)
{
  struct trace_vehicle *v = &fcd->vehicles[at->vehicle];
  struct segment segment = { now, v->seen, at->x, at->y, v->x, v->y };

  if (!v->inside)
    walk_enter (&v->walk, at->x, at->y);
  v->inside = v->seen > now;
  if (v->inside)
    walk_along (&v->walk, &segment);
  else
    walk_leave (&v->walk);
}

static void
arm_next_step (struct fcd *fcd)
{
  const struct run_step *next = g_queue_peek_head (&fcd->steps);

  if (next)
    engine_schedule (fcd->domain->sim->engine, next->time, ORIGIN_WORLD,
                     fcd->kind, fcd);
}

static void
fcd_step (struct sim *sim, void *subject)
{
  struct fcd *fcd = subject;
  struct run_step *step = g_queue_pop_head (&fcd->steps);

  (void)sim;
  announce_within_reach (fcd, step->time);
  for (guint i = 0; i < step->samples->len; i++)
    vehicle_step (fcd, step->time,
                  &g_array_index (step->samples, struct placed_sample, i));
  g_queue_push_tail (&fcd->idle, step);
  arm_next_step (fcd);
}

/* ---- life ---------------------------------------------------------- */

static void
run_step_free (void *pointer)
{
  struct run_step *step = pointer;

  g_array_unref (step->samples);
  g_free (step);
}

static void
fcd_free (void *state)
{
  struct fcd *fcd = state;

  if (!fcd)
    return;
  fcd_reader_free (fcd->reader);
  fcd_survey_free (fcd->survey);
  fcd_step_free (fcd->read);
  g_queue_clear_full (&fcd->steps, run_step_free);
  g_queue_clear_full (&fcd->idle, run_step_free);
  g_free (fcd->vehicles);
  g_free (fcd);
}

static bool
fcd_names (const void *config, GPtrArray *names, GError **error)
{
  const struct fcd_config *c = config;
  struct fcd_survey *survey = fcd_survey_new (c->file, &c->filter, error);

  if (!survey)
    return false;
  for (guint i = 0; i < survey->names->len; i++)
    g_ptr_array_add (names, g_strdup (g_ptr_array_index (survey->names, i)));
  fcd_survey_free (survey);
  return true;
}

static bool
fcd_open (struct fcd *fcd, unsigned n, GError **error)
{
  const struct fcd_config *config = fcd->config;

  fcd->survey = fcd_survey_new (config->file, &config->filter, error);
  if (!fcd->survey)
    return false;
  if (fcd->survey->names->len < n)
    {
      g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT,
                   "%s: has %u vehicles, %u are asked for", config->file,
                   fcd->survey->names->len, n);
      return false;
    }
  fcd->reader = fcd_reader_new (config->file, &config->filter, error);
  return fcd->reader && motion_need_cells (fcd->domain, error)
         && placement_make (&fcd->placement, &config->placement,
                            config->reference, fcd->domain, &fcd->survey->box,
                            error);
}

static void
fcd_begin (struct fcd *fcd, struct mobile_node *const *nodes, unsigned n)
{
  sim_time period = fcd->survey->period;

  fcd->offset = fcd->config->time_offset;
  if (fcd->offset == SIM_TIME_NONE)
    fcd->offset = n > 0 ? -fcd->survey->first : 0;
  fcd->reach = period == SIM_TIME_MAX ? 0 : period + period / 2;
  fcd->n = n;
  fcd->vehicles = g_new0 (struct trace_vehicle, n);
  for (unsigned i = 0; i < n; i++)
    {
      walk_init (&fcd->vehicles[i].walk, nodes[i], NULL);
      fcd->vehicles[i].seen = SIM_TIME_NONE;
    }
  read_ahead (fcd, -1);
  arm_next_step (fcd);
}

static bool
fcd_start (struct domain *domain, const void *config,
           struct mobile_node *const *nodes, unsigned n, void **state,
           GError **error)
{
  struct fcd *fcd = g_new0 (struct fcd, 1);

  fcd->domain = domain;
  fcd->config = config;
  fcd->read = fcd_step_new ();
  fcd->kind = engine_kind (domain->sim->engine, "motion-fcd", fcd_step);
  if (!fcd_open (fcd, n, error))
    {
      fcd_free (fcd);
      return false;
    }
  fcd_begin (fcd, nodes, n);
  *state = fcd;
  return true;
}

static const struct motion_model model = {
  .names = fcd_names,
  .start = fcd_start,
  .free = fcd_free,
};

const struct variant motion_fcd = {
  .name = "fcd",
  .help = "follows the vehicles of a SUMO trace (FCD XML, plain or .gz)",
  .of = fcd_parameters,
  .size = sizeof (struct fcd_config),
  .implementation = &model,
};
