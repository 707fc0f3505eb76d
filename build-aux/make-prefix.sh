#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make-prefix.sh OLD LIBRARY...: prints sim/prefix.h for the symbols that the
# libraries define, OLD being the one they were compiled with.  Run by "make
# prefix" when public functions came or went.  Names that begin with dmm_ in the
# sources have their prefix already.
set -eu
old=$1
shift

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
  | awk -v old="$old" '
      BEGIN { while ((getline line < old) > 0)
                if (split (line, w, " ") == 3 && w[3] == "dmm_" w[2])
                  known[w[3]] = w[2] }
      NF != 3 || $2 !~ /^[A-Z]$/ || $3 ~ /^dmmsim_/ { next }
      $3 in known { print known[$3]; next }
      $3 !~ /^dmm_/ { print $3 }' \
  | LC_ALL=C sort -u | sed 's/.*/#define & dmm_&/'
cat <<'END'
/* clang-format on */

#endif
END
