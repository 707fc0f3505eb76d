/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/mh_check.h"

#include <glib.h>

#include "models/codec/mh_rules.h"
#include "models/codec/tables.h"

static struct mh_verdict
verdict (enum mh_reaction reaction, const char *why, unsigned option)
{
  return (struct mh_verdict){ .reaction = reaction,
                              .why = why,
                              .option = (uint16_t)option };
}

static struct mh_verdict
reject (unsigned status, const char *why, unsigned option)
{
  struct mh_verdict answer = verdict (MH_REJECT, why, option);

  answer.status = (uint8_t)status;
  return answer;
}

static struct mh_verdict
parameter_problem (unsigned pointer, const char *why)
{
  struct mh_verdict answer = verdict (MH_PARAMETER_PROBLEM, why, MH_NO_OPTION);

  answer.pointer = (uint8_t)pointer;
  return answer;
}

static struct mh_verdict
binding_error (unsigned status, const char *why)
{
  struct mh_verdict answer = verdict (MH_BINDING_ERROR, why, MH_NO_OPTION);

  answer.status = (uint8_t)status;
  return answer;
}

static struct mh_verdict
accept (void)
{
  return verdict (MH_ACCEPT, NULL, MH_NO_OPTION);
}

/* What did not decode */

/* The option that did not decode is the last one listed.  A wrong length of
 * some gets a status of its own (RFC 5648 4.3). */
static struct mh_verdict
check_bad_option (const struct mh_message *message)
{
  const char *why = mh_result_text (MH_BAD_OPTION);
  unsigned last = message->n_options - 1u;
  const struct option_row *row;

  if (message->n_options == 0)
    return verdict (MH_DECODE_ERROR, why, MH_NO_OPTION);
  row = mh_option_row (message->options[last].type);
  if (message->type == MH_BU && row != NULL && row->reject != 0
      && !length_is_allowed (row->lengths, message->options[last].raw.n))
    return reject (row->reject, why, last);
  return verdict (MH_DECODE_ERROR, why, last);
}

static struct mh_verdict
check_result (enum mh_result result, const struct mh_message *message)
{
  const char *why = mh_result_text (result);

  switch (result)
    {
    case MH_BAD_CHECKSUM:
      return verdict (MH_DROP_SILENT, why, MH_NO_OPTION);
    case MH_UNKNOWN_TYPE:
      return binding_error (BINDING_ERROR_UNKNOWN_TYPE, why);
    case MH_BAD_PROTO:
      return parameter_problem (MH_AT_PAYLOAD_PROTO, why);
    case MH_BAD_LENGTH:
      return parameter_problem (MH_AT_HEADER_LEN, why);
    case MH_OPTION_NOT_LAST:
      return verdict (MH_DROP_SILENT, why, message->n_options - 1u);
    case MH_BAD_OPTION:
      return check_bad_option (message);
    default:
      return verdict (MH_DECODE_ERROR, why, MH_NO_OPTION);
    }
}

static bool
is_dmm (const struct mh_message *message)
{
  return (message->type == MH_BU && (message->bu.flags & BU_D) != 0)
         || (message->type == MH_BA && (message->ba.flags & BA_D) != 0);
}

/* Rules between options, from their rows */

static bool
comes_before (const struct mh_message *message, unsigned type, unsigned at)
{
  for (unsigned i = 0; i < at; i++)
    if (message->options[i].type == type)
      return true;
  return false;
}

static const char *
broken_order (const struct mh_message *message, const struct option_row *row,
              unsigned at)
{
  unsigned type = message->options[at].type;

  if ((row->allowed & WITH_D) != 0 && !is_dmm (message))
    return "an option of RFC 8885 without the flag D";
  if ((row->repeatable & IN (message->type)) == 0
      && comes_before (message, type, at))
    return "an option twice that may be there once";
  if (row->after != 0 && !comes_before (message, row->after, at)
      && mh_find (message, row->after, 0) != NULL)
    return "options in the wrong order";
  return NULL;
}

static bool
is_allowed (const struct mh_message *message, const struct option_row *row)
{
  return (row->allowed & IN (message->type)) != 0;
}

/* The option at @at, of a row. */
static struct mh_verdict
check_option (const struct mh_message *message, const struct option_row *row,
              unsigned at)
{
  const char *why = broken_order (message, row, at);
  const struct mh_rule *rule;

  if (why != NULL)
    return verdict (MH_SEMANTIC_ERROR, why, at);
  rule = mh_rule_broken (message, &message->options[at]);
  if (rule == NULL)
    return accept ();
  if (rule->status != 0)
    return reject (rule->status, rule->why, at);
  return verdict (MH_SEMANTIC_ERROR, rule->why, at);
}

/* What is not meant for this message is ignored, as unknown options are: the
 * last such one is remarked. */
static struct mh_verdict
check_options (const struct mh_message *message)
{
  struct mh_verdict answer = accept ();

  for (unsigned i = 0; i < message->n_options; i++)
    {
      const struct option_row *row = mh_option_row (message->options[i].type);
      struct mh_verdict found;

      if (row == NULL)
        continue;
      found = check_option (message, row, i);
      if (found.reaction != MH_ACCEPT)
        return found;
      if (!is_allowed (message, row))
        answer = verdict (MH_ACCEPT, "an option not meant for this message", i);
    }
  return answer;
}

/* What a PBU must have, in the order of RFC 5213 5.3.1. */
static const struct
{
  uint8_t option, status;
  const char *why;
} required[] = {
  { OPTION_MN_IDENTIFIER, STATUS_MISSING_MN_IDENTIFIER,
    "PBU without mobile node identifier" },
  { OPTION_HOME_NETWORK_PREFIX, STATUS_MISSING_HNP,
    "PBU without home network prefix" },
  { OPTION_HANDOFF_INDICATOR, STATUS_MISSING_HANDOFF_INDICATOR,
    "PBU without handoff indicator" },
  { OPTION_ACCESS_TECHNOLOGY, STATUS_MISSING_ACCESS_TECHNOLOGY,
    "PBU without access technology type" },
};

static struct mh_verdict
check_pbu (const struct mh_message *pbu)
{
  for (size_t i = 0; i < G_N_ELEMENTS (required); i++)
    if (mh_find (pbu, required[i].option, 0) == NULL)
      return reject (required[i].status, required[i].why, MH_NO_OPTION);
  return accept ();
}

static bool
revocation_is_unknown (const struct mh_message *message)
{
  return message->type == MH_BRM
         && message->revocation.kind != REVOCATION_INDICATION
         && message->revocation.kind != REVOCATION_ACKNOWLEDGEMENT;
}

struct mh_verdict
mh_check (enum mh_result result, const struct mh_message *message)
{
  struct mh_verdict options, answer = accept ();

  if (result != MH_OK)
    return check_result (result, message);
  if (revocation_is_unknown (message))
    return verdict (MH_SEMANTIC_ERROR, "unknown revocation type (RFC 5846 5)",
                    MH_NO_OPTION);
  options = check_options (message);
  if (options.reaction != MH_ACCEPT)
    return options;
  if (message->type == MH_BU && (message->bu.flags & BU_P) != 0)
    answer = check_pbu (message);
  return answer.reaction != MH_ACCEPT ? answer : options;
}

char *
mh_verdict_text (const struct mh_verdict *verdict,
                 char text[MH_VERDICT_TEXT_SIZE])
{
  static const char *const texts[] = {
    [MH_ACCEPT] = "accept",
    [MH_DROP_SILENT] = "drop-silent",
    [MH_DECODE_ERROR] = "decode-error",
    [MH_SEMANTIC_ERROR] = "semantic-error",
  };

  switch (verdict->reaction)
    {
    case MH_PARAMETER_PROBLEM:
      g_snprintf (text, MH_VERDICT_TEXT_SIZE,
                  "drop-icmp-param-problem-code%u-pointer%u", verdict->code,
                  verdict->pointer);
      break;
    case MH_BINDING_ERROR:
      g_snprintf (text, MH_VERDICT_TEXT_SIZE,
                  "drop-send-binding-error-status%u", verdict->status);
      break;
    case MH_REJECT:
      g_snprintf (text, MH_VERDICT_TEXT_SIZE, "reject-status-%u",
                  verdict->status);
      break;
    default:
      g_strlcpy (text, texts[verdict->reaction], MH_VERDICT_TEXT_SIZE);
      break;
    }
  return text;
}
