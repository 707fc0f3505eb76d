/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a report's page. */
#ifndef DMMSIM_CLI_LOOKING_REPORT_PARTS_H
#define DMMSIM_CLI_LOOKING_REPORT_PARTS_H

#include "analysis/charts/recording.h"
#include "analysis/report/page.h"
#include "analysis/studies/cases.h"
#include "cli/looking/rerun.h"
#include "scenarios/scenario.h"

/* Title, settings, resolved scenario, tables, figures, provenance: what needs
 * no run. */
void report_put_question (struct report_page *page, const cases *found,
                          const struct rerun *rerun);
void report_put_scenario (struct report_page *page, const study_record *record);
void report_put_tables (struct report_page *page, const cases *found);
void report_put_figures (struct report_page *page, const cases *found);
void report_put_provenance (struct report_page *page,
                            const study_record *record);

/* The replay: map of @s and what was recorded of its run, while that lives. */
void report_put_scene (struct report_page *page, const scenario *s,
                       const struct recording *recording);

#endif
