/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How cases come to be: for what reads them, and for tests. */
#ifndef DMMSIM_ANALYSIS_STUDIES_CASES_BUILD_H
#define DMMSIM_ANALYSIS_STUDIES_CASES_BUILD_H

#include "analysis/studies/cases.h"

/* Empty.  (transfer full) */
cases *cases_new (const char *path);
/* A case without settings and runs; @c owns it. */
struct result_case *cases_add (cases *c);
/* @number: of the value in SI base units, or NAN. */
void case_add_setting (struct result_case *of, const char *axis,
                       const char *value, double number);

#endif
