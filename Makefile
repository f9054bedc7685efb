# rollcall's Makefile. `make help` lists what it can do.
SHELL := /bin/sh
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
PYTHON ?= python3
VERSION = $(shell sed -n 's/.*static let current = "\(.*\)".*/\1/p' Sources/rollcall/Version.swift)
VENV := .build/test-venv

FUZZ_SECONDS ?= 60
SEEDS ?= 1-200

.PHONY: chaos help demo build test sanitize memory crash worlds proof mutations fuzz kernels bench release install dist serve-proofs clean system-packages

help: ## This list.
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 26

demo: system-packages ## Build, import a sample into a fresh local space, show one person.
	$(SWIFT) build --product rollcall
	@.ci/demo "$$($(SWIFT) build --show-bin-path)/rollcall"

build: system-packages ## The debug build.
	$(SWIFT) build

test: system-packages $(VENV)/ready ## The whole test suite, the real binary included.
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build
	ROLLCALL_BINARY="$$($(SWIFT) build --show-bin-path)/rollcall" \
		$(VENV)/bin/python -m pytest -q -n 2 --dist loadfile Tests/EndToEnd
	Tests/Consumer/run

sanitize: system-packages ## The core's tests under the address and the thread sanitizer.
	for kind in address thread; do \
		ROLLCALL_CORE_ONLY=1 $(SWIFT) test --disable-xctest --sanitize=$$kind --scratch-path .build-$$kind || exit 1; \
	done

memory: release ## Checks and imports 2 GB and hostile files within 128 MB of memory.
	Tests/Memory/run --binary "$$($(SWIFT) build -c release --show-bin-path)/rollcall"

proof: ## Plan equals import on 1,000 generated files, and the plain model on 10,000.
	ROLLCALL_PLAN_FILES=1000 $(SWIFT) test --filter 'PlanEqualsImport|PlanReferee'

crash: release $(VENV)/ready ## Kills an import at 500 random moments; it must go on to the same end.
	ROLLCALL_KILLS=500 ROLLCALL_BINARY="$$($(SWIFT) build -c release --show-bin-path)/rollcall" \
		$(VENV)/bin/python -m pytest -q Tests/EndToEnd/test_crash.py

worlds: ## Resolver and slow model on 1,000,000 small worlds.
	ROLLCALL_WORLDS=1000000 $(SWIFT) test -c release -Xswiftc -enable-testing --filter SmallWorldTests

chaos: build ## Delivery to a server that fails in every way, 200 seeds (SEEDS=17 for one).
	Tests/Chaos/run --binary "$$($(SWIFT) build --show-bin-path)/rollcall" --seeds $(SEEDS)

mutations: ## Plants 2,400 defects of 48 kinds into clean files; each must be found in its place.
	ROLLCALL_MUTATIONS=2400 $(SWIFT) test --filter MutationTests

fuzz: ## Every kernel of the CSV engine against the plain reader, for FUZZ_SECONDS (60).
	Tests/Fuzz/run $(FUZZ_SECONDS)

kernels: ## The CSV engine's vector kernels against its scalar one, 64-bit ARM's under an emulator.
	Tests/Kernels/run

bench: ## Readers and checks against wc and their peers; keeps the record (Benchmarks/README.md).
	$(PYTHON) Benchmarks/bench.py --save

release: system-packages ## The release binary; it has the Swift runtime in itself.
	$(SWIFT) build -c release --product rollcall

install: release ## Binary, completions and man page, under PREFIX (default /usr/local).
	.ci/install "$$($(SWIFT) build -c release --show-bin-path)/rollcall" "$(DESTDIR)$(PREFIX)"

dist: ## A tarball, a .deb and their checksums, in dist/.
	rm -rf .build/dist-tree
	$(MAKE) install DESTDIR=.build/dist-tree PREFIX=/usr
	.ci/dist .build/dist-tree "$(VERSION)"

serve-proofs: $(VENV)/ready ## The server's long tests: 50 kills under load, many generated requests.
	$(SWIFT) build --product rollcall
	KILL_ROUNDS=50 SCHEMATHESIS_EXAMPLES=300 ROLLCALL_BINARY="$$($(SWIFT) build --show-bin-path)/rollcall" \
		$(VENV)/bin/python -m pytest -q Tests/EndToEnd/test_serve_clients.py Tests/EndToEnd/test_serve_openapi.py

clean: ## Removes what was built.
	rm -rf .build dist

system-packages:
	@.ci/system-packages

$(VENV)/ready: requirements-test.txt | system-packages
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --requirement requirements-test.txt
	touch $@
