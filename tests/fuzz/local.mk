# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzz targets: each reader of octets with what it stands on, all compiled by
# clang for libFuzzer whatever the rest is compiled by, and kept apart in
# fuzz/.  FUZZ_CC is what configure found, or empty.
#
#   make check TESTS=tests/fuzz/test-fuzz.sh   a fixed number of executions
#   make fuzz FUZZ_SECONDS=3600                so long each; inputs found so
#                                              far stay in fuzz/corpus
#   make fuzz-inputs FUZZ_INPUTS=500           so many spoilt files of each kind
#                                              through the whole program
fuzz_targets = mh nd icmp6 layers json
FUZZ_SECONDS = 300
fuzz_flags = -g -O1 -fsanitize=fuzzer,address,undefined \
  -fno-sanitize-recover=all -fno-omit-frame-pointer
fuzz_limits = -max_len=2048 -timeout=10 -rss_limit_mb=1024
fuzz_sources = $(filter %.c,$(libdmmsim_codec_a_SOURCES) $(EXAMINE)) \
  sim/address.c
fuzz_programs = $(fuzz_targets:%=fuzz/fuzz-%)
fuzz_objects = $(fuzz_sources:%.c=fuzz/%.o)
fuzz_compile = $(FUZZ_CC) $(AM_CPPFLAGS) $(DMM_CFLAGS) $(fuzz_flags)
EXTRA_DIST += tests/fuzz/target.c tests/fuzz/corpus

fuzz/%.o: %.c build-flags.h
	@$(MKDIR_P) $(@D)
	$(AM_V_CC)$(fuzz_compile) -MMD -MP -c -o $@ $<

fuzz/fuzz-%: tests/fuzz/target.c $(fuzz_objects)
	$(AM_V_CCLD)$(fuzz_compile) -DEXAMINE=examine_$* -o $@ $^ $(CORE_LIBS) \
	  $(LOADER_LIBS)

.SECONDARY: $(fuzz_objects)
-include $(fuzz_objects:.o=.d)

dist_check_SCRIPTS += tests/fuzz/test-inputs.py
FUZZ_INPUTS = 500
.PHONY: fuzz-inputs
fuzz-inputs: dmmsim$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) FUZZ_INPUTS=$(FUZZ_INPUTS) FUZZ_KEEP=fuzz/inputs \
	  python3 $(srcdir)/tests/fuzz/test-inputs.py

dist_check_SCRIPTS += tests/fuzz/test-fuzz.sh
tests/fuzz/test-fuzz.log: $(if $(FUZZ_CC),$(fuzz_programs))

# Both start from the committed corpus; only the long one goes on from what
# earlier ones found.
fuzz: $(fuzz_programs)
	@for target in $(fuzz_targets); do \
	  $(MKDIR_P) fuzz/corpus/$$target fuzz/findings || exit 1; \
	  nice fuzz/fuzz-$$target $(fuzz_limits) -max_total_time=$(FUZZ_SECONDS) \
	    -artifact_prefix=fuzz/findings/$$target- -print_final_stats=1 \
	    fuzz/corpus/$$target $(srcdir)/tests/fuzz/corpus/$$target || exit 1; \
	done
.PHONY: fuzz
clean-local: clean-fuzz
clean-fuzz:
	rm -rf fuzz
.PHONY: clean-fuzz

# The committed corpus anew, after a row came: our own octets alone.
fuzz-seeds: tests/codec/generated
	tests/codec/generated seeds $(srcdir)/tests/fuzz/corpus
.PHONY: fuzz-seeds
