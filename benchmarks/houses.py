"""Throwaway houses to measure in: this repository with fewer topics, or with its pages many times over."""

import re
import shutil
from pathlib import Path

import yaml

from counterpoint import tabs
from counterpoint.expand import expand
from counterpoint.house import House
from counterpoint.navigation import read_configuration, read_navigation
from counterpoint.pages import split_front_matter
from counterpoint.sections import read_text
from tests.built.building import copy_repository

# Pages that gather what stands on the others: one of each, however many there are.
SINGLE = {"index", "ledger"}
OWN_PARTS = {"counterpoint", "counterpoint.extension", "mkdocs-jupyter"}


def copied(house: House, folder: Path) -> House:
    return House(copy_repository(house.root, folder))


def with_topics(house: House, folder: Path, topics: int) -> House:
    """Copy the house with its first topics only."""
    small = copied(house, folder)
    for topic in small.topics()[topics:]:
        shutil.rmtree(small.snippets / topic)
    return small


def with_pages(house: House, folder: Path, times: int) -> House:
    """Copy the house with each page so many times, in sections of the navigation as so large a site would have."""
    grown = copied(house, folder)
    own, topics = [entry for entry in read_navigation(grown) if Path(entry.path).stem not in SINGLE], grown.topics()
    copies = [{Path(entry.path).stem: f"{Path(entry.path).stem}_{number}" for entry in own} for number in range(times)]
    sections = []
    for names in copies[1:]:
        for topic in topics:
            _copy_topic(grown, topic, names[topic])
        for entry in own:
            _copy_page(grown, grown.docs / entry.path, names)
        sections.append([{names[Path(entry.path).stem]: _renamed(entry.path, names)} for entry in own])
    first = read_configuration(grown)["nav"]
    _configure(grown, nav=[*first, *({f"Part {number}": part} for number, part in enumerate(sections, start=2))])
    return grown


def without_notebooks(house: House) -> House:
    """Take mkdocs-jupyter out of the configuration."""
    plugins = [plugin for plugin in read_configuration(house)["plugins"] if _name(plugin) != "mkdocs-jupyter"]
    _configure(house, plugins=plugins)
    return house


def expanded(house: House, folder: Path) -> House:
    """Copy the pages with every call written out, for a build that knows nothing of Counterpoint."""
    plain = copied(house, folder)
    for page in house.pages():
        text = read_text(page)
        _, body, before = split_front_matter(text)
        written_out = text.removesuffix(body) + expand(house, page, body, tabs.FORM, before)
        (plain.docs / page.relative_to(house.docs)).write_text(written_out, encoding="utf-8")
    configuration = read_configuration(house)
    parts = {
        key: [part for part in configuration[key] if _name(part) not in OWN_PARTS]
        for key in ("plugins", "markdown_extensions")
    }
    _configure(plain, **parts)
    return plain


def _name(part: str | dict[str, object]) -> str:
    return part if isinstance(part, str) else next(iter(part))


def _configure(house: House, **settings: object) -> None:
    configuration = read_configuration(house) | {"site_url": ""} | settings
    house.configuration.write_text(yaml.safe_dump(configuration, sort_keys=False), encoding="utf-8")


def _copy_topic(house: House, topic: str, name: str) -> None:
    shutil.copytree(house.snippets / topic, house.snippets / name)
    for snippet in (house.snippets / name).glob("*.py"):
        snippet.rename(snippet.with_name(snippet.name.replace(topic, name, 1)))
    shutil.copyfile(house.test(topic), house.test(name))


def _copy_page(house: House, page: Path, names: dict[str, str]) -> None:
    """Copy a page under its new name; its calls and links name the copies beside it."""
    text = re.sub(r"(?<=\| )\w+(?=:)", lambda match: names.get(match[0], match[0]), read_text(page))
    text = re.sub(r"(?<=\]\()[\w/]+\.md", lambda match: _renamed(match[0], names), text)
    copy = house.docs / _renamed(page.relative_to(house.docs).as_posix(), names)
    copy.write_text(f"{text}\nThis is {copy.stem}.\n", encoding="utf-8")


def _renamed(path: str, names: dict[str, str]) -> str:
    stem = Path(path).stem
    return Path(path).with_stem(names.get(stem, stem)).as_posix()
