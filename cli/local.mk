# SPDX-License-Identifier: GPL-3.0-or-later
lib_LIBRARIES += libdmmsim-cli.a
libdmmsim_cli_a_SOURCES =
