# SPDX-License-Identifier: GPL-3.0-or-later
lib_LIBRARIES += libdmmsim-cli.a
libdmmsim_cli_a_SOURCES = \
  cli/address_pair.c \
  cli/address_pair.h \
  cli/bridge.c \
  cli/capture.c \
  cli/capture.h \
  cli/check.c \
  cli/decode.c \
  cli/decode.h \
  cli/decode_captures.c \
  cli/decode_hex.c \
  cli/dispatch.c \
  cli/dmmsim.h \
  cli/encode.c \
  cli/execute.c \
  cli/execute.h \
  cli/interrupt.c \
  cli/interrupt.h \
  cli/job.c \
  cli/job.h \
  cli/json_stream.c \
  cli/json_stream.h \
  cli/list.c \
  cli/live.c \
  cli/live.h \
  cli/loading.c \
  cli/loading.h \
  cli/manifest.c \
  cli/manifest.h \
  cli/plan.c \
  cli/plan.h \
  cli/privilege.c \
  cli/privilege.h \
  cli/progress.c \
  cli/progress.h \
  cli/ranks.h \
  cli/ranks_launched.c \
  cli/run.c \
  cli/show.c \
  cli/slurm.c \
  cli/slurm.h \
  cli/study_folder.c \
  cli/study_folder.h \
  cli/study_merge.c \
  cli/study_merge.h \
  cli/study_run.c \
  cli/study_run.h \
  cli/sweep.c \
  cli/sweep_progress.c \
  cli/sweep_progress.h \
  cli/table.c \
  cli/table.h \
  cli/tally.c \
  cli/tally.h \
  cli/until.c \
  cli/until.h \
  cli/validate.c \
  cli/verbs.h \
  cli/version.c \
  cli/workers.c \
  cli/workers.h

# Ranks of a sweep, as configured.
if WITH_MPI
libdmmsim_cli_a_SOURCES += cli/ranks.c
cli/ranks.$(OBJEXT): private AM_CPPFLAGS += $(MPI_CFLAGS)
else
libdmmsim_cli_a_SOURCES += cli/ranks_none.c
endif

# Studies: statistics, comparison, replay.
libdmmsim_cli_a_SOURCES += \
  cli/compare.c \
  cli/predict.c \
  cli/prediction_input.h \
  cli/prediction_paths.c \
  cli/prediction_visits.c \
  cli/prediction_walk.c \
  cli/predictions.c \
  cli/predictions.h \
  cli/replay.c \
  cli/stats.c

# Looking: sequence charts, reports.
libdmmsim_cli_a_SOURCES += \
  cli/charts.c cli/charts.h \
  cli/differing.c cli/differing.h \
  cli/report.c cli/report_parts.c cli/report_parts.h \
  cli/report_figures.c cli/report_scene.c \
  cli/rerun.c cli/rerun.h \
  cli/trace.c

# Figures.
libdmmsim_cli_a_SOURCES += \
  cli/figure_sources.c cli/figure_sources.h \
  cli/plot.c

bin_PROGRAMS += dmmsim
dmmsim_SOURCES = cli/main.c
dmmsim_LDADD = $(LINK_ALL)

# The commit of a checkout, "" elsewhere; touched only when it changes.
cli/version.$(OBJEXT): cli/commit.h
cli/commit.h: commit-of-checkout
	@$(MKDIR_P) cli; \
	commit=`test -e '$(srcdir)/.git' && git -C '$(srcdir)' describe --always --dirty --abbrev=40 \
	  --match= 2>/dev/null || :`; \
	echo "#define DMMSIM_COMMIT \"$$commit\"" >$@.new; \
	cmp -s $@.new $@ || cp $@.new $@; rm -f $@.new
.PHONY: commit-of-checkout
commit-of-checkout:
CLEANFILES += cli/commit.h
