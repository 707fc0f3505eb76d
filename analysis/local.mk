# SPDX-License-Identifier: GPL-3.0-or-later
lib_LIBRARIES += libdmmsim-analysis.a
libdmmsim_analysis_a_SOURCES =
