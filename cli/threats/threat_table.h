/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What "dmmsim threats" crosses: threats, architectures, defenses.  Nodes are
 * those of scenarios/threats.json. */
#ifndef DMMSIM_CLI_THREATS_THREAT_TABLE_H
#define DMMSIM_CLI_THREATS_THREAT_TABLE_H

#include <stdbool.h>

/* An entry of "attacks", without its braces and ingress_filtering; and what is
 * looked at: the harm done, or what is sent to others on account of it. */
struct threat
{
  const char *name, *help, *attack;
  bool amplifies;
};

struct threatened
{
  const char *name, *architecture; /* value of "architecture" */
};

struct defense
{
  const char *name, *help;
  const char *security; /* value of "security" */
  bool ingress_filtering;
};

/* Each ended by a row without name. */
extern const struct threat threats[];
extern const struct threatened threatened[];
extern const struct defense defenses[];

#endif
