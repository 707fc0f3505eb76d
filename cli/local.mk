# SPDX-License-Identifier: GPL-3.0-or-later
lib_LIBRARIES += libdmmsim-cli.a

# The verbs, and runs.
libdmmsim_cli_a_SOURCES = \
  cli/bridge.c \
  cli/check.c \
  cli/compare.c \
  cli/decode.c \
  cli/dispatch.c \
  cli/dmmsim.h \
  cli/encode.c \
  cli/execute.c \
  cli/execute.h \
  cli/interrupt.c \
  cli/interrupt.h \
  cli/job.c \
  cli/job.h \
  cli/limits.c \
  cli/limits.h \
  cli/list.c \
  cli/live.c \
  cli/live.h \
  cli/loading.c \
  cli/loading.h \
  cli/manifest.c \
  cli/manifest.h \
  cli/plot.c \
  cli/predict.c \
  cli/privilege.c \
  cli/privilege.h \
  cli/progress.c \
  cli/progress.h \
  cli/replay.c \
  cli/report.c \
  cli/run.c \
  cli/show.c \
  cli/stats.c \
  cli/sweep.c \
  cli/table.c \
  cli/table.h \
  cli/threats.c \
  cli/threats/threat_table.c \
  cli/threats/threat_table.h \
  cli/trace.c \
  cli/validate.c \
  cli/verbs.h \
  cli/version.c

# decode, encode.
libdmmsim_cli_a_SOURCES += \
  cli/codec/address_pair.c \
  cli/codec/address_pair.h \
  cli/codec/capture.c \
  cli/codec/capture.h \
  cli/codec/decode.h \
  cli/codec/decode_captures.c \
  cli/codec/decode_hex.c \
  cli/codec/json_stream.c \
  cli/codec/json_stream.h \
  cli/codec/tally.c \
  cli/codec/tally.h

# sweep.
libdmmsim_cli_a_SOURCES += \
  cli/studies/folder.c \
  cli/studies/folder.h \
  cli/studies/merge.c \
  cli/studies/merge.h \
  cli/studies/plan.c \
  cli/studies/plan.h \
  cli/studies/progress.c \
  cli/studies/progress.h \
  cli/studies/ranks.h \
  cli/studies/ranks_launched.c \
  cli/studies/slurm.c \
  cli/studies/slurm.h \
  cli/studies/study_run.c \
  cli/studies/study_run.h \
  cli/studies/until.c \
  cli/studies/until.h \
  cli/studies/workers.c \
  cli/studies/workers.h

# predict.
libdmmsim_cli_a_SOURCES += \
  cli/predictions/input.h \
  cli/predictions/paths.c \
  cli/predictions/predictions.c \
  cli/predictions/schemes.c \
  cli/predictions/predictions.h \
  cli/predictions/visits.c \
  cli/predictions/walk.c

# plot, report, trace, replay.
libdmmsim_cli_a_SOURCES += \
  cli/looking/charts.c \
  cli/looking/charts.h \
  cli/looking/differing.c \
  cli/looking/differing.h \
  cli/looking/figure_sources.c \
  cli/looking/figure_sources.h \
  cli/looking/report_figures.c \
  cli/looking/report_parts.c \
  cli/looking/report_parts.h \
  cli/looking/report_scene.c \
  cli/looking/rerun.c \
  cli/looking/rerun.h

# Ranks of a sweep, as configured.
if WITH_MPI
libdmmsim_cli_a_SOURCES += cli/studies/ranks.c
cli/studies/ranks.$(OBJEXT): private AM_CPPFLAGS += $(MPI_CFLAGS)
else
libdmmsim_cli_a_SOURCES += cli/studies/ranks_none.c
endif

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
