/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MAAR of RFC 8885, whose registrations a CMD keeps. */
#include "models/dmm/cmd.h"
#include "models/dmm/maar.h"
#include "models/dmm/reachability.h"

/* RFC 8885 3.1 to 3.5; an empty cell ignores the event. */
static maar_action *const maar_actions[MAAR_STATES_N][MAAR_EVENTS_N] = {
  [MAAR_IDLE] = { [MAAR_ON_ATTACH] = maar_register },
  [MAAR_PENDING] = { [MAAR_ON_ATTACH] = maar_register,
                     [MAAR_ON_PBA] = maar_accept,
                     [MAAR_ON_DIRECT_PBA] = maar_accept_direct,
                     [MAAR_ON_REFUSED] = maar_retry,
                     [MAAR_ON_GIVE_UP] = maar_fail,
                     [MAAR_ON_REDIRECT] = maar_redirect_present,
                     [MAAR_ON_CLOSE] = maar_close_kept,
                     [MAAR_ON_EXPIRE] = maar_fail },
  [MAAR_SERVING] = { [MAAR_ON_ATTACH] = maar_register,
                     [MAAR_ON_PBA] = maar_accept,
                     [MAAR_ON_DIRECT_PBA] = maar_accept_direct,
                     [MAAR_ON_REFUSED] = maar_retry,
                     [MAAR_ON_REDIRECT] = maar_redirect,
                     [MAAR_ON_CLOSE] = maar_close_kept,
                     [MAAR_ON_REFRESH] = maar_refresh,
                     [MAAR_ON_INVALID] = maar_restore,
                     [MAAR_ON_EXPIRE] = maar_vanish },
  [MAAR_PREVIOUS] = { [MAAR_ON_ATTACH] = maar_register,
                      [MAAR_ON_REDIRECT] = maar_redirect,
                      [MAAR_ON_CLOSE] = maar_close,
                      [MAAR_ON_RELEASE] = maar_begin_release,
                      [MAAR_ON_FLOWS_ENDED] = maar_vanish,
                      [MAAR_ON_EXPIRE] = maar_vanish },
  [MAAR_RELEASING] = { [MAAR_ON_ATTACH] = maar_register,
                       [MAAR_ON_PBA] = maar_vanish,
                       [MAAR_ON_REFUSED] = maar_vanish,
                       [MAAR_ON_GIVE_UP] = maar_vanish,
                       [MAAR_ON_REDIRECT] = maar_refuse,
                       [MAAR_ON_CLOSE] = maar_close },
};

static void
maar_receive (struct mobility_entity *entity, const struct mh_message *message,
              const struct packet *packet)
{
  struct maar *maar = (struct maar *)entity;

  if (reachability_maar_receive (maar, message, packet))
    return;
  if (message->type == MH_BU)
    maar_previous_receive_pbu (maar, message, packet);
  else if (message->type == MH_BA)
    maar_serving_receive_pba (maar, message, packet);
}

static bool
maar_is_cmd (const struct maar *maar, const struct address *sender)
{
  return address_equal (sender, &maar->cmd);
}

static void
maar_clear_nothing (struct maar_session *session G_GNUC_UNUSED)
{
}

static void
maar_recount_bce (struct dmm_node *node)
{
  if (node->bce)
    cmd_recount (node->bce);
}

static void
maar_free_bce (struct dmm_node *node)
{
  if (node->bce)
    cmd_bce_free (node->bce);
}

const struct maar_scheme maar_with_cmd = { .actions = maar_actions,
                                           .receive = maar_receive,
                                           .may_update = maar_is_cmd,
                                           .session_init = maar_exchange_init,
                                           .session_clear = maar_clear_nothing,
                                           .cover_flows = maar_cover_flows,
                                           .recount = maar_recount_bce,
                                           .node_clear = maar_free_bce };
