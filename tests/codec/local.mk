# SPDX-License-Identifier: GPL-3.0-or-later
# What surrounds a Mobility Header.
EXTRA_DIST += tests/codec/mutations.h tests/codec/nd-samples.h
check_PROGRAMS += \
  tests/codec/test-auth \
  tests/codec/test-esp \
  tests/codec/test-layers \
  tests/codec/test-layers-captures \
  tests/codec/test-nd-messages \
  tests/codec/test-replay
tests_codec_test_auth_LDADD = $(LINK_CODEC) $(LOADER_LIBS)
tests_codec_test_esp_LDADD = $(LINK_CODEC) $(LOADER_LIBS)
tests_codec_test_nd_messages_LDADD = $(LINK_CODEC) $(LOADER_LIBS)
tests_codec_test_replay_LDADD = $(LINK_CODEC)
tests_codec_test_layers_LDADD = $(LINK_CODEC) $(LOADER_LIBS)
tests_codec_test_layers_captures_LDADD = $(LINK_CODEC) $(LOADER_LIBS)

EXTRA_DIST += tests/codec/octets.h
EXAMINE = tests/codec/generate.c tests/codec/generate.h \
  tests/codec/examine.c tests/codec/examine.h
check_PROGRAMS += \
  tests/codec/test-flow \
  tests/codec/test-icmp6 \
  tests/codec/test-mh \
  tests/codec/test-mh-check \
  tests/codec/test-mh-fault \
  tests/codec/test-mh-golden \
  tests/codec/test-mh-vectors \
  tests/codec/test-nd
tests_codec_test_flow_LDADD = $(LINK_CODEC)
tests_codec_test_icmp6_LDADD = $(LINK_CODEC)
tests_codec_test_mh_LDADD = $(LINK_CODEC)
tests_codec_test_mh_check_LDADD = $(LINK_CODEC)
tests_codec_test_mh_fault_LDADD = $(LINK_CODEC)
tests_codec_test_mh_golden_LDADD = $(LINK_CODEC)
tests_codec_test_mh_vectors_LDADD = $(LINK_CODEC) $(LOADER_LIBS)
tests_codec_test_nd_LDADD = $(LINK_CODEC)
check_PROGRAMS += tests/codec/test-codec-properties
tests_codec_test_codec_properties_SOURCES = \
  tests/codec/test-codec-properties.c tests/codec/guard.h $(EXAMINE)
tests_codec_test_codec_properties_LDADD = $(LINK_CODEC) $(LOADER_LIBS)
# No test, but what some read.
EXTRA_PROGRAMS += tests/codec/generated
CLEANFILES += tests/codec/generated
tests_codec_generated_SOURCES = tests/codec/generated.c $(EXAMINE)
tests_codec_generated_LDADD = $(LINK_CODEC) $(LOADER_LIBS)
# Messages as text and as JSON.
EXTRA_DIST += tests/codec/vectors.h tests/codec/vectors.json \
  tests/codec/make-vectors.py
check_PROGRAMS += \
  tests/codec/test-codec-doc \
  tests/codec/test-mh-own-vectors \
  tests/codec/test-mh-json \
  tests/codec/test-mh-json-refused \
  tests/codec/test-mh-print
tests_codec_test_codec_doc_LDADD = $(LINK_CODEC)
tests_codec_test_mh_own_vectors_LDADD = $(LINK_CODEC)
tests_codec_test_mh_json_LDADD = $(LINK_CODEC)
tests_codec_test_mh_json_refused_LDADD = $(LINK_CODEC)
tests_codec_test_mh_print_LDADD = $(LINK_CODEC)
# A second reader.
dist_check_SCRIPTS += tests/codec/test-tshark-generated.py \
  tests/codec/test-tshark-scenarios.py
EXTRA_DIST += tests/codec/tshark_compare.py tests/codec/tshark_fields.py \
  tests/codec/tshark_reader.py
tests/codec/test-tshark-generated.log: tests/codec/generated
tests/codec/test-tshark-scenarios.log: tests/codec/generated dmmsim
