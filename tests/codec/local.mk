# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += tests/codec/octets.h
check_PROGRAMS += \
  tests/codec/test-icmp6 \
  tests/codec/test-mh \
  tests/codec/test-mh-golden \
  tests/codec/test-mh-print \
  tests/codec/test-mh-vectors \
  tests/codec/test-nd
tests_codec_test_icmp6_LDADD = $(LINK_CODEC)
tests_codec_test_mh_LDADD = $(LINK_CODEC)
tests_codec_test_mh_golden_LDADD = $(LINK_CODEC)
tests_codec_test_mh_print_LDADD = $(LINK_CODEC)
tests_codec_test_mh_vectors_LDADD = $(LINK_CODEC) $(LOADER_LIBS)
tests_codec_test_nd_LDADD = $(LINK_CODEC)
