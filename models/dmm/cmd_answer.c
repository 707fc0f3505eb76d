/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the CMD answers to a serving MAAR: PBAs that mirror its latest PBU, with
 * a Previous MAAR option per prefix (RFC 8885 3.2 step 4, 3.4). */
#include <string.h>

#include "models/dmm/cmd.h"

void
cmd_reply (struct cmd *cmd, const struct mh_message *pbu,
           const struct packet *packet, enum binding_status status,
           uint16_t last)
{
  struct address sender = packet_source (packet);
  struct mh_message pba;

  dmm_compose_answer (&cmd->entity, pbu, status, &pba);
  if (status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    pba.ba.sequence = last;
  mobility_send (&cmd->entity, &sender, &pba,
                 status == STATUS_ACCEPTED ? dmm_class (pbu) : SIGNALING_ERROR,
                 packet->meter.transaction);
}

/* ---- to the current P-CoA ------------------------------------------ */

/* An answer being written.  Both messages are views into octets: the request
 * of the BCE may be replaced while a part of the answer is sent. */
struct cmd_writer
{
  struct cmd_bce *bce;
  uint8_t octets[MH_SIZE_MAX];
  struct mh_message pbu, pba;
  unsigned named; /* Previous MAAR options so far */
  unsigned most;  /* that fit */
};

static void
writer_begin (struct cmd_writer *writer)
{
  writer->named = 0;
  dmm_compose_answer (&writer->bce->cmd->entity, &writer->pbu, STATUS_ACCEPTED,
                      &writer->pba);
}

static void
writer_init (struct cmd_writer *writer, struct cmd_bce *bce)
{
  enum mh_result result;

  g_assert (bce->request && bce->request_size <= sizeof writer->octets);
  memcpy (writer->octets, bce->request, bce->request_size);
  result
      = mh_decode (writer->octets, bce->request_size, NULL, NULL, &writer->pbu);
  g_assert (result == MH_OK);
  writer->bce = bce;
  writer->most = dmm_previous_per_pba (
      bce->mn, mh_count (&writer->pbu, OPTION_HOME_NETWORK_PREFIX));
  writer_begin (writer);
}

/* No answer is outstanding any more once all are up to date. */
static void
cmd_drop_request (struct cmd_bce *bce)
{
  if (!cmd_is_updating (bce))
    g_clear_pointer (&bce->request, g_free);
}

static void
writer_send (struct cmd_writer *writer)
{
  struct cmd_bce *bce = writer->bce;

  mobility_send (&bce->cmd->entity, &bce->p_coa, &writer->pba,
                 dmm_class (&writer->pbu), bce->transaction);
}

/* 4.5; an answer that is full goes out and another one begins. */
static void
writer_add (struct cmd_writer *writer, struct p_maar *p)
{
  p->told = true;
  for (guint i = 0; i < p->prefixes.len; i++)
    {
      if (writer->named == writer->most)
        {
          writer_send (writer);
          writer_begin (writer);
        }
      mh_add_previous_maar (&writer->pba, &p->address,
                            prefix_list_at (&p->prefixes, i));
      dlif_write (&writer->pba, &p->dlif);
      writer->named++;
    }
}

static void
cmd_answer_one (struct cmd_bce *bce, struct p_maar *p)
{
  struct cmd_writer writer;

  writer_init (&writer, bce);
  writer_add (&writer, p);
  bce->answered = true;
  cmd_drop_request (bce);
  writer_send (&writer);
}

void
cmd_report (struct cmd_bce *bce, const struct p_maar *p,
            enum binding_status status)
{
  struct cmd_writer writer;

  writer_init (&writer, bce);
  dmm_compose_answer (&bce->cmd->entity, &writer.pbu, status, &writer.pba);
  for (guint i = 0; i < MIN (p->prefixes.len, writer.most); i++)
    mh_add_previous_maar (&writer.pba, &p->address,
                          prefix_list_at (&p->prefixes, i));
  mobility_send (&bce->cmd->entity, &bce->p_coa, &writer.pba, SIGNALING_ERROR,
                 bce->transaction);
}

/* All that forward to the serving MAAR; a proxy answers for those that will. */
void
cmd_answer (struct cmd_bce *bce)
{
  struct sim *sim = bce->cmd->entity.domain->sim;
  bool proxy = bce->cmd->dmm->config->mode == DMM_PROXY;
  struct cmd_writer writer;

  timer_stop (sim->engine, &bce->aggregation);
  writer_init (&writer, bce);
  bce->answered = true;
  for (guint i = 0; i < bce->previous->len; i++)
    {
      struct p_maar *p = g_ptr_array_index (bce->previous, i);

      if (p->state == P_MAAR_CURRENT || (proxy && p->state == P_MAAR_UPDATING))
        writer_add (&writer, p);
    }
  cmd_drop_request (bce);
  writer_send (&writer);
}

/* 3.2: "all the PBAs so far collected are transmitted, and the remaining are
 * sent later upon their arrival". */
void
cmd_aggregate (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  cmd_answer (subject);
}

/* 3.3: each previous MAAR answers for itself; for one that has lost its prefix
 * nobody would. */
static void
settle_locator (struct cmd_bce *bce, struct p_maar *updated)
{
  if (!updated)
    bce->silent = true;
  else
    bce->answered = true;
  if (!cmd_is_updating (bce) && bce->silent)
    cmd_answer (bce);
  else
    cmd_drop_request (bce);
}

static void
settle_relay (struct cmd_bce *bce, struct p_maar *updated)
{
  const struct dmm_config *config = bce->cmd->dmm->config;

  if (updated && (!config->aggregate || bce->answered))
    cmd_answer_one (bce, updated);
  else if (!cmd_is_updating (bce) && !bce->answered)
    cmd_answer (bce);
  else
    cmd_drop_request (bce);
}

void
cmd_settle (struct cmd_bce *bce, struct p_maar *updated)
{
  switch (bce->cmd->dmm->config->mode)
    {
    case DMM_RELAY:
      settle_relay (bce, updated);
      break;
    case DMM_LOCATOR:
      settle_locator (bce, updated);
      break;
    default: /* a proxy has answered */
      cmd_drop_request (bce);
      break;
    }
}
