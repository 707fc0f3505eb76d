/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "cli/commit.h"
#include "cli/verbs.h"

const char dmmsim_version[] = PACKAGE_VERSION;
const char dmmsim_commit[] = DMMSIM_COMMIT;
#ifdef __clang__
const char dmmsim_compiler[] = "clang " __clang_version__;
#else
const char dmmsim_compiler[] = "gcc " __VERSION__;
#endif

int
verb_version (int argc, char **argv)
{
  static const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };

  if (!verb_options ("version", none, &argc, &argv))
    return EXIT_BAD_INPUT;
  printf ("dmmsim %s\ncommit %s\ncompiler %s\n", dmmsim_version,
          dmmsim_commit[0] != '\0' ? dmmsim_commit : "unknown",
          dmmsim_compiler);
  return EXIT_OK;
}
