"""Begin a topic: twins, page, test and navigation entry, written whole or not at all."""

from collections.abc import Callable
from contextlib import suppress
from importlib import resources
from pathlib import Path

from counterpoint.running.devices import installed
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository, Topic
from counterpoint.source.text import NAME, read_text
from counterpoint.source.voices import VOICES

# The comment in mkdocs.yml above which a new topic is entered.
ENTRY_MARK = "# counterpoint new writes above this line"


def new(repository: Repository, name: str, tell: Callable[[str], None]) -> None:
    """Write the topic and record it; raise Fault, with nothing written, where that cannot be done."""
    topic = repository.topic(name)
    refuse_bad_name(topic)
    configuration = enter_in_navigation(topic)
    texts = fill_templates(topic)
    for path in texts:
        if path.exists():
            raise Fault(path, None, "this file exists already", "Choose another name, or delete it first.")
    _write_all({**texts, repository.configuration: configuration})
    for path in texts:
        tell(f"wrote {path.relative_to(repository.root)}")
    tell(f"entered {topic}.md in {repository.configuration.name}")
    _record(topic, tell)


def refuse_bad_name(topic: Topic) -> None:
    """Raise Fault where the name cannot be a folder, a page, a test and a module at once."""
    if not NAME.fullmatch(topic.name):
        what = f"{topic.name!r} cannot name a topic"
        raise Fault(topic.repository.snippets, None, what, "Use lower case letters, digits and single underscores.")
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


def fill_templates(topic: Topic) -> dict[Path, str]:
    """Return the text of each new file."""
    templates = resources.files("counterpoint") / "templates"
    texts = {topic.snippet(voice): (templates / f"{voice.name}.py.txt").read_text("utf-8") for voice in VOICES}
    for path, name in ((topic.repository.docs / f"{topic}.md", "page.md.txt"), (topic.test, "test.py.txt")):
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


def _record(topic: Topic, tell: Callable[[str], None]) -> None:
    if not all(installed(voice) for voice in VOICES):
        tell(f"next: make record TOPIC={topic} (it installs the frameworks)")
        return
    from counterpoint.running.record import record

    record(topic.repository, [topic], "cpu", tell)
    tell(f"next: edit docs/{topic}.md and the twins, then: make record TOPIC={topic} && make test")
