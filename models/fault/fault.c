/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/fault/fault.h"

#include <math.h>

#include "models/access/access.h"
#include "models/fault/fault_target.h"
#include "models/mobility/mobility.h"

G_DEFINE_QUARK (dmmsim - fault - error - quark, fault_error)

struct fault
{
  struct faults *faults;
  const struct fault_config *config;
  struct fault_target target;
  struct channel_config ab, ba; /* of a link that changes, without faults */
  gsl_rng *stream;              /* NULL: nothing is random */
  uint32_t entry;
  bool active;
  bool restarting; /* over, but another fault holds the node */
};

struct faults
{
  struct domain *domain;
  event_kind begin, end;
  size_t n;
  struct fault items[];
};

/* ---- effects ------------------------------------------------------- */

static bool
fault_is_outage (const struct fault *fault)
{
  return fault->active && fault->target.kind != FAULT_CHANGE
         && fault->target.kind != FAULT_CLOCK;
}

/* A link is in service when no fault that is on has taken it out. */
static void
faults_apply_link (const struct faults *faults, struct link *link)
{
  bool up = true;

  for (size_t i = 0; i < faults->n && up; i++)
    up = !fault_is_outage (&faults->items[i])
         || !fault_target_has_link (&faults->items[i].target, link);
  link_set_up (link, up);
}

/* The entities at @node are told if it has restarted, once for all faults that
 * held it. */
static void
faults_tell_restart (struct faults *faults, struct node *node)
{
  struct domain *domain = faults->domain;
  bool restarted = false, kept = true;

  for (size_t i = 0; i < faults->n; i++)
    {
      struct fault *fault = &faults->items[i];

      if (fault->target.node != node || !fault->restarting)
        continue;
      fault->restarting = false;
      restarted = true;
      kept = kept && fault->config->state != RESTART_LOST;
    }
  if (restarted)
    domain_restart (domain, node, kept);
}

static void
faults_restore_node (struct faults *faults, struct node *node)
{
  struct access_router *router = domain_router_at (faults->domain, node);

  node_set_up (node, true);
  faults_tell_restart (faults, node);
  if (router)
    access_router_restored (router);
}

static void
faults_apply_node (struct faults *faults, struct node *node)
{
  bool up = true;

  for (size_t i = 0; i < faults->n && up; i++)
    up = !fault_is_outage (&faults->items[i])
         || faults->items[i].target.node != node;
  if (!up)
    node_set_up (node, false);
  else if (!node_is_up (node))
    faults_restore_node (faults, node);
}

static void
change_channel (struct channel_config *channel,
                const struct direction_change *change)
{
  if (change->delay != SIM_TIME_NONE)
    channel->delay = change->delay;
  if (!isnan (change->rate))
    channel->rate = change->rate;
  if (!isnan (change->loss))
    channel->loss = change->loss;
  if (change->has_bursts || !isnan (change->loss))
    channel->has_bursts = change->has_bursts;
  if (change->has_bursts)
    channel->bursts = change->bursts;
  if (!isnan (change->corruption))
    channel->corruption = change->corruption;
}

/* What one direction says goes over what is said for both. */
static void
change_link (const struct fault *fault, struct channel_config *ab,
             struct channel_config *ba)
{
  const struct change_config *change = &fault->config->change;
  bool reversed = fault->target.reversed;

  change_channel (ab, &change->both);
  change_channel (ba, &change->both);
  if (change->has_forward)
    change_channel (reversed ? ba : ab, &change->forward);
  if (change->has_backward)
    change_channel (reversed ? ab : ba, &change->backward);
}

/* What the link was at first, and all changes that are on, in their order. */
static void
fault_apply_change (const struct fault *fault)
{
  const struct faults *faults = fault->faults;
  struct link *link = g_ptr_array_index (fault->target.links, 0);
  struct channel_config ab = fault->ab, ba = fault->ba;

  for (size_t i = 0; i < faults->n; i++)
    {
      const struct fault *other = &faults->items[i];

      if (!other->active || other->target.kind != FAULT_CHANGE
          || !fault_target_has_link (&other->target, link))
        continue;
      change_link (other, &ab, &ba);
    }
  link_configure (link, &ab, &ba);
}

/* The offsets that are on add up. */
static void
faults_apply_clock (const struct faults *faults, const struct node *node)
{
  sim_time offset = 0;

  for (size_t i = 0; i < faults->n; i++)
    {
      const struct fault *fault = &faults->items[i];

      if (fault->active && fault->target.kind == FAULT_CLOCK
          && fault->target.node == node)
        offset += fault->config->clock.offset;
    }
  mobility_set_clock (faults->domain, node, offset);
}

static void
fault_apply (struct fault *fault)
{
  const struct fault_target *target = &fault->target;

  if (target->kind == FAULT_CHANGE)
    fault_apply_change (fault);
  else if (target->kind == FAULT_CLOCK)
    faults_apply_clock (fault->faults, target->node);
  else if (target->node)
    faults_apply_node (fault->faults, target->node);
  else
    for (guint i = 0; i < target->links->len; i++)
      faults_apply_link (fault->faults, g_ptr_array_index (target->links, i));
}

static void
fault_switch (struct fault *fault, bool on)
{
  struct trace *trace = fault->faults->domain->sim->trace;

  fault->active = on;
  fault->restarting = !on && fault->target.kind == FAULT_RESTART;
  trace_emit (trace, TRACE_FAULT_STATE,
              &(struct trace_fault_state){ .entry = fault->entry,
                                           .kind = fault->target.kind,
                                           .text = fault->target.text,
                                           .active = on });
  fault_apply (fault);
}

/* ---- times --------------------------------------------------------- */

/* Nothing is shorter than a tick of the clock, lest it come again and again at
 * one instant. */
static sim_time
fault_draw (const struct fault *fault, const struct law *law)
{
  return MAX (1, law_draw_time (law, fault->stream));
}

static void
fault_schedule (struct fault *fault, sim_time delay, event_kind kind)
{
  struct engine *engine = fault->faults->domain->sim->engine;
  sim_time now = engine_now (engine);

  if (delay < SIM_TIME_MAX - now)
    engine_schedule (engine, now + delay, ORIGIN_WORLD, kind, fault);
}

static bool
fault_is_random (const struct fault *fault)
{
  return fault->config->at == SIM_TIME_NONE;
}

static void
fault_begin (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct fault *fault = subject;
  const struct law *duration = &fault->config->duration;

  if (fault->stream && duration->kind != LAW_N)
    fault_schedule (fault, fault_draw (fault, duration), fault->faults->end);
  fault_switch (fault, true);
}

static void
fault_end (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct fault *fault = subject;

  if (fault_is_random (fault))
    fault_schedule (fault, fault_draw (fault, &fault->config->every),
                    fault->faults->begin);
  fault_switch (fault, false);
}

/* What is stated without chance is scheduled at once: of two instants that
 * coincide, that of the earlier entry comes first. */
static void
fault_start (struct fault *fault)
{
  const struct fault_config *config = fault->config;
  event_kind begin = fault->faults->begin, end = fault->faults->end;

  if (fault_is_random (fault))
    {
      fault_schedule (fault, fault_draw (fault, &config->every), begin);
      return;
    }
  fault_schedule (fault, config->at, begin);
  if (!fault->stream && config->duration.kind != LAW_N)
    fault_schedule (fault, config->at + law_draw_time (&config->duration, NULL),
                    end);
}

/* ---- checks -------------------------------------------------------- */

#define REFUSE(...) \
  (g_set_error (error, FAULT_ERROR, FAULT_ERROR_CONFIG, __VA_ARGS__), false)

static bool
check_times (const struct fault_config *config, GError **error)
{
  bool at = config->at != SIM_TIME_NONE, every = config->every.kind != LAW_N,
       lasts = config->duration.kind != LAW_N;

  if (at == every)
    return REFUSE (": expected one of \"at\" and \"every\"");
  if (every && !lasts)
    return REFUSE ("for: missing; \"every\" needs it");
  if (config->restart && !lasts)
    return REFUSE ("for: missing; \"restart\" needs it");
  if (config->state >= 0 && !config->restart)
    return REFUSE ("state: only a \"restart\" has it");
  return true;
}

static bool
check_losses (const struct direction_change *change, const char *key,
              GError **error)
{
  if (change->has_bursts && !isnan (change->loss))
    return REFUSE ("change%s/gilbert_elliott: say \"loss\" or "
                   "\"gilbert_elliott\", not both",
                   key);
  return true;
}

static bool
check_change (const struct change_config *change, GError **error)
{
  return check_losses (&change->both, "", error)
         && (!change->has_forward
             || check_losses (&change->forward, "/forward", error))
         && (!change->has_backward
             || check_losses (&change->backward, "/backward", error));
}

/* When a restart without chance is over. */
static sim_time
restart_end (const struct fault_config *config)
{
  return config->at + law_draw_time (&config->duration, NULL);
}

/* Can both be on at once, and both restart the node? */
static bool
restarts_overlap (const struct fault *a, const struct fault *b)
{
  if (a->target.kind != FAULT_RESTART || b->target.kind != FAULT_RESTART
      || a->target.node != b->target.node)
    return false;
  return a->stream || b->stream
         || (a->config->at < restart_end (b->config)
             && b->config->at < restart_end (a->config));
}

static bool
check_restarts (const struct fault *fault, GError **error)
{
  if (fault->config->state == RESTART_LOST
      && !domain_can_restart (fault->faults->domain, error))
    {
      g_prefix_error (error, "state: ");
      return false;
    }
  for (size_t i = 0; i < fault->entry; i++)
    if (restarts_overlap (fault, &fault->faults->items[i]))
      return REFUSE ("restart: \"%s\" restarts by entry %zu at that time, or "
                     "may",
                     fault->target.text, i);
  return true;
}

/* ---- life ---------------------------------------------------------- */

static bool
law_is_random (const struct law *law)
{
  return law->kind != LAW_N && law->kind != LAW_CONSTANT;
}

/* By what the fault is about, and how many before it are about the same: other
 * entries do not move its times. */
static void
fault_seed (struct fault *fault)
{
  struct faults *faults = fault->faults;
  const struct fault_config *config = fault->config;
  g_autofree char *purpose = NULL;
  unsigned before = 0;

  if (!fault_is_random (fault) && !law_is_random (&config->duration))
    return;
  for (uint32_t i = 0; i < fault->entry; i++)
    before += g_str_equal (faults->items[i].target.text, fault->target.text);
  purpose = g_strdup_printf ("fault %u", before);
  fault->stream = random_stream_new (&faults->domain->sim->random,
                                     fault->target.text, purpose);
}

static bool
fault_init (struct fault *fault, GError **error)
{
  struct domain *domain = fault->faults->domain;

  if (!fault_target_init (&fault->target, domain, fault->config, error)
      || !check_times (fault->config, error)
      || (fault->config->has_change
          && !check_change (&fault->config->change, error)))
    return false;
  if (fault->target.kind == FAULT_CHANGE)
    link_read (g_ptr_array_index (fault->target.links, 0), &fault->ab,
               &fault->ba);
  fault_seed (fault);
  return check_restarts (fault, error);
}

struct faults *
faults_start (struct domain *domain, const struct fault_config *configs,
              size_t n, GError **error)
{
  struct faults *faults
      = g_malloc0 (sizeof *faults + n * sizeof (struct fault));
  struct engine *engine = domain->sim->engine;

  faults->domain = domain;
  faults->begin = engine_kind (engine, "fault-begin", fault_begin);
  faults->end = engine_kind (engine, "fault-end", fault_end);
  for (uint32_t i = 0; i < n; i++)
    {
      struct fault *fault = &faults->items[i];

      fault->faults = faults;
      fault->config = &configs[i];
      fault->entry = i;
      faults->n = i + 1;
      if (fault_init (fault, error))
        continue;
      g_prefix_error (error, "%u%s", i,
                      error && (*error)->message[0] == ':' ? "" : "/");
      faults_free (faults);
      return NULL;
    }
  for (size_t i = 0; i < n; i++)
    fault_start (&faults->items[i]);
  return faults;
}

void
faults_free (struct faults *faults)
{
  for (size_t i = 0; faults && i < faults->n; i++)
    {
      fault_target_clear (&faults->items[i].target);
      g_clear_pointer (&faults->items[i].stream, gsl_rng_free);
    }
  g_free (faults);
}
