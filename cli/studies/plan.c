/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studies/plan.h"

#include <string.h>

#include "cli/verbs.h"

/* ---- making -------------------------------------------------------------- */

static bool
check_points (plan *p)
{
  unsigned n = sweep_n_points (p->points);

  p->point_digests = g_new0 (char *, n + 1);
  for (unsigned i = 0; i < n; i++)
    {
      GError *error = NULL;
      scenario *s = sweep_point_scenario (p->points, i, &error);

      if (s == NULL)
        {
          message_error (error);
          return false;
        }
      p->point_digests[i] = scenario_run_digest (s);
      scenario_free (s);
    }
  return true;
}

static void
add_axes (const plan *p, study *out)
{
  const sweep *w = p->points;

  out->n_axes = sweep_n_axes (w);
  out->axes = g_new0 (struct study_axis, MAX (1, out->n_axes));
  for (unsigned a = 0; a < out->n_axes; a++)
    {
      struct study_axis *axis = &out->axes[a];

      axis->name = g_strdup (sweep_axis_path (w, a));
      axis->n_values = sweep_axis_size (w, a);
      axis->values = g_new0 (struct study_value, axis->n_values);
      for (unsigned v = 0; v < axis->n_values; v++)
        axis->values[v] = (struct study_value){ sweep_value_text (w, a, v),
                                                sweep_value_number (w, a, v) };
    }
}

static void
add_runs (const plan *p, study *out)
{
  out->n_points = sweep_n_points (p->points);
  out->points = g_new0 (unsigned, (size_t)out->n_points *MAX (1, out->n_axes));
  for (unsigned i = 0; i < out->n_points; i++)
    for (unsigned a = 0; a < out->n_axes; a++)
      out->points[(size_t)i * out->n_axes + a]
          = sweep_value_index (p->points, i, a);
  out->replications = (uint64_t)p->base->replications;
  out->digests = g_new0 (char *, study_n_runs (out) + 1);
  for (uint64_t r = 0; r < out->replications; r++)
    for (unsigned i = 0; i < out->n_points; i++)
      {
        g_autofree char *text
            = g_strdup_printf ("%s %" G_GUINT64_FORMAT, p->point_digests[i], r);

        out->digests[study_run (out, r, i)]
            = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
      }
}

static study *
study_of (const plan *p)
{
  study *out = study_new ();

  out->title = g_strdup (p->base->title);
  out->name = scenario_name (p->base->path);
  out->scenario = scenario_standing_alone (p->base);
  add_axes (p, out);
  add_runs (p, out);
  return out;
}

plan *
plan_new (const char *path, const struct loading_options *options)
{
  g_autoptr (plan) p = g_new0 (plan, 1);
  GError *error = NULL;

  p->shards = 1;
  p->base = load (path, options, NULL);
  if (p->base == NULL)
    return NULL;
  p->points = sweep_new (p->base, &error);
  if (p->points == NULL)
    {
      message_error (error);
      return NULL;
    }
  if (!check_points (p))
    return NULL;
  p->study = study_of (p);
  p->states = g_new0 (enum run_state, study_n_runs (p->study));
  return g_steal_pointer (&p);
}

/* Indices of runs stay what they are, as replications are outermost. */
void
plan_grow (plan *p, uint64_t replications)
{
  size_t before = study_n_runs (p->study), after;

  if ((uint64_t)p->base->replications == replications)
    return;
  p->base->replications = (int64_t)replications;
  study_free (p->study);
  p->study = study_of (p);
  after = study_n_runs (p->study);
  p->states = g_renew (enum run_state, p->states, after);
  for (size_t i = before; i < after; i++)
    p->states[i] = RUN_MISSING;
  p->looked = MIN (p->looked, after);
}

char *
plan_digest (const plan *p)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (size_t i = 0; i < study_n_runs (p->study); i++)
    g_checksum_update (sum, (const guchar *)p->study->digests[i], -1);
  g_checksum_update (sum, (const guchar *)dmmsim_version, -1);
  g_checksum_update (sum, (const guchar *)dmmsim_commit, -1);
  return g_strdup (g_checksum_get_string (sum));
}

void
plan_free (plan *p)
{
  if (p == NULL)
    return;
  g_free (p->states);
  study_free (p->study);
  g_strfreev (p->point_digests);
  sweep_free (p->points);
  scenario_free (p->base);
  g_free (p);
}

/* ---- looking ------------------------------------------------------------- */

char *
failed_path (const char *folder, const char *digest, const char *ending)
{
  g_autofree char *name = g_strconcat (digest, ending, NULL);

  return g_build_filename (folder, "failed", name, NULL);
}

static bool
is_own_version (const study_record *record)
{
  return g_strcmp0 (record->version, dmmsim_version) == 0
         && g_strcmp0 (record->commit != NULL ? record->commit : "",
                       dmmsim_commit)
                == 0;
}

static enum run_state
state_of (const char *folder, const char *digest, size_t *foreign)
{
  g_autofree char *path = study_record_path (folder, digest);
  g_autofree char *failed = failed_path (folder, digest, ".json");
  g_autoptr (study_record) record = NULL;
  GError *error = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return g_file_test (failed, G_FILE_TEST_EXISTS) ? RUN_FAILED : RUN_MISSING;
  record = study_record_read (path, &error);
  if (record == NULL)
    {
      message_error (error);
      return RUN_MISSING;
    }
  *foreign += !is_own_version (record);
  return RUN_HELD;
}

bool
plan_look (plan *p, const char *folder, bool mixed)
{
  size_t foreign = 0;

  for (; p->looked < study_n_runs (p->study); p->looked++)
    p->states[p->looked]
        = state_of (folder, p->study->digests[p->looked], &foreign);
  if (foreign == 0 || mixed)
    return true;
  message ("%s: %zu of its records were made by another version or commit of "
           "dmmsim; take another folder, or --allow-mixed",
           folder, foreign);
  return false;
}

bool
plan_has (const plan *p, size_t run)
{
  return run % p->shards == p->shard;
}

unsigned
plan_point (const plan *p, size_t run)
{
  return (unsigned)(run % p->study->n_points);
}

uint64_t
plan_replication (const plan *p, size_t run)
{
  return run / p->study->n_points;
}

char *
plan_run_text (const plan *p, size_t run)
{
  g_autofree char *point = sweep_point_text (p->points, plan_point (p, run));

  return g_strdup_printf ("%s%sreplication %" G_GUINT64_FORMAT, point,
                          point[0] != '\0' ? ", " : "",
                          plan_replication (p, run));
}
