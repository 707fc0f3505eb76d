/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/drop.h"

#include <glib.h>

static const struct
{
  const char *name, *help;
} drop_reasons[DROP_N] = {
#define X(enumerator, name, help) [DROP_##enumerator] = { name, help },
  DROP_REASONS (X)
#undef X
};

const char *
drop_reason_name (enum drop_reason reason)
{
  g_assert ((unsigned)reason < DROP_N);
  return drop_reasons[reason].name;
}

const char *
drop_reason_help (enum drop_reason reason)
{
  g_assert ((unsigned)reason < DROP_N);
  return drop_reasons[reason].help;
}
