#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make-prefix.sh LIBRARY...: prints sim/prefix.h for the symbols they define.
# Run by "make prefix" when public functions came or went.
set -eu

cat <<'END'
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made by "make prefix"; not for editing.
 *
 * Sources say engine_run(), the linker sees dmm_engine_run(): names that the
 * installed libraries bring into a program carry their prefix.  The compiler
 * includes this file first (pkg-config --cflags dmmsim says so as well). */
#ifndef DMMSIM_SIM_PREFIX_H
#define DMMSIM_SIM_PREFIX_H

/* clang-format off */
END
nm -g --defined-only "$@" 2>/dev/null \
  | awk 'NF == 3 && $2 ~ /^[A-Z]$/ { sub (/^dmm_/, "", $3); print $3 }' \
  | grep -v '^dmmsim_' | LC_ALL=C sort -u | sed 's/.*/#define & dmm_&/'
cat <<'END'
/* clang-format on */

#endif
END
