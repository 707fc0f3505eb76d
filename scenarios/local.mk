# SPDX-License-Identifier: GPL-3.0-or-later
lib_LIBRARIES += libdmmsim-scenarios.a
libdmmsim_scenarios_a_SOURCES =
