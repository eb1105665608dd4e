"""Begin a topic: twins, page, test and navigation entry, written whole or not at all."""

import keyword
from collections.abc import Callable
from contextlib import suppress
from importlib import resources
from pathlib import Path

from counterpoint.checks.snippets import COMMON
from counterpoint.running.devices import installed
from counterpoint.source.faults import Fault
from counterpoint.source.navigation import NavigationEntry, line_of, listed, read_configuration, read_navigation
from counterpoint.source.repository import DICTIONARY, Repository, Topic
from counterpoint.source.text import NAME, read_text
from counterpoint.source.voices import VOICES

# The comment in mkdocs.yml above which a new topic is entered.
ENTRY_MARK = "# counterpoint new writes above this line"
# A twin imports some of these, pytest gives others a meaning, and the rest are folders of this repository.
TAKEN = (
    {name for voice in VOICES for name in (*voice.imports, voice.name)}
    | COMMON
    | frozenset(("conftest", "counterpoint", "docs", "ledger", "numpy", "python", "snippets", "test", "tests"))
)


def new(repository: Repository, name: str, tell: Callable[[str], None], section: str = "") -> None:
    """Write the topic and record it; raise Fault, with nothing written, where that cannot be done."""
    topic = repository.topic(name)
    refuse_bad_name(topic)
    folder = folder_of(repository, section) if section else ""
    source = f"{folder}{topic}.md"
    configuration = enter_in_section(topic, source, section) if section else enter_in_navigation(topic)
    texts = fill_templates(topic, repository.docs / source)
    for path in texts:
        if path.exists():
            raise Fault(path, None, "this file exists already", "Choose another name, or delete it first.")
    _write_all({**texts, repository.configuration: configuration})
    for path in texts:
        tell(f"wrote {path.relative_to(repository.root)}")
    tell(f"entered {source} in {repository.configuration.name}")
    _record(topic, repository.docs / source, tell)


def refuse_bad_name(topic: Topic) -> None:
    """Raise Fault where the name cannot be a folder, a page, a test and a module at once."""
    if not NAME.fullmatch(topic.name):
        what = f"{topic.name!r} cannot name a topic"
        raise Fault(topic.repository.snippets, None, what, "Use lower case letters, digits and single underscores.")
    if keyword.iskeyword(topic.name) or topic.name in TAKEN:
        what = f"'{topic}' is a name of Python's, of a package or of a tool"
        raise Fault(topic.repository.snippets, None, what, f"Say what is shown: {topic}_basics, or another name.")
    if topic.folder.exists() or topic.page:
        raise Fault(topic.folder, None, f"there is a topic or page '{topic}' already", "Choose another name.")


def enter_in_navigation(topic: Topic) -> str:
    """Return mkdocs.yml with the topic's page as the last topic of the navigation."""
    configuration = topic.repository.configuration
    lines = read_text(configuration).split("\n")
    for number, line in enumerate(lines):
        if line.strip() == ENTRY_MARK:
            indent = line[: len(line) - len(line.lstrip())]
            entry = f"{indent}- {title_of(topic)}: {topic}.md"
            return "\n".join([*lines[:number], entry, *lines[number:]])
    remedy = f"Put the comment '{ENTRY_MARK}' where new topics go, under 'nav:'."
    raise Fault(configuration, None, "the place for new topics is not marked", remedy)


def sections_of(repository: Repository) -> dict[str, list[NavigationEntry]]:
    """Return the parts of the navigation that hold pages, each with its entries."""
    entries = {entry.path: entry for entry in read_navigation(repository)}
    found: dict[str, list[NavigationEntry]] = {}
    for part in listed(read_configuration(repository), "nav"):
        for title, below in part.items() if isinstance(part, dict) else ():
            if isinstance(below, list):
                pages = [page for item in below for page in (item.values() if isinstance(item, dict) else [item])]
                found[str(title)] = [entries[page] for page in pages if page in entries]
    return {title: below for title, below in found.items() if below}


def folder_of(repository: Repository, section: str) -> str:
    """Return the folder of the section's pages, with a slash; raise Fault where no topic can be begun there."""
    sections = sections_of(repository)
    if section not in sections:
        what = f"the navigation has no part '{section}'"
        raise Fault(repository.configuration, None, what, f"Its parts are: {', '.join(sections) or 'none'}")
    folders = [entry.path.rpartition("/")[0] for entry in sections[section]]
    folder = max(folders, key=folders.count)
    if folder == DICTIONARY:
        what = f"'{section}' holds areas of the dictionary, which are no topics"
        raise Fault(repository.configuration, None, what, "Write the rows by hand: CONTRIBUTING says how.")
    return f"{folder}/" if folder else ""


def enter_in_section(topic: Topic, source: str, section: str) -> str:
    """Return mkdocs.yml with the page as the last of this part of the navigation."""
    configuration = topic.repository.configuration
    lines = read_text(configuration).split("\n")
    last = max(line_of(topic.repository, entry) for entry in sections_of(topic.repository)[section])
    indent = lines[last - 1][: len(lines[last - 1]) - len(lines[last - 1].lstrip())]
    return "\n".join([*lines[:last], f"{indent}- {title_of(topic)}: {source}", *lines[last:]])


def fill_templates(topic: Topic, page: Path) -> dict[Path, str]:
    """Return the text of each new file."""
    templates = resources.files("counterpoint") / "templates"
    texts = {topic.snippet(voice): (templates / f"{voice.name}.py.txt").read_text("utf-8") for voice in VOICES}
    for path, name in ((page, "page.md.txt"), (topic.test, "test.py.txt")):
        texts[path] = (templates / name).read_text("utf-8").format(topic=topic, title=title_of(topic))
    return texts


def title_of(topic: Topic) -> str:
    return topic.name.replace("_", " ").capitalize()


def _write_all(texts: dict[Path, str]) -> None:
    """Write every file under a passing name first, then replace; take back what was done where that fails.

    The last file may exist already: it is replaced when nothing else can fail.
    """
    passing = {path: path.with_name(f"{path.name}.new") for path in texts}
    fresh = [path for path in texts if not path.exists()]
    folders = sorted({folder for path in texts for folder in path.parents if not folder.exists()}, reverse=True)
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            passing[path].write_text(text, encoding="utf-8")
        for path in texts:
            passing[path].replace(path)
    except OSError as error:
        for path in (*passing.values(), *fresh):
            with suppress(OSError):
                path.unlink()
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()
        what = f"it cannot be written: {error.strerror}"
        remedy = "Nothing was written. Mend that, then try again."
        raise Fault(error.filename or passing[path], None, what, remedy) from None


def _record(topic: Topic, page: Path, tell: Callable[[str], None]) -> None:
    if not all(installed(voice) for voice in VOICES):
        tell(f"next: make record TOPIC={topic} (it installs the frameworks)")
        return
    from counterpoint.running.record import record

    record(topic.repository, [topic], "cpu", tell)
    page_name = page.relative_to(topic.repository.root).as_posix()
    tell(f"next: edit {page_name} and the twins, then: make record TOPIC={topic} && make test")
