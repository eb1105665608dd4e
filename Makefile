# Each target calls one command that also works by itself; the README names them for systems without make.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
EVIDENCE := $(if $(ONLY),$(ONLY),pytorch tensorflow)
SELECTED := $(if $(ONLY),-m "$(ONLY) or house")
export NO_MKDOCS_2_WARNING := 1
export PYTEST_ADDOPTS

.PHONY: serve test record site check lint audit links bench lock
.DELETE_ON_ERROR:

serve: .venv/.installed-site
	$(BIN)/mkdocs serve --livereload

test: .venv/.installed-site .venv/.installed-test .venv/zensical/.installed $(EVIDENCE:%=.venv/.installed-%)
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 $(SELECTED)

record: .venv/.installed-site .venv/.installed-test $(EVIDENCE:%=.venv/.installed-%)
	$(BIN)/counterpoint record $(TOPIC)

site: .venv/.installed-site
	$(BIN)/mkdocs build --strict

check: .venv/.installed-site
	$(BIN)/counterpoint check

lint: .venv/.installed-site .venv/.installed-development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/shellcheck .ci/run
	$(BIN)/actionlint -shellcheck $(BIN)/shellcheck
	$(BIN)/zizmor --quiet --strict-collection --persona pedantic --offline .
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema custom.github-workflows-require-timeout .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml

# Fails without a network, too: what was not asked was not audited.
audit: .venv/.installed-audit
	$(BIN)/pip-audit --strict --no-deps --disable-pip --requirement constraints.txt

links: .venv/.installed-links site
	$(BIN)/lychee --no-progress --include-fragments --index-files index.html --root-dir "$(CURDIR)/site" 'site/**/*.html'

bench: .venv/.installed-site .venv/.installed-test .venv/.installed-pytorch .venv/.installed-tensorflow
	$(BIN)/python -m benchmarks

lock: .venv/.installed-development
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --upgrade \
		--no-emit-index-url --no-emit-find-links --annotation-style line \
		--custom-compile-command "make lock" pyproject.toml --output-file constraints.txt

.venv/.made:
	$(PYTHON) -m venv .venv
	touch $@

.venv/.installed-site: .venv/.made pyproject.toml constraints.txt
	$(PIP) --editable .
	touch $@

.venv/.installed-%: .venv/.installed-site pyproject.toml constraints.txt
	$(PIP) --editable ".[$*]"
	touch $@

# Zensical reads the same pages; it lives apart, since it pins its own parts.
.venv/zensical/.installed: .venv/.installed-site pyproject.toml
	$(PYTHON) -m venv .venv/zensical
	.venv/zensical/bin/python -m pip install --quiet --disable-pip-version-check "zensical==0.0.73" "pyyaml>=6"
	touch $@
