/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of what the trace points of the models carry. */
#include "models/trace.h"

#define X(name, text) [ROLE_##name] = text,
static const char *const role_names[] = { ENTITY_ROLES (X) };
#undef X

const char *
entity_role_name (enum entity_role role)
{
  return role < ENTITY_ROLES_N ? role_names[role] : NULL;
}

#define X(name, text) [HANDOVER_##name] = text,
static const char *const outcome_names[] = { HANDOVER_OUTCOMES (X) };
#undef X

#define X(name, text) [SECURITY_##name] = text,
static const char *const verdict_names[] = { SECURITY_VERDICTS (X) };
#undef X

const char *
security_verdict_name (enum security_verdict verdict)
{
  return verdict < SECURITY_VERDICTS_N ? verdict_names[verdict] : NULL;
}

const char *
handover_outcome_name (enum handover_outcome outcome)
{
  return outcome < HANDOVER_OUTCOMES_N ? outcome_names[outcome] : NULL;
}

#define X(name, text) [FAULT_##name] = text,
static const char *const fault_names[] = { FAULT_KINDS (X) };
#undef X

const char *
fault_kind_name (enum fault_kind kind)
{
  return kind < FAULT_KINDS_N ? fault_names[kind] : NULL;
}
