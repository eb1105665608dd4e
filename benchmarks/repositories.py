"""Throwaway repositories to measure in: this repository with fewer topics, or with some pages many times over."""

import re
import shutil
from collections.abc import Collection
from pathlib import Path

import yaml

from counterpoint.ledger.claims import MARK, ledger_files
from counterpoint.rendering import for_site
from counterpoint.rendering.expand import expand
from counterpoint.source.navigation import read_configuration
from counterpoint.source.repository import Repository
from tests.site.building import copy_repository

HOME = "---\ntitle: Home\ndescription: Where a reader begins.\n---\n\n# Home\n"
OWN_PARTS = {"counterpoint", "counterpoint.publishing.markdown_extension", "mkdocs-jupyter"}
PARTS_OF_A_BOOK = 10  # nobody lists five hundred pages in one row
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\([\w./]+\.md[^)]*\)")


def copied(repository: Repository, folder: Path) -> Repository:
    return Repository(copy_repository(repository.root, folder))


def with_topics(repository: Repository, folder: Path, topics: Collection[str]) -> Repository:
    """Copy the repository with these topics only."""
    small = copied(repository, folder)
    for topic in small.topics():
        if topic.name not in topics:
            shutil.rmtree(topic.folder)
    return small


def with_pages(repository: Repository, folder: Path, topics: Collection[str], times: int) -> Repository:
    """Copy the repository with the pages of these topics only, and each of them so many times."""
    grown = with_topics(repository, folder, topics)
    own = {topic.name: topic.page for topic in grown.topics()}
    texts = {topic: _alone(page.text) for topic, page in own.items() if page}
    for page in grown.pages():
        page.path.unlink()
    for claims in ledger_files(grown):
        claims.unlink()
    (grown.docs / "index.md").write_text(HOME, encoding="utf-8")
    parts = [[f"{topic}_{number}" if number else topic for topic in texts] for number in range(times)]
    for names in parts:
        for (topic, text), name in zip(texts.items(), names, strict=True):
            if name != topic:
                _copy_topic(grown, topic, name)
            called = text.replace(f"| {topic}:", f"| {name}:")
            (grown.docs / f"{name}.md").write_text(f"{called}\nThis is {name}.\n", encoding="utf-8")
    sections = [{f"Part {number}": [f"{name}.md" for name in names]} for number, names in enumerate(parts, start=1)]
    books = [sections[first : first + PARTS_OF_A_BOOK] for first in range(0, len(sections), PARTS_OF_A_BOOK)]
    nav = [{f"Book {number}": book} for number, book in enumerate(books, start=1)]
    _configure(grown, nav=["index.md", *nav])
    return grown


def _alone(text: str) -> str:
    """Return a page that needs no other: links become their words, pictures by hand and claims go."""
    return re.sub(r"^!\[.*\n", "", MARK.sub("", LINK.sub(r"\1", text)), flags=re.MULTILINE)


def _copy_topic(repository: Repository, topic: str, name: str) -> None:
    shutil.copytree(repository.snippets / topic, repository.snippets / name)
    for snippet in (repository.snippets / name).glob("*.py"):
        snippet.rename(snippet.with_name(snippet.name.replace(topic, name, 1)))
    shutil.copyfile(repository.topic(topic).test, repository.topic(name).test)


def without_notebooks(repository: Repository) -> Repository:
    """Take mkdocs-jupyter out of the configuration."""
    plugins = [plugin for plugin in read_configuration(repository)["plugins"] if _name(plugin) != "mkdocs-jupyter"]
    _configure(repository, plugins=plugins)
    return repository


def expanded(repository: Repository, folder: Path) -> Repository:
    """Copy the pages with every call written out, for a build that knows nothing of Counterpoint."""
    plain = copied(repository, folder)
    for page in repository.pages():
        written_out = expand(repository, page, page.body, for_site.FORM, page.lines_above)
        written_out = page.text.removesuffix(page.body) + written_out
        (plain.docs / page.source).write_text(written_out, encoding="utf-8")
    configuration = read_configuration(repository)
    parts = {
        key: [part for part in configuration[key] if _name(part) not in OWN_PARTS]
        for key in ("plugins", "markdown_extensions")
    }
    _configure(plain, **parts)
    return plain


def _name(part: str | dict[str, object]) -> str:
    return part if isinstance(part, str) else next(iter(part))


def _configure(repository: Repository, **settings: object) -> None:
    configuration = read_configuration(repository) | {"site_url": ""} | settings
    repository.configuration.write_text(yaml.safe_dump(configuration, sort_keys=False), encoding="utf-8")
