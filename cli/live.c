/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/live.h"

#include "cli/interrupt.h"
#include "cli/verbs.h"
#include "models/bridge/role.h"

/* Looks at interfaces between two looks for a signal. */
#define WAIT_STEP 20000 /* us */

bool
live_attach (struct live *live, struct simulation *simulation, GError **error)
{
  return bridge_attach (
      live->bridge, simulation->domain,
      simulation->scenario->architecture.chosen->implementation, error);
}

/* Who is to be configured how. */
static void
tell_point (const struct attach_point *point)
{
  char address[ADDRESS_TEXT_SIZE], gateway[ADDRESS_TEXT_SIZE];

  if (address_is_unspecified (&point->address))
    message ("%s: %s at interface %s", point->config.node, point->role->name,
             point->device->interface);
  else
    message ("%s: %s at interface %s: address %s/%u, router %s",
             point->config.node, point->role->name, point->device->interface,
             address_text (&point->address, address), point->on_link.length,
             address_text (&point->link_local, gateway));
}

/* Somebody else took an interface away.  A namespace of a descriptor that is
 * open stays, whatever ip-netns(8) deletes. */
static void
tell_gone (const struct live *live)
{
  for (unsigned i = 0; i < bridge_points (live->bridge); i++)
    {
      const struct attach_point *point = bridge_point (live->bridge, i);

      device_update_counters (point->device);
      if (point->device->gone)
        message ("%s: interface %s was removed during the run",
                 point->config.node, point->device->interface);
    }
}

/* What somebody takes away now will never be up. */
static bool
is_complete (const struct live *live, GError **error)
{
  for (unsigned i = 0; i < bridge_points (live->bridge); i++)
    {
      const struct attach_point *point = bridge_point (live->bridge, i);

      device_update_counters (point->device);
      if (!point->device->gone)
        continue;
      g_set_error (error, DEVICE_ERROR, DEVICE_ERROR_ABSENT,
                   "%s: interface %s was removed before the start",
                   point->config.node, point->device->interface);
      return false;
    }
  return true;
}

static bool
wait_for_interfaces (const struct live *live, GError **error)
{
  bool told = false;

  while (!bridge_is_up (live->bridge) && !interrupt_came ())
    {
      if (!is_complete (live, error))
        return false;
      if (!told)
        message ("waiting for the interfaces to be up");
      told = true;
      g_usleep (WAIT_STEP);
    }
  return true;
}

static void
explain_end (struct live *live)
{
  if (live->end == REALTIME_INTERRUPTED)
    live->reason = g_strdup ("interrupted");
  else if (live->end == REALTIME_LATE)
    live->reason = g_strdup_printf (
        "an event ran %.6f s late, beyond the hard limit of %.6f s",
        sim_time_to_seconds (realtime_lateness (live->realtime)->max),
        sim_time_to_seconds (live->clock.hard_limit));
}

bool
live_run (struct live *live, struct simulation *simulation, GError **error)
{
  live->realtime = realtime_new (simulation->sim, &live->clock, error);
  if (!live->realtime || !bridge_watch (live->bridge, live->realtime, error))
    return false;
  for (unsigned i = 0; i < bridge_points (live->bridge); i++)
    tell_point (bridge_point (live->bridge, i));
  if (live->wait && !wait_for_interfaces (live, error))
    return false;
  live->epoch = g_get_real_time () * 1000;
  simulation->domain->epoch = live->epoch;
  live->end = realtime_run (live->realtime, simulation->scenario->duration);
  explain_end (live);
  tell_gone (live);
  return true;
}

/* ---- results ------------------------------------------------------- */

static const char *const kind_names[] = {
  [DEVICE_TUN] = "tun", [DEVICE_TAP] = "tap", [DEVICE_PACKET] = "packet"
};

static void
report_point (struct attach_results *results, struct attach_point *point)
{
  const struct device_counters *device = &point->device->counters;

  device_update_counters (point->device);
  *results = (struct attach_results){
    .node = point->config.node,
    .interface = point->device->interface,
    .kind = kind_names[point->device->kind],
    .role = point->role->name,
    .counts = { { "frames_in", device->frames_in },
                { "octets_in", device->octets_in },
                { "frames_out", device->frames_out },
                { "octets_out", device->octets_out },
                { "oversized_in", device->oversized_in },
                { "kernel_drops", device->kernel_drops },
                { "removed", point->device->gone },
#define X(name, help) { #name, point->counters.name },
                ATTACH_COUNTERS (X)
#undef X
    },
  };
}

const struct realtime_results *
live_results (struct live *live)
{
  struct realtime_results *results = &live->results;
  unsigned n = bridge_points (live->bridge);

  live->points = g_renew (struct attach_results, live->points, n);
  *results = (struct realtime_results){
    .began = (double)live->epoch / 1e9,
    .speed = live->clock.speed,
    .hard_limit = live->clock.hard_limit,
    .lateness = realtime_lateness (live->realtime),
    .reason = live->reason,
    .n_points = n,
    .points = live->points,
  };
  for (unsigned i = 0; i < n; i++)
    report_point (&live->points[i], bridge_point (live->bridge, i));
  return results;
}

void
live_clear (struct live *live)
{
  realtime_free (live->realtime);
  g_free (live->points);
  g_free (live->reason);
}
