"""Begin a topic: twins, page, test and navigation entry, written whole or not at all."""

from collections.abc import Callable
from contextlib import suppress
from importlib import resources
from pathlib import Path

from counterpoint.running.devices import installed
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository
from counterpoint.source.text import NAME, read_text
from counterpoint.source.voices import VOICES

# The comment in mkdocs.yml above which a new topic is entered.
ENTRY_MARK = "# counterpoint new writes above this line"


def new(repository: Repository, topic: str, tell: Callable[[str], None]) -> None:
    """Write the topic and record it; raise Fault, with nothing written, where that cannot be done."""
    refuse_bad_name(repository, topic)
    configuration = enter_in_navigation(repository, topic)
    texts = fill_templates(repository, topic)
    for path in texts:
        if path.exists():
            raise Fault(path, 1, "this file exists already", "Choose another name, or delete it first.")
    _write_all({**texts, repository.configuration: configuration})
    for path in texts:
        tell(f"wrote {path.relative_to(repository.root)}")
    tell(f"entered {topic}.md in {repository.configuration.name}")
    _record(repository, topic, tell)


def refuse_bad_name(repository: Repository, topic: str) -> None:
    """Raise Fault where the name cannot be a folder, a page, a test and a module at once."""
    if not NAME.fullmatch(topic):
        what = f"{topic!r} cannot name a topic"
        raise Fault(repository.snippets, 1, what, "Use lower case letters, digits and single underscores.")
    if (repository.snippets / topic).exists() or repository.page(topic):
        raise Fault(
            repository.snippets / topic, 1, f"there is a topic or page '{topic}' already", "Choose another name."
        )


def enter_in_navigation(repository: Repository, topic: str) -> str:
    """Return mkdocs.yml with the topic's page as the last topic of the navigation."""
    lines = read_text(repository.configuration).split("\n")
    for number, line in enumerate(lines):
        if line.strip() == ENTRY_MARK:
            indent = line[: len(line) - len(line.lstrip())]
            entry = f"{indent}- {title_of(topic)}: {topic}.md"
            return "\n".join([*lines[:number], entry, *lines[number:]])
    remedy = f"Put the comment '{ENTRY_MARK}' where new topics go, under 'nav:'."
    raise Fault(repository.configuration, 1, "the place for new topics is not marked", remedy)


def fill_templates(repository: Repository, topic: str) -> dict[Path, str]:
    """Return the text of each new file."""
    templates = resources.files("counterpoint") / "templates"
    texts = {
        repository.snippet(topic, voice): (templates / f"{voice.name}.py.txt").read_text("utf-8") for voice in VOICES
    }
    for path, name in ((repository.docs / f"{topic}.md", "page.md.txt"), (repository.test(topic), "test.py.txt")):
        texts[path] = (templates / name).read_text("utf-8").format(topic=topic, title=title_of(topic))
    return texts


def title_of(topic: str) -> str:
    return topic.replace("_", " ").capitalize()


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
        raise Fault(error.filename or passing[path], 1, what, remedy) from None


def _record(repository: Repository, topic: str, tell: Callable[[str], None]) -> None:
    if not all(installed(voice) for voice in VOICES):
        tell(f"next: make record TOPIC={topic} (it installs the frameworks)")
        return
    from counterpoint.running.record import record

    record(repository, [topic], "cpu", tell)
    tell(f"next: edit docs/{topic}.md and the twins, then: make record TOPIC={topic} && make test")
