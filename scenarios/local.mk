# SPDX-License-Identifier: GPL-3.0-or-later
lib_LIBRARIES += libdmmsim-scenarios.a
libdmmsim_scenarios_a_SOURCES = \
  scenarios/cell_sites.c \
  scenarios/cell_sites.h \
  scenarios/check.c \
  scenarios/expect.c \
  scenarios/figures.c \
  scenarios/graph.c \
  scenarios/json.c \
  scenarios/json.h \
  scenarios/json_scan.c \
  scenarios/idle.c \
  scenarios/keys.c \
  scenarios/merge.c \
  scenarios/merge.h \
  scenarios/nearest.c \
  scenarios/quantity.c \
  scenarios/quantity.h \
  scenarios/queue.c \
  scenarios/read_compound.c \
  scenarios/read_scalar.c \
  scenarios/reader.c \
  scenarios/reader.h \
  scenarios/release.c \
  scenarios/rows.c \
  scenarios/scenario.c \
  scenarios/scenario.h \
  scenarios/scenario_parameters.c \
  scenarios/scenario_tables.h \
  scenarios/schema.c \
  scenarios/sites.c \
  scenarios/sweep.c \
  scenarios/sweep.h \
  scenarios/sweep_read.c \
  scenarios/topology.c \
  scenarios/topology.h \
  scenarios/topology_config.h \
  scenarios/topology_generate.c \
  scenarios/topology_graphml.c \
  scenarios/topology_parameters.c \
  scenarios/wire.c \
  scenarios/words.c \
  scenarios/writer.c

# What is shipped to be run; the schema is for editors ("$schema").
scenariosdir = $(pkgdatadir)/scenarios
dist_scenarios_DATA = \
  scenarios/bridge-ping.json \
  scenarios/bus.json \
  scenarios/bus-network.json \
  scenarios/city-highway-trace.json \
  scenarios/cmd-burst.json \
  scenarios/coexistence.json \
  scenarios/central-failure.json \
  scenarios/content-servers.json \
  scenarios/flat-edge.json \
  scenarios/forged-registration.json \
  scenarios/hierarchy-moves.json \
  scenarios/hierarchy.json \
  scenarios/highway.json \
  scenarios/inet-mipv6.json \
  scenarios/inet-pmipv6.json \
  scenarios/lifetime-residence-crossover.json \
  scenarios/lost-answers.json \
  scenarios/lte-and-wlan.json \
  scenarios/manhattan.json \
  scenarios/mode-comparison.json \
  scenarios/multihoming-random.json \
  scenarios/multihoming-round-robin.json \
  scenarios/multihoming-weighted.json \
  scenarios/multihoming.json \
  scenarios/partition.json \
  scenarios/peer-to-peer.json \
  scenarios/ping-pong.json \
  scenarios/regional-anchors.json \
  scenarios/scaling.json \
  scenarios/fast-handover.json \
  scenarios/single-handover.json \
  scenarios/state-exhaustion.json \
  scenarios/state-growth.json \
  scenarios/static-users.json \
  scenarios/threats.json \
  scenarios/train.json
scenariosstudiesdir = $(scenariosdir)/studies
dist_scenariosstudies_DATA = \
  scenarios/studies/cmd-burst.json \
  scenarios/studies/highway-speed.json \
  scenarios/studies/lost-answers.json \
  scenarios/studies/state-exhaustion.json
scenariosdatadir = $(scenariosdir)/data
dist_scenariosdata_DATA = scenarios/data/highway.fcd.xml.gz

# Studies behind doc/paper.md, and what makes them all.
scenariospaperdir = $(scenariosdir)/paper
dist_scenariospaper_DATA = \
  scenarios/paper/crossover.json \
  scenarios/paper/failure.json \
  scenarios/paper/inet-mipv6.json \
  scenarios/paper/inet-showcase.json \
  scenarios/paper/message-order.json \
  scenarios/paper/prefixes.json \
  scenarios/paper/ring.json \
  scenarios/paper/speed.json \
  scenarios/paper/stretch.json
dist_scenariospaper_SCRIPTS = scenarios/paper/run-all.sh

# Figures and tables of doc/paper.md, in the folder PAPER.  Some minutes.
PAPER = paper
paper: dmmsim$(EXEEXT)
	DMMSIM=./dmmsim $(SHELL) $(srcdir)/scenarios/paper/run-all.sh $(PAPER)
.PHONY: paper

nodist_scenarios_DATA = scenarios/scenario.schema.json
scenarios/scenario.schema.json: dmmsim$(EXEEXT)
	@$(MKDIR_P) scenarios && ./dmmsim schema >$@.new && mv $@.new $@
CLEANFILES += scenarios/scenario.schema.json

# One road and one crowd under every architecture, for doc/all-architectures.md.
scenariosalldir = $(scenariosdir)/all-architectures
dist_scenariosall_DATA = \
  scenarios/all-architectures/static.json \
  scenarios/all-architectures/vehicular.json
dist_scenariosall_SCRIPTS = scenarios/all-architectures/run-all.sh

# Its tables and figures, in the folder ALL_ARCHITECTURES.  Some minutes.
ALL_ARCHITECTURES = all-architectures
all-architectures: dmmsim$(EXEEXT)
	DMMSIM=./dmmsim $(SHELL) $(srcdir)/scenarios/all-architectures/run-all.sh \
	  $(ALL_ARCHITECTURES)
.PHONY: all-architectures
