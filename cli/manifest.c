/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/manifest.h"

#include "cli/verbs.h"

struct result_manifest
manifest_of (const scenario *s, const char *digest)
{
  return (struct result_manifest){
    .version = dmmsim_version,
    .commit = dmmsim_commit[0] != '\0' ? dmmsim_commit : NULL,
    .compiler = dmmsim_compiler,
    .scenario = s->path,
    .title = s->title,
    .architecture = s->architecture.chosen->name,
    .scenario_digest = digest,
    .seed = s->seed,
  };
}
