/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/motion/fcd_survey.h"

guint
fcd_survey_find (const struct fcd_survey *survey, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (survey->by_name, name)) - 1;
}

static guint
find_or_add (struct fcd_survey *survey, const char *name)
{
  guint i = fcd_survey_find (survey, name);
  sim_time never = SIM_TIME_NONE;
  char *own;

  if (i != G_MAXUINT)
    return i;
  own = g_strdup (name);
  i = survey->names->len;
  g_ptr_array_add (survey->names, own);
  g_array_append_val (survey->last, never);
  g_hash_table_insert (survey->by_name, own, GUINT_TO_POINTER (i + 1));
  return i;
}

static bool
survey_sample (struct fcd_survey *survey, sim_time time, const char *name,
               const struct fcd_sample *sample)
{
  guint i = find_or_add (survey, name);
  sim_time *last = &g_array_index (survey->last, sim_time, i);

  if (*last == time)
    return false;
  if (*last != SIM_TIME_NONE)
    survey->period = MIN (survey->period, time - *last);
  *last = time;
  trace_box_add (&survey->box, sample->x, sample->y);
  return true;
}

static bool
survey_step (struct fcd_survey *survey, const struct fcd_reader *reader,
             const struct fcd_step *step, GError **error)
{
  if (survey->first == SIM_TIME_NONE)
    survey->first = step->time;
  for (guint i = 0; i < step->samples->len; i++)
    {
      const struct fcd_sample *sample
          = &g_array_index (step->samples, struct fcd_sample, i);
      const char *name = fcd_sample_id (step, sample);

      if (!survey_sample (survey, step->time, name, sample))
        {
          fcd_reader_error (reader, error, "\"%s\" is twice in this time step",
                            name);
          return false;
        }
    }
  return true;
}

static bool
survey_read (struct fcd_survey *survey, struct fcd_reader *reader,
             GError **error)
{
  struct fcd_step *step = fcd_step_new ();
  enum fcd_result result;
  bool ok = true;

  while (ok && (result = fcd_reader_next (reader, step, error)) == FCD_STEP)
    ok = survey_step (survey, reader, step, error);
  fcd_step_free (step);
  return ok && result == FCD_END;
}

struct fcd_survey *
fcd_survey_new (const char *path, const struct fcd_filter *filter,
                GError **error)
{
  struct fcd_reader *reader = fcd_reader_new (path, filter, error);
  struct fcd_survey *survey;
  bool ok;

  if (!reader)
    return NULL;
  survey = g_new (struct fcd_survey, 1);
  *survey = (struct fcd_survey){
    .names = g_ptr_array_new_with_free_func (g_free),
    .by_name = g_hash_table_new (g_str_hash, g_str_equal),
    .last = g_array_new (FALSE, FALSE, sizeof (sim_time)),
    .first = SIM_TIME_NONE,
    .period = SIM_TIME_MAX,
    .box = trace_box_empty,
  };
  ok = survey_read (survey, reader, error);
  fcd_reader_free (reader);
  if (ok)
    return survey;
  fcd_survey_free (survey);
  return NULL;
}

void
fcd_survey_free (struct fcd_survey *survey)
{
  if (!survey)
    return;
  g_hash_table_unref (survey->by_name);
  g_ptr_array_unref (survey->names);
  g_array_unref (survey->last);
  g_free (survey);
}
