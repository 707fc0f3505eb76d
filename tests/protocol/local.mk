# SPDX-License-Identifier: GPL-3.0-or-later

PROTOCOL_WORLD = tests/protocol/world.c tests/protocol/world.h

check_PROGRAMS += tests/protocol/test-proxy
tests_protocol_test_proxy_SOURCES = tests/protocol/test-proxy.c $(PROTOCOL_WORLD)
tests_protocol_test_proxy_LDADD = $(LINK_MODELS)

check_PROGRAMS += tests/protocol/test-lma
tests_protocol_test_lma_SOURCES = tests/protocol/test-lma.c $(PROTOCOL_WORLD)
tests_protocol_test_lma_LDADD = $(LINK_MODELS)
