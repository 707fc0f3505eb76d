/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mobility/service.h"

/* Messages that wait, first come first. */
struct line
{
  struct mobility_pending *first, *last;
};

struct mobility_service
{
  struct mobility_entity *entity;
  struct line in, out;
  uint32_t waiting;                /* in both */
  struct mobility_pending *served; /* NULL: idle */
  bool acting;                     /* the message served is being acted upon */
};

struct mobility_service *
mobility_service_new (struct mobility_entity *entity, struct mobility_kit *kit)
{
  struct engine *engine = entity->domain->sim->engine;
  struct mobility_service *service;

  if (entity->domain->config.processing.model != PROCESSING_QUEUE
      || entity->role == ROLE_MN || entity->role == ROLE_CN)
    return NULL;
  service = g_new0 (struct mobility_service, 1);
  service->entity = entity;
  g_ptr_array_add (kit->services, service);
  kit->serve = engine_kind (engine, "mobility-serve", mobility_service_done);
  kit->serve_next
      = engine_kind (engine, "mobility-serve-next", mobility_service_next);
  return service;
}

void
mobility_service_free (struct mobility_service *service)
{
  g_free (service);
}

/* ---- lines --------------------------------------------------------- */

static void
line_push (struct line *line, struct mobility_pending *pending)
{
  pending->next = NULL;
  if (line->first)
    line->last->next = pending;
  else
    line->first = pending;
  line->last = pending;
}

/* NULL when nobody waits. */
static struct mobility_pending *
line_pop (struct line *line)
{
  struct mobility_pending *pending = line->first;

  if (pending)
    line->first = pending->next;
  return pending;
}

/* The next one's turn comes at this instant: it does not count as waiting. */
static uint32_t
service_waiting (const struct mobility_service *service)
{
  return service->waiting - (service->acting && service->waiting > 0);
}

static bool
service_is_full (const struct mobility_service *service)
{
  int64_t room = service->entity->domain->config.processing.queue;

  if (service->acting && service->waiting == 0)
    return false;
  return service_waiting (service) >= room;
}

static void
service_trace (const struct mobility_service *service, enum queue_event event,
               sim_time waited, sim_time time)
{
  const struct mobility_entity *entity = service->entity;
  struct trace_queue record = { .node = entity->node,
                                .role = entity->role,
                                .event = event,
                                .waiting = service_waiting (service),
                                .waited = waited,
                                .time = time };

  trace_emit (entity->domain->sim->trace, TRACE_QUEUE, &record);
}

/* ---- the server ---------------------------------------------------- */

static bool
service_is_idle (const struct mobility_service *service)
{
  return !service->served && !service->acting && service->waiting == 0;
}

static void
service_begin (struct mobility_service *service)
{
  struct mobility_entity *entity = service->entity;
  struct sim *sim = entity->domain->sim;
  struct mobility_pending *next = line_pop (&service->out);

  if (!next)
    next = line_pop (&service->in);
  service->waiting--;
  service->served = next;
  service_trace (service, QUEUE_BEGUN, sim_now (sim) - next->joined,
                 next->time);
  next->done = engine_schedule (sim->engine, sim_now (sim) + next->time,
                                node_origin (entity->node),
                                entity->domain->mobility->serve, service);
}

/* What is not in the books yet was never sent. */
static void
pending_drop (struct mobility_pending *pending, enum drop_reason reason)
{
  struct mobility_entity *entity = pending->entity;

  if (pending->name)
    node_lose (entity->node, pending->packet, reason);
  else
    packet_drop (entity->node, pending->packet, reason);
  mobility_pending_give (entity->domain->mobility, pending);
}

static void
service_join (struct mobility_service *service,
              const struct mobility_pending *message)
{
  const struct domain *domain = service->entity->domain;
  struct mobility_pending *pending = mobility_pending_take (domain->mobility);
  bool idle = service_is_idle (service);

  *pending = *message;
  pending->joined = sim_now (domain->sim);
  if (!idle && service_is_full (service))
    {
      service_trace (service, QUEUE_LOST, 0, 0);
      pending_drop (pending, DROP_ENTITY_QUEUE_FULL);
      return;
    }
  line_push (pending->name ? &service->out : &service->in, pending);
  service->waiting++;
  if (idle)
    service_begin (service);
  else
    service_trace (service, QUEUE_JOINED, 0, 0);
}

/* Nobody is before it, and it takes no time: not worth an event. */
static bool
service_passes (const struct mobility_service *service, sim_time time)
{
  return time == 0 && !service->served && service->waiting == 0;
}

bool
mobility_service_take (const struct mobility_pending *arrival, sim_time time)
{
  struct mobility_service *service = arrival->entity->service;
  struct mobility_pending message = *arrival;

  if (!service || service_passes (service, time))
    return false;
  message.time = time;
  message.name = NULL;
  service_join (service, &message);
  return true;
}

bool
mobility_service_send (struct mobility_entity *entity, struct packet *p,
                       const char *name)
{
  struct mobility_pending message
      = { .entity = entity, .packet = p, .name = name };

  if (!entity->service || !entity->domain->config.processing.sending)
    return false;
  message.time = mobility_role_processing (entity);
  if (message.time == 0)
    return false;
  service_join (entity->service, &message);
  return true;
}

/* What is sent in consequence, at this instant, goes before what waits: the
 * next one is chosen by an event behind those that send. */
void
mobility_service_done (struct sim *sim, void *subject)
{
  struct mobility_service *service = subject;
  struct mobility_entity *entity = service->entity;
  struct mobility_kit *kit = entity->domain->mobility;
  struct mobility_pending done = *service->served;

  mobility_pending_give (kit, service->served);
  service->served = NULL;
  service->acting = true;
  if (done.name)
    mobility_depart (entity, done.packet, done.name);
  else
    mobility_act (&done);
  engine_schedule (sim->engine, sim_now (sim), node_origin (entity->node),
                   kit->serve_next, service);
}

void
mobility_service_next (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct mobility_service *service = subject;

  service->acting = false;
  if (service->waiting > 0)
    service_begin (service);
}

void
mobility_service_clear (struct mobility_entity *entity, enum drop_reason reason)
{
  struct mobility_service *service = entity->service;
  struct mobility_pending *pending;

  if (!service)
    return;
  if (service->served)
    {
      engine_cancel (entity->domain->sim->engine, service->served->done);
      pending_drop (service->served, reason);
    }
  service->served = NULL;
  while ((pending = line_pop (&service->out))
         || (pending = line_pop (&service->in)))
    pending_drop (pending, reason);
  service->waiting = 0;
}
