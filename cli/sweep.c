/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim sweep FILE: the runs of a study that its folder does not hold yet. */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "cli/limits.h"
#include "cli/studies/folder.h"
#include "cli/studies/merge.h"
#include "cli/studies/plan.h"
#include "cli/studies/progress.h"
#include "cli/studies/ranks.h"
#include "cli/studies/slurm.h"
#include "cli/studies/study_run.h"
#include "cli/studies/until.h"
#include "cli/studies/workers.h"
#include "cli/verbs.h"

#define WORKERS_MAX 4096
#define WORKERS_UNSAID G_MININT

struct sweep_options
{
  struct loading_options loading;
  struct until_options until;
  struct limit_options limit_options;
  struct limits limits;
  char *output, *shard;
  int workers; /* WORKERS_UNSAID: one per processor, one under MPI */
  gboolean dry_run, retry_failed, allow_mixed, keep, merge, emit_slurm;
  unsigned shard_index, shards;
};

/* A sweep at work. */
struct sweeping
{
  const struct sweep_options *options;
  plan *plan;
  ranks *ranks; /* NULL: this process alone */
  until *until; /* NULL: as many replications as the scenario says */
  const char *folder;
  struct sweep_progress progress;
  size_t seen; /* runs that were asked for so far, in canonical order */
  size_t held, made, failed, old_failed; /* of these, runs of the shard */
  int lock;                              /* descriptor, or -1 */
};

/* ---- options ------------------------------------------------------------- */

/* "I/N"; N/N is 0/N, so that shards can be counted from 0 or from 1. */
static bool
parse_shard (struct sweep_options *options)
{
  g_auto (GStrv) parts
      = g_strsplit (options->shard ? options->shard : "0/1", "/", -1);
  guint64 index, shards;

  if (g_strv_length (parts) != 2
      || !g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXINT, &shards, NULL)
      || !g_ascii_string_to_unsigned (parts[0], 10, 0, shards, &index, NULL))
    {
      message ("--shard %s: expected I/N, shard I of N, counted from 0 or from "
               "1",
               options->shard);
      return false;
    }
  options->shard_index = (unsigned)(index % shards);
  options->shards = (unsigned)shards;
  return true;
}

/* Shards know nothing of each other, whoever starts them. */
static bool
among_ranks (const struct sweep_options *options)
{
  return options->shard == NULL && ranks_launched () > 1;
}

static bool
options_good (struct sweep_options *options)
{
  if (!verb_folder_good (options->output))
    return false;
  if (options->workers == WORKERS_UNSAID)
    options->workers = among_ranks (options) ? 1 : (int)g_get_num_processors ();
  if (options->workers < 1 || options->workers > WORKERS_MAX)
    {
      message ("--jobs %d: expected 1 to %d processes", options->workers,
               WORKERS_MAX);
      return false;
    }
  if (options->until.rules != NULL
      && (options->shard != NULL || options->emit_slurm))
    {
      message ("--until looks at all runs, a shard has but its own: one of "
               "them, please");
      return false;
    }
  if (!until_options_used (&options->until))
    return false;
  if (among_ranks (options) && g_strcmp0 (options->loading.seed, "random") == 0)
    {
      message ("--seed random: every rank would draw another; give a number");
      return false;
    }
  return parse_shard (options);
}

/* What writers that were killed left under temporary names of runs that are
 * ours. */
static void
remove_leavings (const struct sweeping *s)
{
  g_autofree char *runs = g_build_filename (s->folder, "runs", NULL);
  g_autoptr (GHashTable) ours = g_hash_table_new (g_str_hash, g_str_equal);
  GDir *dir = g_dir_open (runs, 0, NULL);
  const char *name;

  for (size_t i = 0; i < study_n_runs (s->plan->study); i++)
    if (plan_has (s->plan, i))
      g_hash_table_add (ours, s->plan->study->digests[i]);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *digest = g_strndup (name, strcspn (name, "."));
      g_autofree char *path = g_build_filename (runs, name, NULL);

      if (!g_str_has_suffix (name, ".json")
          && g_hash_table_contains (ours, digest))
        g_unlink (path);
    }
  if (dir != NULL)
    g_dir_close (dir);
}

/* ---- runs ---------------------------------------------------------------- */

/* Other ranks are not told of replications that were added. */
static int
work (size_t run, void *data)
{
  const struct sweeping *s = data;

  if (s->lock >= 0)
    close (s->lock); /* it is held as long as the sweep lives, not longer */
  if (run >= study_n_runs (s->plan->study))
    plan_grow (s->plan, plan_replication (s->plan, run) + 1);
  return study_run_make (s->plan, run, s->folder, s->options->keep,
                         &s->options->limits);
}

/* Killed from outside: it says nothing of the run, which is merely missing. */
static bool
was_killed (const struct worker_end *end)
{
  return end->signal == SIGKILL || end->signal == SIGTERM
         || end->signal == SIGINT || end->signal == SIGHUP;
}

static void
tell_failure (const struct sweeping *s, size_t run,
              const struct worker_end *end)
{
  g_autofree char *text = plan_run_text (s->plan, run);
  g_autofree char *path
      = failed_path (s->folder, s->plan->study->digests[run], ".json");
  g_autofree char *quoted = g_shell_quote (path);

  if (end->signal != 0)
    message ("run failed: %s: %s", text, strsignal (end->signal));
  else
    message ("run failed: %s: exit status %d", text, end->status);
  fputs (end->said, stderr);
  if (was_killed (end))
    message ("the next sweep makes it again");
  else
    message ("to see it again: dmmsim run --replication %" G_GUINT64_FORMAT
             " %s",
             plan_replication (s->plan, run), quoted);
}

static void
ended (size_t run, const struct worker_end *end, void *data)
{
  struct sweeping *s = data;
  bool good = end->signal == 0 && end->status == EXIT_OK;

  sweep_progress_done (&s->progress, plan_point (s->plan, run), end->seconds,
                       !good);
  if (good)
    {
      s->made++;
      if (s->plan->states[run] == RUN_FAILED)
        study_run_succeeded (s->plan, run, s->folder);
      return;
    }
  s->failed++;
  sweep_progress_clear (&s->progress);
  if (!was_killed (end))
    study_run_failed (s->plan, run, s->folder, end->said);
  tell_failure (s, run, end);
}

static void
idle (void *data)
{
  struct sweeping *s = data;

  sweep_progress_show (&s->progress);
}

/* Indices of the runs to make that were not seen before, in canonical order.
 * (transfer full) */
static GArray *
runs_to_make (struct sweeping *s)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (size_t));

  for (; s->seen < study_n_runs (s->plan->study); s->seen++)
    {
      enum run_state state = s->plan->states[s->seen];

      if (!plan_has (s->plan, s->seen))
        continue;
      s->held += state == RUN_HELD;
      if (state == RUN_FAILED && !s->options->retry_failed)
        s->old_failed++;
      else if (state != RUN_HELD)
        g_array_append_val (runs, s->seen);
    }
  return runs;
}

static bool
make_runs (struct sweeping *s)
{
  g_autoptr (GArray) runs = runs_to_make (s);
  const struct worker_pool pool = {
    .n_workers = (unsigned)s->options->workers,
    .jobs = (const size_t *)(const void *)runs->data,
    .n_jobs = runs->len,
    .work = work,
    .ended = ended,
    .idle = idle,
    .data = s,
  };
  bool ok;

  remove_leavings (s);
  sweep_progress_begin (&s->progress, s->plan->study->n_points,
                        s->ranks != NULL ? ranks_workers (s->ranks)
                                         : pool.n_workers);
  for (unsigned i = 0; i < runs->len; i++)
    sweep_progress_expect (&s->progress, plan_point (s->plan, pool.jobs[i]));
  ok = s->ranks != NULL ? ranks_run (s->ranks, &pool) : workers_run (&pool);
  sweep_progress_end (&s->progress);
  return ok;
}

/* The runs there are, and those that sequential stopping adds to them. */
static bool
make_all (struct sweeping *s)
{
  bool ok = make_runs (s), more = s->until != NULL;

  while (ok && more && !interrupt_came ())
    ok = until_look (s->until, s->plan, s->folder, &more)
         && (!more
             || (study_folder_update (s->folder, s->plan->study)
                 && plan_look (s->plan, s->folder, s->options->allow_mixed)
                 && make_runs (s)));
  return ok;
}

static void
tell_outcome (const struct sweeping *s)
{
  message ("%zu runs made, %zu held before, %zu failed%s; results in %s",
           s->made, s->held, s->failed + s->old_failed,
           s->old_failed > 0
               ? " (--retry-failed makes those that did before again)"
               : "",
           s->folder);
}

static int
sweep_folder (struct sweeping *s)
{
  bool ok;

  if (!plan_look (s->plan, s->folder, s->options->allow_mixed))
    return EXIT_BAD_INPUT;
  interrupt_listen ();
  ok = make_all (s);
  ok = study_folder_results (s->folder, s->plan->study) && ok;
  tell_outcome (s);
  if (interrupt_came ())
    {
      message ("interrupted: what was made is saved");
      return EXIT_INTERRUPTED;
    }
  if (!ok)
    return EXIT_RUN_FAILED;
  return s->failed + s->old_failed > 0 ? EXIT_SOME_FAILED : EXIT_OK;
}

/* ---- dry run ------------------------------------------------------------- */

/* Digest, state, replication, then the value of each axis. */
static int
dry_run (const struct sweeping *s)
{
  static const char *const states[] = {
    [RUN_MISSING] = "missing", [RUN_HELD] = "held", [RUN_FAILED] = "failed"
  };
  const study *whole = s->plan->study;

  if (!plan_look (s->plan, s->folder, true))
    return EXIT_BAD_INPUT;
  printf ("digest\tstate\treplication");
  for (unsigned a = 0; a < whole->n_axes; a++)
    printf ("\t%s", whole->axes[a].name);
  putchar ('\n');
  for (size_t i = 0; i < study_n_runs (whole); i++)
    {
      if (!plan_has (s->plan, i))
        continue;
      printf ("%s\t%s\t%" G_GUINT64_FORMAT, whole->digests[i],
              states[s->plan->states[i]], plan_replication (s->plan, i));
      for (unsigned a = 0; a < whole->n_axes; a++)
        {
          g_autofree char *label = study_value_label (
              study_value_at (whole, plan_point (s->plan, i), a));

          printf ("\t%s", label);
        }
      putchar ('\n');
    }
  return EXIT_OK;
}

/* ---- the verb ------------------------------------------------------------ */

/* The folder is a study's from then on, so that it may be written into. */
static int
emit_slurm (struct sweeping *s, const char *path)
{
  int status = EXIT_BAD_INPUT;

  if (study_folder_open (s->folder, s->plan->study, false, &s->lock))
    status = slurm_emit (path, s->folder, s->plan->study->name,
                         (unsigned)s->options->workers, &s->options->loading,
                         &s->options->limit_options);
  if (s->lock >= 0)
    close (s->lock);
  return status;
}

/* What to do with a plan, once there is one. */
static int
sweep_plan (struct sweeping *s, const char *path)
{
  const struct sweep_options *options = s->options;
  int status = EXIT_BAD_INPUT;

  if (s->until != NULL)
    until_begin (s->until, s->plan);
  if (options->dry_run)
    return dry_run (s);
  if (options->emit_slurm)
    return emit_slurm (s, path);
  if (study_folder_open (s->folder, s->plan->study, options->shards > 1,
                         &s->lock))
    status = sweep_folder (s);
  if (s->lock >= 0)
    close (s->lock);
  return status;
}

static int
serve (struct sweeping *s)
{
  const struct worker_pool pool
      = { .n_workers = (unsigned)s->options->workers, .work = work, .data = s };

  interrupt_listen ();
  ranks_serve (s->ranks, &pool);
  return interrupt_came () ? EXIT_INTERRUPTED : EXIT_OK;
}

static bool
same_everywhere (ranks *r, const plan *p)
{
  g_autofree char *digest = p != NULL ? plan_digest (p) : g_strdup ("none");

  return ranks_agree (r, digest) && p != NULL;
}

/* Rank 0 makes the plan first, so that what is wrong with it is told once. */
static plan *
plan_for_all (const struct sweeping *s, const char *path,
              const struct loading_options *loading)
{
  g_autoptr (plan) p = NULL;
  bool good = false;

  if (ranks_rank (s->ranks) == 0)
    good = (p = plan_new (path, loading)) != NULL;
  if (s->ranks == NULL)
    return g_steal_pointer (&p);
  ranks_share (s->ranks, &good, sizeof good);
  if (!good)
    return NULL;
  if (p == NULL)
    p = plan_new (path, loading);
  if (same_everywhere (s->ranks, p))
    return g_steal_pointer (&p);
  if (ranks_rank (s->ranks) == 0)
    message ("%s: not all ranks find the same study there, or they are not of "
             "the same version",
             path);
  return NULL;
}

static int
sweep_file (struct sweeping *s, const char *path)
{
  const struct sweep_options *options = s->options;
  g_autofree char *folder = NULL;
  g_autoptr (plan) p = plan_for_all (s, path, &options->loading);

  if (p == NULL)
    return EXIT_BAD_INPUT;
  p->shard = options->shard_index;
  p->shards = options->shards;
  folder = options->output != NULL
               ? g_strdup (options->output)
               : g_build_filename ("results", p->study->name, NULL);
  s->plan = p;
  s->folder = folder;
  return ranks_rank (s->ranks) == 0 ? sweep_plan (s, path) : serve (s);
}

static int
sweep_joined (const struct sweep_options *options, const char *path)
{
  struct sweeping s = { .options = options, .lock = -1 };
  int status = EXIT_BAD_INPUT;

  if (options->until.rules != NULL)
    {
      s.until = until_new (&options->until);
      if (s.until == NULL)
        return EXIT_BAD_INPUT;
    }
  if (!among_ranks (options)
      || (s.ranks = ranks_new ((unsigned)options->workers)) != NULL)
    status = sweep_file (&s, path);
  ranks_free (s.ranks);
  until_free (s.until);
  return status;
}

static int
merge_folders (const struct sweep_options *options, int argc, char **argv)
{
  if (argc >= 2 && options->output != NULL && options->output[0] != '\0')
    return study_merge (options->output, argv + 1, options->allow_mixed);
  message ("which folders, and into which? dmmsim sweep --merge -o DIR "
           "FOLDER...");
  return EXIT_BAD_INPUT;
}

/* "-j2" as make has it, which GOption takes for two options: "--jobs=2". */
static void
spell_out_jobs (int argc, char **argv, char **spelt)
{
  for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
    if (g_str_has_prefix (argv[i], "-j") && argv[i][2] != '\0')
      {
        g_free (*spelt);
        argv[i] = *spelt = g_strdup_printf ("--jobs=%s", argv[i] + 2);
      }
}

int
verb_sweep (int argc, char **argv)
{
  g_autofree char *jobs = NULL;
  struct sweep_options options
      = { .until = UNTIL_DEFAULTS, .workers = WORKERS_UNSAID };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      "the study's folder (default: results/<scenario>)", "DIR" },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &options.workers,
      "worker processes (default: one per processor; under MPI one per rank)",
      "N" },
    { "shard", 0, 0, G_OPTION_ARG_STRING, &options.shard,
      "only shard I of N; I from 0 to N-1 or from 1 to N", "I/N" },
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run,
      "list the runs and what is held of them; run nothing", NULL },
    { "retry-failed", 0, 0, G_OPTION_ARG_NONE, &options.retry_failed,
      "make again what failed before", NULL },
    { "allow-mixed", 0, 0, G_OPTION_ARG_NONE, &options.allow_mixed,
      "go on with records of another version or commit", NULL },
    { "merge", 0, 0, G_OPTION_ARG_NONE, &options.merge,
      "arguments are folders of the same study: copy their records into -o",
      NULL },
    { "emit-slurm", 0, 0, G_OPTION_ARG_NONE, &options.emit_slurm,
      "write scripts for Slurm, an array of -j jobs and a merge, into DIR",
      NULL },
    { "keep", 0, 0, G_OPTION_ARG_NONE, &options.keep,
      "write each run's own result folder, too: DIR/kept/<digest>", NULL },
    UNTIL_ENTRIES (&options.until),
    LOADING_ENTRIES (&options.loading),
    LIMIT_ENTRIES (&options.limit_options),
    G_OPTION_ENTRY_NULL
  };
  int status = EXIT_BAD_INPUT;

  spell_out_jobs (argc, argv, &jobs);
  if (verb_options ("sweep", entries, &argc, &argv))
    {
      if (options.merge)
        status = merge_folders (&options, argc, argv);
      else if (argc != 2)
        message ("one scenario, please: dmmsim sweep FILE");
      else if (options_good (&options)
               && limits_read (&options.limit_options, &options.limits)
               && loading_options_resolve (&options.loading))
        status = sweep_joined (&options, argv[1]);
    }
  loading_options_clear (&options.loading);
  until_options_clear (&options.until);
  limit_options_clear (&options.limit_options);
  g_free (options.output);
  g_free (options.shard);
  return status;
}
