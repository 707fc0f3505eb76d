# SPDX-License-Identifier: GPL-3.0-or-later
lib_LIBRARIES += libdmmsim-analysis.a
libdmmsim_analysis_a_SOURCES =

# What is measured: listeners at the trace points.
libdmmsim_analysis_a_SOURCES += \
  analysis/collectors/anchors.c \
  analysis/collectors/attacks.c \
  analysis/collectors/collector.c \
  analysis/collectors/collector.h \
  analysis/collectors/copies.c \
  analysis/collectors/copies.h \
  analysis/collectors/entities.c \
  analysis/collectors/faults.c \
  analysis/collectors/security.c \
  analysis/collectors/outages.c \
  analysis/collectors/flow_metrics.c \
  analysis/collectors/flows.c \
  analysis/collectors/handover_flows.c \
  analysis/collectors/handovers.c \
  analysis/collectors/multipath.c \
  analysis/collectors/packets.c \
  analysis/collectors/parts.h \
  analysis/collectors/paths.c \
  analysis/collectors/pool.c \
  analysis/collectors/pool.h \
  analysis/collectors/queues.c \
  analysis/collectors/records.h \
  analysis/collectors/reordering.c \
  analysis/collectors/reordering.h \
  analysis/collectors/resequencer.c \
  analysis/collectors/resequencer.h \
  analysis/collectors/series.c \
  analysis/collectors/signaling.c

# Names, units, numbers.
libdmmsim_analysis_a_SOURCES += \
  analysis/metrics/distribution.c \
  analysis/metrics/distribution.h \
  analysis/metrics/expect.c \
  analysis/metrics/expect.h \
  analysis/metrics/metric_table.c \
  analysis/metrics/metrics.c \
  analysis/metrics/metrics.h \
  analysis/metrics/metrics_json.c \
  analysis/metrics/metrics_json.h

# Result folders and tables, written and read.
libdmmsim_analysis_a_SOURCES += \
  analysis/results/csv.c \
  analysis/results/csv.h \
  analysis/results/csv_column.c \
  analysis/results/csv_column.h \
  analysis/results/csv_read.c \
  analysis/results/csv_read.h \
  analysis/results/folder.c \
  analysis/results/folder.h \
  analysis/results/format.c \
  analysis/results/format.h \
  analysis/results/json_file.c \
  analysis/results/json_file.h \
  analysis/results/realtime_results.c \
  analysis/results/realtime_results.h \
  analysis/results/result_folder.c \
  analysis/results/result_tables.c \
  analysis/results/result_tables.h \
  analysis/results/results.c \
  analysis/results/results.h \
  analysis/results/series_tables.c \
  analysis/results/series_tables.h

# Many runs: records, cases, comparison.
libdmmsim_analysis_a_SOURCES += \
  analysis/studies/bless.c \
  analysis/studies/bless.h \
  analysis/studies/cases.c \
  analysis/studies/cases.h \
  analysis/studies/cases_build.h \
  analysis/studies/cases_load.c \
  analysis/studies/comparison.c \
  analysis/studies/comparison.h \
  analysis/studies/comparison_report.c \
  analysis/studies/stopping.c \
  analysis/studies/stopping.h \
  analysis/studies/study.c \
  analysis/studies/study.h \
  analysis/studies/study_record.c \
  analysis/studies/study_results.c

# Intervals, pairs, precision, and their tables.
libdmmsim_analysis_a_SOURCES += \
  analysis/statistics/estimates.c \
  analysis/statistics/estimates.h \
  analysis/statistics/interval.c \
  analysis/statistics/interval.h \
  analysis/statistics/paired.c \
  analysis/statistics/paired.h \
  analysis/statistics/precision.c \
  analysis/statistics/precision.h \
  analysis/statistics/report_table.c \
  analysis/statistics/report_table.h \
  analysis/statistics/statistics_tables.c \
  analysis/statistics/statistics_tables.h \
  analysis/statistics/warmup.c \
  analysis/statistics/warmup.h

# Closed forms.
libdmmsim_analysis_a_SOURCES += \
  analysis/predictions/anchors.c \
  analysis/predictions/attacks.c \
  analysis/predictions/centre.c \
  analysis/predictions/control_load.c \
  analysis/predictions/delivery.c \
  analysis/predictions/handover.c \
  analysis/predictions/lost.c \
  analysis/predictions/prediction.c \
  analysis/predictions/prediction.h \
  analysis/predictions/prediction_laws.h \
  analysis/predictions/signaling.c

# Figures, drawn by gnuplot.
libdmmsim_analysis_a_SOURCES += \
  analysis/figures/axes.c \
  analysis/figures/bar_table.c \
  analysis/figures/bars.c \
  analysis/figures/cdf.c \
  analysis/figures/components.c \
  analysis/figures/defaults.c \
  analysis/figures/figure.h \
  analysis/figures/figures.c \
  analysis/figures/figures.h \
  analysis/figures/gnuplot.c \
  analysis/figures/gnuplot.h \
  analysis/figures/kinds.c \
  analysis/figures/kinds.h \
  analysis/figures/lines.c \
  analysis/figures/map.c \
  analysis/figures/request.c \
  analysis/figures/script.c \
  analysis/figures/script.h \
  analysis/figures/selection.c \
  analysis/figures/series.c \
  analysis/figures/units.c \
  analysis/figures/units.h

# What happened, as recordings and sequence charts.
libdmmsim_analysis_a_SOURCES += \
  analysis/charts/recording.c \
  analysis/charts/recording.h \
  analysis/charts/recording_access.c \
  analysis/charts/recording_faults.c \
  analysis/charts/recording_messages.c \
  analysis/charts/recording_parts.h \
  analysis/charts/recording_tunnels.c \
  analysis/charts/sequence_chart.c \
  analysis/charts/sequence_chart.h \
  analysis/charts/sequence_mscgen.c \
  analysis/charts/sequence_svg.c \
  analysis/charts/sequence_text.c

# The page of a report; its template, styles and scripts are linked in.
libdmmsim_analysis_a_SOURCES += \
  analysis/report/layout.c \
  analysis/report/layout.h \
  analysis/report/page.c \
  analysis/report/page.h \
  analysis/report/recording_json.c \
  analysis/report/recording_json.h
nodist_libdmmsim_analysis_a_SOURCES = \
  analysis/report/assets.c analysis/report/assets.h
REPORT_ASSETS = \
  analysis/report/assets.xml analysis/report/page.html \
  analysis/report/style.css analysis/report/scene.js analysis/report/map.js \
  analysis/report/chart.js analysis/report/player.js analysis/report/main.js
EXTRA_DIST += $(REPORT_ASSETS)
COMPILE_ASSETS = $(GLIB_COMPILE_RESOURCES) --c-name report_assets \
  --sourcedir $(srcdir)/analysis/report
analysis/report/assets.c: $(REPORT_ASSETS)
	@$(MKDIR_P) analysis/report
	$(AM_V_GEN) $(COMPILE_ASSETS) --generate-source --target $@ \
	  $(srcdir)/analysis/report/assets.xml
analysis/report/assets.h: $(REPORT_ASSETS)
	@$(MKDIR_P) analysis/report
	$(AM_V_GEN) $(COMPILE_ASSETS) --generate-header --target $@ \
	  $(srcdir)/analysis/report/assets.xml
analysis/report/page.$(OBJEXT): analysis/report/assets.h
BUILT_SOURCES += analysis/report/assets.h
CLEANFILES += analysis/report/assets.c analysis/report/assets.h
