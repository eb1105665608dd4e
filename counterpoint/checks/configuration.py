"""Checks of mkdocs.yml: each key and value is one of a list, since MkDocs runs and empties what the file names."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from counterpoint.checks.markup_rules import HEAD
from counterpoint.source.faults import Fault
from counterpoint.source.navigation import listed, read_configuration
from counterpoint.source.repository import Repository
from counterpoint.source.text import CONTROL, FAST_LOADER, excerpt, read_text

ASSET = re.compile(r"assets/(?:[a-z0-9_-]+/)+[a-z0-9_.-]+\.(?:css|js|svg|png)")
ADDRESS = re.compile(r"(?:https://[\w./-]+)?")
WORD = re.compile(r"[\w./-]+")
# What a build may read of the environment it runs in: where the site and its source are published.
ENVIRONMENT = ("SITE_URL", "REPO_URL", "EDIT_URI")
TAGS = "Write a plain value. Of all tags !ENV alone is known here."
LISTED = "What mkdocs.yml may say is listed in counterpoint/checks/configuration.py."

Test = Callable[[Any], bool]


def _is(*values: Any) -> Test:
    return lambda value: any(value is each or (value == each and type(value) is type(each)) for each in values)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _matches(pattern: re.Pattern[str]) -> Test:
    return lambda value: value is None or (isinstance(value, str) and pattern.fullmatch(value) is not None)


def _each(test: Test) -> Test:
    return lambda value: isinstance(value, list) and all(test(item) for item in value)


def _fields(**tests: Test) -> Test:
    return lambda value: (
        isinstance(value, dict) and all(str(name) in tests and tests[name](value[name]) for name in value)
    )


def _parts(known: dict[str, Test]) -> Test:
    """Test a list of names, each alone or with its options."""

    def fits(part: Any) -> bool:
        if isinstance(part, str):
            return part in known
        return isinstance(part, dict) and len(part) == 1 and all(known.get(n, _is())(v) for n, v in part.items())

    return _each(fits)


NONE = _is()
PLUGINS: dict[str, Test] = {
    "search": _fields(lang=_text, separator=_text),
    "counterpoint": NONE,
    "mkdocs-jupyter": _fields(
        include=_each(_is("*.ipynb")), ignore=_each(_is("*.md")), execute=_is(False), allow_errors=_is(False)
    ),
}
EXTENSIONS: dict[str, Test] = {
    "counterpoint.publishing.markdown_extension": NONE,
    **dict.fromkeys(("admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables"), NONE),
    "toc": _fields(permalink=_flag, toc_depth=_matches(re.compile(r"\d(?:-\d)?"))),
    **dict.fromkeys(("pymdownx.details", "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.superfences"), NONE),
    "pymdownx.tabbed": _fields(alternate_style=_flag),
}
WORDS = _matches(WORD)
PALETTE = _fields(media=_text, scheme=WORDS, primary=WORDS, accent=WORDS, toggle=_fields(icon=WORDS, name=_text))
THEME = _fields(
    name=_is("material", "mkdocs"),
    custom_dir=_is("theme"),
    language=WORDS,
    font=_is(False),
    logo=_matches(ASSET),
    favicon=_matches(ASSET),
    features=_each(WORDS),
    palette=_each(PALETTE),
    icon=_fields(repo=WORDS, edit=WORDS, view=WORDS),
)
SCRIPT = {"path": _matches(ASSET), "type": _is("module")}
KNOWN: dict[str, Test] = {
    "site_name": _text,
    "site_description": _text,
    "site_url": _matches(ADDRESS),
    "repo_url": _matches(ADDRESS),
    "repo_name": WORDS,
    "edit_uri": _matches(re.compile(r"[\w./-]*")),
    "copyright": _text,
    "docs_dir": _is("docs"),
    "watch": _each(_is("snippets", "ledger")),
    "strict": _flag,
    "use_directory_urls": _is(True),
    "theme": THEME,
    "extra": _fields(generator=_is(False)),
    "extra_css": _each(_matches(ASSET)),
    "extra_javascript": _each(lambda value: _matches(ASSET)(value) or (_fields(**SCRIPT)(value) and "path" in value)),
    "nav": lambda value: isinstance(value, list),  # its entries: `pages.navigation`
    "not_in_nav": _is("/notebooks/*", "/notebooks/*\n"),
    "plugins": _parts(PLUGINS),
    "markdown_extensions": _parts(EXTENSIONS),
}


def configuration(repository: Repository) -> Iterator[Fault]:
    """Plain words, known keys and known values; no code, no folder of the author's choice, no other host."""
    path = repository.configuration
    text = read_text(path)
    if faults := list(_tags(path, text)):
        yield from faults
        return
    settings = read_configuration(repository)
    for name, value in settings.items():
        if name not in KNOWN:
            yield Fault(path, _line(text, str(name)), f"'{excerpt(str(name))}' is not set here", "Delete the line.")
        elif not KNOWN[name](value):
            yield Fault(path, _line(text, name), f"'{name}' has a value that is not known here", LISTED)
    names = [next(iter(part), "") if isinstance(part, dict) else part for part in listed(settings, "plugins")]
    if names[:2] != ["search", "counterpoint"] and names[:1] != ["counterpoint"]:
        what = "the plugin 'counterpoint', which checks what is built, does not come first"
        yield Fault(path, _line(text, "plugins"), what, "List it first, or behind 'search'.")
    for name in ("site_name", "site_description", "copyright", "nav"):
        for words in _words(settings.get(name)):
            if wrong := HEAD.search(words) or CONTROL.search(words):
                what = f"'{excerpt(words)}' holds '{excerpt(wrong[0])}'"
                yield Fault(path, _line_of(text, words, name), what, "Use plain words.")


def _tags(path: Path, text: str) -> Iterator[Fault]:
    """Yield each tag but !ENV with a known name, and each directive, which may give a tag another meaning."""
    try:
        tokens = list(yaml.scan(text, Loader=FAST_LOADER))
    except yaml.YAMLError:
        return  # told by `pages.navigation`
    for place, token in enumerate(tokens):
        line = token.start_mark.line + 1
        if isinstance(token, yaml.DirectiveToken):
            yield Fault(path, line, f"the tag '%{excerpt(token.name)}' may run code", TAGS)
        elif isinstance(token, yaml.TagToken) and token.value != ("!", "ENV"):
            yield Fault(path, line, f"the tag '{excerpt(''.join(filter(None, token.value)))}' may run code", TAGS)
        elif isinstance(token, yaml.TagToken):
            name = next((each.value for each in tokens[place:] if isinstance(each, yaml.ScalarToken)), "")
            if name not in ENVIRONMENT:
                what = f"!ENV reads '{excerpt(name)}' of the environment"
                yield Fault(path, line, what, f"What may be read: {', '.join(ENVIRONMENT)}.")


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield str(name)
            yield from _words(item)
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)


def _line(text: str, name: str) -> int | None:
    lines = text.split("\n")
    return next((number for number, line in enumerate(lines, start=1) if line.startswith(f"{name}:")), None)


def _line_of(text: str, words: str, name: str) -> int | None:
    lines = text.split("\n")
    return next((number for number, line in enumerate(lines, start=1) if words in line), _line(text, name))
