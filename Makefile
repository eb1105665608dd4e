# Each target calls one command that also works by itself; the README names them for systems without make.
PYTHON ?= python3
BIN := .venv/bin
# pip shows what it fetches, how much is left and how long that takes; a log of CI has no use for it.
INSTALL := $(BIN)/python -m pip install $(if $(CI),--quiet) --disable-pip-version-check --no-build-isolation
PIP := $(INSTALL) --constraint constraints.txt
HASHED := $(INSTALL) --require-hashes --requirement
EVIDENCE := $(if $(ONLY),$(ONLY),pytorch tensorflow)
SELECTED := $(if $(ONLY),-m "$(ONLY) or no_framework")
export NO_MKDOCS_2_WARNING := 1
export PYTEST_ADDOPTS

.PHONY: serve test torch record speed versions evidence site fonts check lint audit links zensical bench mutants lock
# `make lock` takes the newest version of all; given UPGRADE="torch keras==3.16.0", it leaves all others as they are.
NEWEST = $(if $(UPGRADE),$(UPGRADE:%=--upgrade-package %),--upgrade)
OLDEST = $(if $(UPGRADE),$(foreach one,$(UPGRADE),--upgrade-package $(firstword $(subst ==, ,$(one)))),--upgrade)
# Given empty, the newest.
ZENSICAL ?= ==0.0.73
.DELETE_ON_ERROR:

serve: .venv/.installed-site
	$(BIN)/mkdocs serve --livereload

test: .venv/.installed-site .venv/.installed-test .venv/zensical/.installed $(EVIDENCE:%=.venv/.installed-%)
	$(if $(TOPIC),$(BIN)/counterpoint test $(TOPIC),$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 $(SELECTED))

# PyTorch's build for the CPU, of the version in constraints.txt; its index lacks the locked versions of what it needs.
# The target below takes it by itself.
torch: .venv/.made
	$(PIP) --no-deps torch --index-url https://download.pytorch.org/whl/cpu

record: .venv/.installed-site .venv/.installed-test $(EVIDENCE:%=.venv/.installed-%)
	$(BIN)/counterpoint record $(TOPIC) $(if $(CHANGED),--since $(CHANGED))

speed: .venv/.installed-site .venv/.installed-pytorch .venv/.installed-tensorflow
	$(BIN)/counterpoint speed

versions: .venv/.installed-site .venv/.installed-development
	$(BIN)/counterpoint versions $(VARIANT) $(if $(AGAIN),--again)

evidence: .venv/.installed-site
	$(BIN)/counterpoint evidence $(FOLDER)

# The check comes first: MkDocs reads its configuration by a loader that runs what a tag names.
site: .venv/.installed-site
	$(BIN)/counterpoint check
	$(BIN)/mkdocs build --strict

# From the makers' fonts in fonts/originals, those of the site.
fonts: .venv/.installed-fonts
	$(BIN)/python -m fonts

check: .venv/.installed-site
	$(BIN)/counterpoint check

lint: .venv/.installed-site .venv/.installed-development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/shellcheck .ci/run
	$(BIN)/actionlint -shellcheck $(BIN)/shellcheck
	$(BIN)/zizmor --quiet --strict-collection --persona pedantic --offline .
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema custom.github-workflows-require-timeout .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.citation-file-format --default-filetype yaml CITATION.cff

# Fails without a network, too: what was not asked was not audited.
audit: .venv/.installed-audit
	$(BIN)/pip-audit --strict --no-deps --disable-pip --requirement constraints.txt

links: .venv/.installed-links site
	$(BIN)/lychee --no-progress --include-fragments --index-files index.html --root-dir "$(CURDIR)/site" 'site/**/*.html'

zensical: .venv/.installed-site .venv/.installed-test .venv/zensical/.installed
	$(BIN)/python -m pytest tests/site/test_zensical.py

bench: .venv/.installed-site .venv/.installed-test .venv/.installed-pytorch .venv/.installed-tensorflow
	$(BIN)/python -m benchmarks

mutants: .venv/.installed-site .venv/.installed-test .venv/.installed-pytorch .venv/.installed-tensorflow
	$(BIN)/python -m mutants $(if $(KIND),--kind $(KIND)) $(if $(TOPIC),--topic $(TOPIC)) $(if $(SAMPLE),--sample $(SAMPLE)) \
		$(if $(SEED),--seed $(SEED)) $(if $(SINCE),--since $(SINCE)) $(if $(RATES),--rates $(RATES))

lock: .venv/.installed-development
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras $(NEWEST) \
		--no-emit-index-url --no-emit-find-links --annotation-style line \
		--custom-compile-command "make lock" pyproject.toml --output-file constraints.txt
	$(BIN)/uv pip compile --quiet --python-version 3.11 --python-platform x86_64-unknown-linux-gnu --resolution lowest-direct \
		--extra pytorch --extra tensorflow --extra test $(OLDEST) \
		--no-emit-index-url --no-emit-find-links --annotation-style line \
		--custom-compile-command "make lock" pyproject.toml --output-file constraints-oldest.txt
	for part in site test development pytorch tensorflow; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 $$([ $$part = site ] || echo --extra $$part) \
			--constraint constraints.txt --overrides locks/left_out.in --generate-hashes --no-annotate \
			--no-emit-index-url --no-emit-find-links \
			--custom-compile-command "make lock" pyproject.toml --output-file locks/$$part.txt || exit 1; \
	done
	echo 'setuptools>=77' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --constraint constraints.txt \
		--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" - --output-file locks/build.txt

# What builds this package, and the few others that have no wheel, is installed first, by its hash: nothing is built by
# tools that pip fetches for the occasion.
.venv/.made: locks/build.txt
	$(PYTHON) -m venv .venv
	$(HASHED) locks/build.txt
	touch $@

.venv/.installed-site: .venv/.made pyproject.toml constraints.txt locks/site.txt
	$(HASHED) locks/site.txt
	$(PIP) --editable .
	touch $@

# What has no file in locks/ is installed by its locked version alone.
.venv/.installed-%: .venv/.installed-site pyproject.toml constraints.txt
	$(if $(wildcard locks/$*.txt),$(HASHED) locks/$*.txt)
	$(PIP) --editable ".[$*]"
	touch $@

# On Linux the registry's wheel brings CUDA along. Without a driver for it, the build for the CPU is taken where PyTorch's
# index answers at once; where fetching it fails all the same, the registry's wheel is installed as elsewhere.
.venv/.installed-pytorch: .venv/.torch
.venv/.torch: .venv/.installed-site constraints.txt
	if $(BIN)/python -m counterpoint.commands.torch_build; then $(MAKE) torch || true; fi
	touch $@

# Zensical reads the same pages; it lives apart, since it pins its own parts.
.venv/zensical/.installed: .venv/.installed-site pyproject.toml
	$(PYTHON) -m venv .venv/zensical
	.venv/zensical/bin/python -m pip install --quiet --disable-pip-version-check "zensical$(ZENSICAL)" "pyyaml>=6" "msgspec>=0.19"
	touch $@
