/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/fault/fault.h"

#include <math.h>

G_DEFINE_QUARK (dmmsim - fault - error - quark, fault_error)

/* ---- parameters ---------------------------------------------------- */

#define LINK_ROW(type_name)                                         \
  {                                                                 \
    .key = "link", .type = PARAMETER_STRINGS,                       \
    .offset = offsetof (struct type_name, link),                    \
    .help = "the two nodes it joins", .flags = PARAMETER_NOT_EMPTY, \
    .reference = REFERENCE_NODE                                     \
  }

static const struct parameter failure_parameters[]
    = { LINK_ROW (failure_config), { 0 } };

static const struct parameter change_parameters[]
    = { LINK_ROW (change_config),
        { .key = "delay",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct change_config, delay),
          .help = "one way; default: as it is",
          .flags = PARAMETER_OPTIONAL },
        { .key = "rate",
          .type = PARAMETER_RATE,
          .offset = offsetof (struct change_config, rate),
          .help = "of transmission; default: as it is",
          .flags = PARAMETER_OPTIONAL | PARAMETER_POSITIVE },
        { .key = "loss",
          .type = PARAMETER_PROBABILITY,
          .offset = offsetof (struct change_config, loss),
          .help = "probability that a packet is lost; default: as it is",
          .flags = PARAMETER_OPTIONAL },
        { 0 } };

const struct parameter fault_parameters[]
    = { { .key = "at",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct fault_config, at),
          .help = "when it begins" },
        { .key = "for",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct fault_config, duration),
          .help = "how long it lasts; default: to the end",
          .flags = PARAMETER_OPTIONAL | PARAMETER_POSITIVE },
        { .key = "fail",
          .type = PARAMETER_OBJECT,
          .offset = offsetof (struct fault_config, fail),
          .help = "what goes out of service",
          .of = failure_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct fault_config, has_fail) },
        { .key = "change",
          .type = PARAMETER_OBJECT,
          .offset = offsetof (struct fault_config, change),
          .help = "a link that changes",
          .of = change_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct fault_config, has_change) },
        { 0 } };

/* ---- state --------------------------------------------------------- */

struct fault
{
  struct faults *faults;
  const struct fault_config *config;
  struct link *link;
  struct channel_config ab, ba; /* of the link without faults */
  bool active;
};

struct faults
{
  struct sim *sim;
  size_t n;
  struct fault items[];
};

static const struct parameter_list *
fault_link_names (const struct fault_config *config)
{
  return config->has_fail ? &config->fail.link : &config->change.link;
}

/* ---- effects ------------------------------------------------------- */

/* A link is in service when no fault that is on has taken it out. */
static void
fault_apply_service (const struct fault *fault)
{
  const struct faults *faults = fault->faults;
  bool up = true;

  for (size_t i = 0; i < faults->n; i++)
    if (faults->items[i].link == fault->link && faults->items[i].active
        && faults->items[i].config->has_fail)
      up = false;
  link_set_up (fault->link, up);
}

static void
change_channel (struct channel_config *channel,
                const struct change_config *change)
{
  if (change->delay != SIM_TIME_NONE)
    channel->delay = change->delay;
  if (!isnan (change->rate))
    channel->rate = change->rate;
  if (!isnan (change->loss))
    channel->loss = change->loss;
}

/* What the link was at first, and all changes that are on, in their order. */
static void
fault_apply_change (const struct fault *fault)
{
  const struct faults *faults = fault->faults;
  struct channel_config ab = fault->ab, ba = fault->ba;

  for (size_t i = 0; i < faults->n; i++)
    if (faults->items[i].link == fault->link && faults->items[i].active
        && faults->items[i].config->has_change)
      {
        change_channel (&ab, &faults->items[i].config->change);
        change_channel (&ba, &faults->items[i].config->change);
      }
  link_configure (fault->link, &ab, &ba);
}

static void
fault_apply (const struct fault *fault)
{
  if (fault->config->has_fail)
    fault_apply_service (fault);
  else
    fault_apply_change (fault);
}

static void
fault_begin (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct fault *fault = subject;

  fault->active = true;
  fault_apply (fault);
}

static void
fault_end (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct fault *fault = subject;

  fault->active = false;
  fault_apply (fault);
}

/* ---- life ---------------------------------------------------------- */

static bool
fault_init (struct fault *fault, size_t i, GError **error)
{
  const struct fault_config *config = fault->config;
  const struct parameter_list *names = fault_link_names (config);
  struct network *network = fault->faults->sim->network;
  char *const *ends = names->items;
  bool first;

  if (config->has_fail == config->has_change)
    {
      g_set_error (error, FAULT_ERROR, FAULT_ERROR_CONFIG,
                   "%zu: expected one of \"fail\" and \"change\"", i);
      return false;
    }
  if (names->n == 2)
    fault->link
        = network_find_link (network, network_find_node (network, ends[0]),
                             network_find_node (network, ends[1]), &first);
  if (!fault->link)
    {
      g_set_error (error, FAULT_ERROR, FAULT_ERROR_CONFIG,
                   "%zu/%s/link: expected the two nodes of a link", i,
                   config->has_fail ? "fail" : "change");
      return false;
    }
  link_read (fault->link, &fault->ab, &fault->ba);
  return true;
}

static void
fault_schedule (struct fault *fault, event_kind begin, event_kind end)
{
  struct engine *engine = fault->faults->sim->engine;
  const struct fault_config *config = fault->config;

  engine_schedule (engine, config->at, ORIGIN_WORLD, begin, fault);
  if (config->duration != SIM_TIME_NONE)
    engine_schedule (engine, config->at + config->duration, ORIGIN_WORLD, end,
                     fault);
}

struct faults *
faults_start (struct sim *sim, const struct fault_config *configs, size_t n,
              GError **error)
{
  struct faults *faults
      = g_malloc0 (sizeof *faults + n * sizeof (struct fault));
  event_kind begin = engine_kind (sim->engine, "fault-begin", fault_begin);
  event_kind end = engine_kind (sim->engine, "fault-end", fault_end);

  faults->sim = sim;
  faults->n = n;
  for (size_t i = 0; i < n; i++)
    {
      faults->items[i].faults = faults;
      faults->items[i].config = &configs[i];
      if (!fault_init (&faults->items[i], i, error))
        {
          g_free (faults);
          return NULL;
        }
    }
  for (size_t i = 0; i < n; i++)
    fault_schedule (&faults->items[i], begin, end);
  return faults;
}

void
faults_free (struct faults *faults)
{
  g_free (faults);
}
