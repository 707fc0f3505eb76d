# SPDX-License-Identifier: GPL-3.0-or-later
lib_LIBRARIES += libdmmsim-analysis.a
libdmmsim_analysis_a_SOURCES = \
  analysis/collector.c \
  analysis/collector.h \
  analysis/collector_anchors.c \
  analysis/collector_entities.c \
  analysis/collector_faults.c \
  analysis/collector_flow_metrics.c \
  analysis/collector_flows.c \
  analysis/collector_handover_flows.c \
  analysis/collector_handovers.c \
  analysis/collector_multipath.c \
  analysis/collector_packets.c \
  analysis/collector_paths.c \
  analysis/collector_series.c \
  analysis/collector_signaling.c \
  analysis/csv.c \
  analysis/csv.h \
  analysis/distribution.c \
  analysis/distribution.h \
  analysis/expect.c \
  analysis/expect.h \
  analysis/format.c \
  analysis/format.h \
  analysis/json_file.c \
  analysis/json_file.h \
  analysis/metric_table.c \
  analysis/metrics.c \
  analysis/metrics.h \
  analysis/metrics_json.c \
  analysis/metrics_json.h \
  analysis/parts.h \
  analysis/pool.c \
  analysis/pool.h \
  analysis/realtime_results.c \
  analysis/realtime_results.h \
  analysis/records.h \
  analysis/reordering.c \
  analysis/reordering.h \
  analysis/resequencer.c \
  analysis/resequencer.h \
  analysis/result_folder.c \
  analysis/result_tables.c \
  analysis/result_tables.h \
  analysis/results.c \
  analysis/results.h \
  analysis/study.c \
  analysis/study.h \
  analysis/study_record.c \
  analysis/study_results.c

# Statistics over replications, comparison.
libdmmsim_analysis_a_SOURCES += \
  analysis/bless.c analysis/bless.h \
  analysis/cases.c analysis/cases.h \
  analysis/cases_build.h analysis/cases_load.c \
  analysis/comparison.c analysis/comparison.h \
  analysis/comparison_report.c \
  analysis/csv_column.c analysis/csv_column.h \
  analysis/estimates.c analysis/estimates.h \
  analysis/folder.c analysis/folder.h \
  analysis/interval.c analysis/interval.h \
  analysis/paired.c analysis/paired.h \
  analysis/precision.c analysis/precision.h \
  analysis/prediction.c analysis/prediction.h \
  analysis/prediction_anchors.c analysis/prediction_delivery.c \
  analysis/prediction_handover.c analysis/prediction_laws.h \
  analysis/prediction_signaling.c \
  analysis/report_table.c analysis/report_table.h \
  analysis/series_tables.c analysis/series_tables.h \
  analysis/statistics_tables.c analysis/statistics_tables.h \
  analysis/stopping.c analysis/stopping.h \
  analysis/warmup.c analysis/warmup.h

# Looking: what happened, as sequence charts.
libdmmsim_analysis_a_SOURCES += \
  analysis/recording.c analysis/recording.h analysis/recording_parts.h \
  analysis/recording_access.c analysis/recording_messages.c \
  analysis/recording_tunnels.c \
  analysis/sequence_chart.c analysis/sequence_chart.h \
  analysis/sequence_mscgen.c analysis/sequence_svg.c analysis/sequence_text.c

# Figures.
libdmmsim_analysis_a_SOURCES += \
  analysis/csv_read.c analysis/csv_read.h \
  analysis/figures/axes.c \
  analysis/figures/bar_table.c \
  analysis/figures/bars.c \
  analysis/figures/cdf.c \
  analysis/figures/components.c \
  analysis/figures/defaults.c \
  analysis/figures/figure.h \
  analysis/figures/figures.c analysis/figures/figures.h \
  analysis/figures/gnuplot.c analysis/figures/gnuplot.h \
  analysis/figures/kinds.c analysis/figures/kinds.h \
  analysis/figures/lines.c \
  analysis/figures/map.c \
  analysis/figures/request.c \
  analysis/figures/script.c analysis/figures/script.h \
  analysis/figures/selection.c \
  analysis/figures/series.c \
  analysis/figures/units.c analysis/figures/units.h

# The page of a report; its template, styles and scripts are linked in.
libdmmsim_analysis_a_SOURCES += \
  analysis/layout.c analysis/layout.h \
  analysis/recording_json.c analysis/recording_json.h \
  analysis/report_page.c analysis/report_page.h
nodist_libdmmsim_analysis_a_SOURCES = \
  analysis/report_assets.c analysis/report_assets.h
REPORT_ASSETS = \
  analysis/report/assets.xml analysis/report/page.html \
  analysis/report/style.css analysis/report/scene.js analysis/report/map.js \
  analysis/report/chart.js analysis/report/player.js analysis/report/main.js
EXTRA_DIST += $(REPORT_ASSETS)
COMPILE_ASSETS = $(GLIB_COMPILE_RESOURCES) --c-name report_assets \
  --sourcedir $(srcdir)/analysis/report
analysis/report_assets.c: $(REPORT_ASSETS)
	@$(MKDIR_P) analysis
	$(AM_V_GEN) $(COMPILE_ASSETS) --generate-source --target $@ \
	  $(srcdir)/analysis/report/assets.xml
analysis/report_assets.h: $(REPORT_ASSETS)
	@$(MKDIR_P) analysis
	$(AM_V_GEN) $(COMPILE_ASSETS) --generate-header --target $@ \
	  $(srcdir)/analysis/report/assets.xml
analysis/report_page.$(OBJEXT): analysis/report_assets.h
BUILT_SOURCES += analysis/report_assets.h
CLEANFILES += analysis/report_assets.c analysis/report_assets.h
