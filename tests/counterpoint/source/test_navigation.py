"""The navigation and the layout: which page stands where, on which line, and at which address."""

import re

import pytest

from counterpoint.source.navigation import NavigationEntry, read_configuration, read_navigation
from counterpoint.source.repository import Repository
from tests.counterpoint.throwaway import Throwaway

NESTED = """\
site_name: !ENV [NAME, "x"]
nav:
  - index.md
  - Part:
      - part/index.md
      - "The 'one'": 'part/one.md'
      - Deeper:
          - Two: "part/two.md"
  - Odd: odd.md # remark
markdown_extensions:
  - x:
      emoji: !!python/name:material.extensions.emoji.twemoji
"""


def test_every_page_is_read_in_order_with_its_title_and_line(throwaway: Throwaway) -> None:
    throwaway.write("mkdocs.yml", NESTED)
    assert read_navigation(throwaway.repository) == [
        NavigationEntry("index.md", "", 3),
        NavigationEntry("part/index.md", "", 5),
        NavigationEntry("part/one.md", "The 'one'", 6),
        NavigationEntry("part/two.md", "Two", 8),
        NavigationEntry("odd.md", "Odd", 9),
    ]


def test_a_page_whose_line_cannot_be_found_has_none(throwaway: Throwaway) -> None:
    throwaway.write("mkdocs.yml", "\nnav: [index.md, {Greet: greet.md}, part/one.md]\n")
    assert [entry.line for entry in read_navigation(throwaway.repository)] == [None, None, None]


def test_no_tag_of_the_configuration_is_acted_on(throwaway: Throwaway) -> None:
    throwaway.write("mkdocs.yml", 'a: !!python/object/apply:os.mkdir ["made"]\nb: 1\n')
    assert read_configuration(throwaway.repository) == {"a": None, "b": 1}
    assert not (throwaway.root / "made").exists()


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n", "nav:\n", "nav: 3\n"])
def test_a_configuration_without_a_navigation_has_no_entries(throwaway: Throwaway, text: str) -> None:
    throwaway.write("mkdocs.yml", text)
    assert read_navigation(throwaway.repository) == []


@pytest.mark.parametrize(
    ("name", "address"),
    [("index.md", ""), ("lstm.md", "lstm/"), ("part/index.md", "part/"), ("part/one.md", "part/one/")],
)
def test_a_page_has_the_address_that_mkdocs_gives_it(throwaway: Throwaway, name: str, address: str) -> None:
    assert throwaway.repository.page(name).address == address


def test_the_files_of_a_topic_lie_at_the_address_of_its_page(throwaway: Throwaway) -> None:
    throwaway.write("docs/part/meet.md", "# Meet\n")
    assert [throwaway.repository.topic(topic).address for topic in ("greet", "meet", "none")] == [
        "greet/",
        "part/meet/",
        "none/",
    ]


def test_a_page_that_moved_is_found_where_it_lies_now(throwaway: Throwaway) -> None:
    assert throwaway.repository.page_named("greet") == throwaway.repository.page("greet.md")
    (throwaway.root / "docs/part").mkdir()
    (throwaway.root / "docs/greet.md").rename(throwaway.root / "docs/part/greet.md")
    assert throwaway.repository.page_named("greet") == throwaway.repository.page("part/greet.md")
    (throwaway.root / "docs/part/greet.md").unlink()
    assert throwaway.repository.page_named("greet") is None


def test_the_topics_are_the_folders_below_snippets(throwaway: Throwaway) -> None:
    (throwaway.root / "snippets/bow").mkdir()
    (throwaway.root / "snippets/No topic").mkdir()
    throwaway.write("snippets/curtsy", "")
    assert [topic.name for topic in throwaway.repository.topics()] == ["bow", "greet"]
    assert [(topic.name, voice.name) for topic, voice in throwaway.repository.twins()] == [
        ("greet", "pytorch"),
        ("greet", "tensorflow"),
    ]
    assert Repository(throwaway.root / "nowhere").topics() == []


@pytest.mark.parametrize("value", ["true", "1", "word", "{a: b}", "[1]", "[[a]]", "[{}]"])
@pytest.mark.parametrize("name", ["nav", "plugins", "extra_css", "extra_javascript", "markdown_extensions", "watch"])
def test_a_setting_that_is_not_the_list_it_should_be_is_told(throwaway: Throwaway, name: str, value: str) -> None:
    lines = throwaway.read("mkdocs.yml").splitlines()
    kept, inside = [], False
    for line in lines:
        inside = line.startswith(f"{name}:") or (inside and line[:1] in (" ", "-"))
        kept += [] if inside else [line]
    throwaway.write("mkdocs.yml", "\n".join([*kept, f"{name}: {value}", ""]))
    first, _, _ = throwaway.refuses("check").partition("\n")
    if name == "nav":
        assert first == "docs/greet.md: this page is not in the navigation"
    else:
        assert re.fullmatch(rf"mkdocs\.yml:\d+: '{name}' has a value that is not known here", first)
