/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/suboption.h"

#include <glib.h>
#include <string.h>

#include "models/codec/tables.h"

static const struct field bids_fields[] = {
  FIELD (suboption, list, "bids", 0, REST_AS (FORM_NUMBERS16)),
  END,
};

static const struct field selector_fields_[] = {
  FIELD (suboption, selector.format, "ts_format", 0, U8),
  FIELD (suboption, selector.body, "selector", 2, REST_AS (FORM_SELECTOR)),
  END,
};

static const struct field action_fields[] = {
  FIELD (suboption, value, "action", 1, U8),
  END,
};

static const struct field target_fields[] = {
  FIELD (suboption, address, "addr", 2, REST_AS (FORM_ADDRESS)),
  END,
};

static const struct suboption_row flow_rows[] = {
  [FLOW_BINDING_REFERENCE] = { "Binding Reference", LENGTH_AT_LEAST (2), 2,
                               bids_fields, true, "RFC 6089 4.2.1.3" },
  [FLOW_TRAFFIC_SELECTOR] = { "Traffic Selector", LENGTH_AT_LEAST (2), 2,
                              selector_fields_, true, "RFC 6089 4.2.1.4" },
  [FLOW_ACTION] = { "Flow Binding Action", LENGTH (2), 2, action_fields, true,
                    "RFC 7109 6.2.1" },
  [FLOW_TARGET_CARE_OF] = { "Target Care-of Address", LENGTH (6) | LENGTH (18),
                            6, target_fields, true, "RFC 7109 6.2.2" },
};

const struct suboption_table flow_suboptions
    = { true, G_N_ELEMENTS (flow_rows), flow_rows };

/* Any option type may be asked for: none has a row. */
const struct suboption_table context_suboptions = { false, 0, NULL };

static const struct field octets_fields[] = {
  FIELD (suboption, list, "data", 0, REST),
  END,
};

static const struct suboption_row access_network_rows[] = {
  [1] = { "Network-Identifier", LENGTH_AT_LEAST (2), 2, octets_fields, true,
          "RFC 6757 3.1.1" },
  [2]
  = { "Geo-Location", LENGTH (6), 6, octets_fields, true, "RFC 6757 3.1.2" },
  [3] = { "Operator-Identifier", LENGTH_AT_LEAST (1), 1, octets_fields, true,
          "RFC 6757 3.1.3" },
  [4] = { "Civic-Location", LENGTH_AT_LEAST (2), 2, octets_fields, false,
          "RFC 7563 3.1" },
  [5] = { "MAG-Group-Identifier", LENGTH (2), 2, octets_fields, false,
          "RFC 7563 3.2" },
  [6]
  = { "ANI Update-Timer", LENGTH (2), 2, octets_fields, false, "RFC 7563 3.3" },
};

const struct suboption_table access_network_suboptions
    = { false, G_N_ELEMENTS (access_network_rows), access_network_rows };

const struct suboption_table qos_suboptions = { false, 0, NULL };

static const struct field numbers_fields[] = {
  FIELD (suboption, list, "v16", 0, REST_AS (FORM_NUMBERS16)),
  END,
};

static const struct suboption_row mag_parameters_rows[] = {
  [1] = { "Binding Re-registration Control", LENGTH (6), 6, numbers_fields,
          true, "RFC 8127 3.1.1" },
  [2] = { "Heartbeat Control", LENGTH (6), 6, numbers_fields, false,
          "RFC 8127 3.1.2" },
};

const struct suboption_table mag_parameters_suboptions
    = { false, G_N_ELEMENTS (mag_parameters_rows), mag_parameters_rows };

const struct suboption_row *
suboption_row (const struct suboption_table *table, unsigned type)
{
  if (type >= table->n || table->rows[type].name == NULL)
    return NULL;
  return &table->rows[type];
}

static bool
is_pad1 (const struct suboption_table *table, const uint8_t *octets)
{
  return table->padded && octets[0] == SUBOPTION_PAD1;
}

/* Octets of the sub-option at the start of @rest; 0: it does not fit. */
static size_t
suboption_size (const struct suboption_table *table, struct view rest)
{
  if (is_pad1 (table, rest.octets))
    return 1;
  if (rest.n < 2 || rest.n - 2 < rest.octets[1])
    return 0;
  return 2u + rest.octets[1];
}

bool
suboption_next (const struct suboption_table *table, struct view *rest,
                struct suboption *suboption)
{
  const struct suboption_row *row;
  size_t size = rest->n > 0 ? suboption_size (table, *rest) : 0;

  if (size == 0)
    return false;
  memset (suboption, 0, sizeof *suboption);
  suboption->type = rest->octets[0];
  if (size > 1)
    suboption->raw = (struct view){ rest->octets + 2, size - 2 };
  rest->octets += size;
  rest->n -= size;
  row = suboption_row (table, suboption->type);
  if (row == NULL)
    return true;
  return length_is_allowed (row->lengths, suboption->raw.n)
         && fields_read (row->fields, suboption->raw.octets, suboption->raw.n,
                         suboption);
}

bool
suboptions_are_right (const struct suboption_table *table, struct view octets)
{
  struct suboption suboption;

  while (octets.n > 0)
    if (!suboption_next (table, &octets, &suboption))
      return false;
  return true;
}

bool
suboption_find (const struct suboption_table *table, struct view octets,
                unsigned type, struct suboption *suboption)
{
  while (suboption_next (table, &octets, suboption))
    if (suboption->type == type)
      return true;
  return false;
}

size_t
suboption_put (uint8_t *octets, size_t at, unsigned type, struct view data)
{
  g_assert (data.n <= UINT8_MAX);
  octets[at] = (uint8_t)type;
  octets[at + 1] = (uint8_t)data.n;
  if (data.n > 0)
    memcpy (octets + at + 2, data.octets, data.n);
  return at + 2 + data.n;
}
