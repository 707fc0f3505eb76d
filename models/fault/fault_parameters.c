/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of "faults". */
#include "models/fault/fault.h"
#include "sim/bursts.h"

#define AT(member) .offset = offsetof (struct failure_config, member)

static const struct parameter failure_parameters[]
    = { { .key = "node",
          .type = PARAMETER_STRING,
          AT (node),
          .help = "a node: nothing enters, leaves or passes it",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_PLACE },
        { .key = "link",
          .type = PARAMETER_STRINGS,
          AT (link),
          .help = "the two nodes it joins",
          .flags = PARAMETER_OPTIONAL | PARAMETER_NOT_EMPTY,
          .reference = REFERENCE_NODE },
        { .key = "partition",
          .type = PARAMETER_STRINGS,
          AT (partition),
          .help = "nodes: every link between them and the others",
          .flags = PARAMETER_OPTIONAL | PARAMETER_NOT_EMPTY,
          .reference = REFERENCE_PLACE },
        { 0 } };
#undef AT

#define AT(member) .offset = offsetof (struct direction_change, member)

static const struct parameter direction_parameters[]
    = { { .key = "delay",
          .type = PARAMETER_TIME,
          AT (delay),
          .help = "one way; default: as it is",
          .flags = PARAMETER_OPTIONAL },
        { .key = "rate",
          .type = PARAMETER_RATE,
          AT (rate),
          .help = "of transmission; default: as it is",
          .flags = PARAMETER_OPTIONAL | PARAMETER_POSITIVE },
        { .key = "loss",
          .type = PARAMETER_PROBABILITY,
          AT (loss),
          .help = "probability that a packet is lost; default: as it is",
          .flags = PARAMETER_OPTIONAL },
        { .key = "gilbert_elliott",
          .type = PARAMETER_OBJECT,
          AT (bursts),
          .help = "bursts of loss, in place of \"loss\"; default: as it is",
          .of = burst_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct direction_change, has_bursts) },
        { .key = "corruption",
          .type = PARAMETER_PROBABILITY,
          AT (corruption),
          .help = "probability that an octet arrives damaged; default: as it "
                  "is",
          .flags = PARAMETER_OPTIONAL },
        { 0 } };
#undef AT

#define AT(member) .offset = offsetof (struct change_config, member)

static const struct parameter change_parameters[]
    = { { .key = "link",
          .type = PARAMETER_STRINGS,
          AT (link),
          .help = "the two nodes it joins",
          .flags = PARAMETER_NOT_EMPTY,
          .reference = REFERENCE_NODE },
        { .key = "both",
          .type = PARAMETER_INCLUDE,
          AT (both),
          .of = direction_parameters },
        { .key = "forward",
          .type = PARAMETER_OBJECT,
          AT (forward),
          .help = "what differs from the first node to the second",
          .of = direction_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct change_config, has_forward) },
        { .key = "backward",
          .type = PARAMETER_OBJECT,
          AT (backward),
          .help = "what differs from the second node to the first",
          .of = direction_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct change_config, has_backward) },
        { 0 } };
#undef AT

static const struct parameter clock_parameters[]
    = { { .key = "node",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct clock_config, node),
          .help = "whose entities have that clock",
          .reference = REFERENCE_PLACE },
        { .key = "offset",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct clock_config, offset),
          .help = "ahead of true time; negative: behind",
          .flags = PARAMETER_SIGNED },
        { 0 } };

static const char *const state_names[] = { "kept", "lost", NULL };

#define AT(member) .offset = offsetof (struct fault_config, member)

const struct parameter fault_parameters[]
    = { { .key = "at",
          .type = PARAMETER_TIME,
          AT (at),
          .help = "when it begins; or \"every\"",
          .flags = PARAMETER_OPTIONAL },
        { .key = "for",
          .type = PARAMETER_LAW_TIME,
          AT (duration),
          .help = "how long it lasts; default: to the end",
          .flags = PARAMETER_OPTIONAL | PARAMETER_POSITIVE },
        { .key = "every",
          .type = PARAMETER_LAW_TIME,
          AT (every),
          .help = "again and again, after so long in service: needs \"for\"",
          .flags = PARAMETER_OPTIONAL | PARAMETER_POSITIVE },
        { .key = "fail",
          .type = PARAMETER_OBJECT,
          AT (fail),
          .help = "what goes out of service",
          .of = failure_parameters,
          .tag = "node",
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct fault_config, has_fail) },
        { .key = "change",
          .type = PARAMETER_OBJECT,
          AT (change),
          .help = "a link that changes",
          .of = change_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct fault_config, has_change) },
        { .key = "restart",
          .type = PARAMETER_STRING,
          AT (restart),
          .help = "a node that fails and restarts after \"for\"",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_PLACE },
        { .key = "state",
          .type = PARAMETER_ENUM,
          AT (state),
          .help = "of the mobility entities at a node that restarts; default: "
                  "kept",
          .choices = state_names,
          .flags = PARAMETER_OPTIONAL },
        { .key = "clock",
          .type = PARAMETER_OBJECT,
          AT (clock),
          .help = "a clock that is off, as timestamps show it",
          .of = clock_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct fault_config, has_clock) },
        { 0 } };
#undef AT
