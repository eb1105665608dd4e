"""The command `counterpoint`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterpoint.source.collection import no_collection
from counterpoint.source.faults import Fault, postponed, raise_the_first
from counterpoint.source.repository import Repository, Topic

if TYPE_CHECKING:
    from counterpoint.commands.plan import Plan

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Check, record and publish Counterpoint's topics.")
Yes = Annotated[bool, typer.Option("--yes", help="do it without asking")]
Device = Annotated[str, typer.Option(help="cpu, cuda, or auto: the GPU for each framework that sees one")]


@contextmanager
def _told() -> Iterator[None]:
    """End with the fault's message alone: a traceback says nothing to a contributor."""
    try:
        yield
    except Fault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    except OSError as error:  # a full disk, a file that may not be written
        what = error.strerror or type(error).__name__
        typer.echo(str(Fault(error.filename or Path.cwd(), None, what, "Mend that, then try again.")), err=True)
        raise typer.Exit(1) from None


def _repository() -> Repository:
    repository = Repository(Path.cwd())
    if not repository.configuration.is_file():
        remedy = "Change to the folder that holds mkdocs.yml."
        raise Fault(repository.configuration, None, "there is no mkdocs.yml here", remedy)
    return repository


def _refuse(faults: list[Fault]) -> None:
    for fault in faults:
        typer.echo(str(fault), err=True)
    if faults:
        typer.echo(f"{len(faults)} to mend", err=True)
        raise typer.Exit(1)


@app.command("check")
def check_repository() -> None:
    """Check all that needs no framework: files, sections, pages, links, recordings."""
    from counterpoint.checks.stages import check

    with _told(), no_collection(for_good=True):
        _refuse(check(_repository()))
        typer.echo("all in order")


@app.command("record")
def record_topics(
    topic: Annotated[str, typer.Argument(help="one topic; all where none is named")] = "",
    device: Device = "cpu",
    keep_going: Annotated[bool, typer.Option("--keep-going", help="record the others where one fails")] = False,
    since: Annotated[str, typer.Option(help="only what changed since this revision: main, HEAD^")] = "",
) -> None:
    """Run snippets and rewrite their recorded evidence; what is unchanged stays byte for byte."""
    from counterpoint.checks.stages import refuse_faulty
    from counterpoint.commands.durations import weights_of_recording
    from counterpoint.commands.progress import telling, work
    from counterpoint.commands.selection import changed_topics
    from counterpoint.running.record import record
    from counterpoint.running.record_rows import record_areas
    from counterpoint.source.voices import CHOICES

    if device not in CHOICES:
        raise typer.BadParameter(f"'{device}' is no device: write {', '.join(CHOICES)}.", param_hint="--device")

    with _told():
        repository = _repository()
        chosen = _named_or_all(repository, topic)
        if since:
            chosen = [one for one in chosen if one.name in changed_topics(repository, since)]
        refuse_faulty(repository, chosen)
        topics, areas = ([one for one in chosen if one.is_area is kind] for kind in (False, True))
        weights = weights_of_recording(topics, areas)
        with work("record", sum(weights), typer.echo, forks=True) as going:
            tell = telling(going, weights)
            faults: list[Fault] = []
            with postponed(faults, keep_going):
                if topics:
                    record(repository, topics, device, tell, keep_going=keep_going)
            with postponed(faults, keep_going):
                if areas:
                    record_areas(repository, areas, tell, keep_going=keep_going)
            raise_the_first(faults, tell)


def _named_or_all(repository: Repository, name: str) -> list[Topic]:
    """Return the topic or area of this name, all where none is named; raise Fault where there is none of that name."""
    if name and not repository.topic(name).exists:
        known = ", ".join(map(str, repository.folders()))
        raise Fault(repository.snippets, None, f"there is no topic '{name}'", f"Topics are: {known}")
    return [repository.topic(name)] if name else repository.folders()


@app.command("rows")
def show_rows(area: Annotated[str, typer.Argument(help="an area of the dictionary")]) -> None:
    """Print an area's rows as they come out now, and what is to be mended in them; nothing is written."""
    from counterpoint.commands.rows import show

    with _told():
        repository = _repository()
        _refuse(show(repository.topic(area), typer.echo))


@app.command("pack")
def pack_rows() -> None:
    """Write the rows of all areas into the package, where `counterpoint lookup` finds them."""
    from counterpoint.recordings.dictionary import pack

    with _told():
        typer.echo("packed" if pack(_repository()) else "unchanged")


@app.command("lookup")
def look_up(name: Annotated[str, typer.Argument(help="a call of either framework, or a part of its name")]) -> None:
    """Tell what the dictionary knows of a call: the other framework's, the difference, the remedy."""
    from counterpoint.commands.lookup import lookup

    for line in lookup(name):
        typer.echo(line)


@app.command("explain")
def explain_program(
    file: Annotated[Path, typer.Argument(help="a program (.py) or a notebook (.ipynb)")],
    as_html: Annotated[bool, typer.Option("--html", help="print a page of HTML")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Read a program and tell, line by line, the other framework's calls and where they differ; nothing is run."""
    from counterpoint.commands.explain import explain
    from counterpoint.rendering import explained, explained_page, explained_words

    with _told():
        explanation = explain(file)
        if as_json:
            typer.echo(explained.as_json(explanation))
        elif as_html:
            typer.echo(explained_page.as_page(explanation, file.name))
        else:
            typer.echo("\n".join(explained_words.as_text(explanation)))


@app.command()
def speed() -> None:
    """Measure the speed of both frameworks on this machine's processor, record the times and draw them."""
    from counterpoint.running.speed import measure_speed

    with _told():
        measure_speed(_repository(), typer.echo)


@app.command()
def evidence(folder: Annotated[Path, typer.Argument(help="what `pytest --evidence` wrote, here or elsewhere")]) -> None:
    """Take what tests wrote on another machine into its place, where it belongs to these sources."""
    from counterpoint.commands.import_evidence import take

    with _told():
        take(_repository(), folder, typer.echo)


@app.command("lock-ledger")
def lock_ledger() -> None:
    """Write ledger/lock.json anew: verdicts, sources, days, numbers and marks as they are now, for a review to see."""
    from counterpoint.ledger.lock import write_lock

    with _told():
        write_lock(_repository())


@app.command("changes")
def show_changes(before: Annotated[str, typer.Argument(help="a revision that git knows")] = "HEAD") -> None:
    """Tell in Markdown which pages, outputs and parities are others than in an earlier revision."""
    from counterpoint.commands.changes import changes

    with _told():
        typer.echo(changes(_repository(), before))


@app.command("upgrade")
def upgrade_framework(
    package: Annotated[str, typer.Argument(help="torch, tensorflow or keras")],
    version: Annotated[str, typer.Argument(help="the version to move to: 2.15.0")],
    tests: Annotated[bool, typer.Option(help="run the topics' tests before and after")] = True,
) -> None:
    """Move to another version: pin, lock, install, record, and report what changed, page by page."""
    from counterpoint.commands.durations import weights_of_upgrade
    from counterpoint.commands.progress import telling, work
    from counterpoint.commands.upgrade import upgrade

    with _told():
        repository = _repository()
        weights = weights_of_upgrade(repository, tests=tests)
        with work("upgrade", sum(weights), typer.echo) as going:
            upgrade(repository, package, version, telling(going, weights), tests=tests)


@app.command("versions")
def try_versions(
    names: Annotated[list[str] | None, typer.Argument(help="torch-2.9, keras-3.12; all where none is named")] = None,
    tests: Annotated[bool, typer.Option(help="run the topics' tests as well")] = True,
    again: Annotated[bool, typer.Option("--again", help="also those that are recorded and still fit")] = False,
    names_only: Annotated[bool, typer.Option("--list", help="print the names of all as JSON, and do nothing")] = False,
    merge: Annotated[Path | None, typer.Option(help="take in what other machines wrote into this folder")] = None,
) -> None:
    """Try other versions, each in an environment of its own, and record which sections do something else there."""
    from counterpoint.commands import versions

    with _told():
        if names_only:
            typer.echo(versions.listed(_repository()))
        elif merge:
            versions.merge(_repository(), merge, typer.echo)
        else:
            versions.try_versions(_repository(), names or [], typer.echo, tests=tests, again=again)


@app.command("test")
def run_tests(
    topics: Annotated[list[str] | None, typer.Argument(help="topics; what changed where none is named")] = None,
    since: Annotated[str, typer.Option(help="the revision with which to compare")] = "main",
) -> None:
    """Run the check and the tests of topics, or of what changed since main."""
    from counterpoint.commands.testing import test

    with _told():
        if not test(_repository(), topics or [], since, typer.echo):
            raise typer.Exit(1)


@app.command("new")
def begin_topic(
    topic: Annotated[str, typer.Argument(help="its name: lower case, digits, underscores")],
    section: Annotated[str, typer.Option(help="the part of the navigation: 'The orchestra'")] = "",
) -> None:
    """Begin a topic: twins, page, test and navigation entry, recorded and green at once."""
    from counterpoint.commands.new import new

    with _told():
        new(_repository(), topic, typer.echo, section)


@app.command("rename")
def rename_topic(
    old: Annotated[str, typer.Argument(help="a topic")],
    new: Annotated[str, typer.Argument(help="its new name")],
    yes: Yes = False,
) -> None:
    """Rename a topic with all that names it; its old address leads to the new one."""
    from counterpoint.commands.rename import plan_to_rename

    with _told():
        _agree_and_do(plan_to_rename(_repository(), old, new), yes)


@app.command("remove")
def remove_topic(topic: Annotated[str, typer.Argument(help="a topic")], yes: Yes = False) -> None:
    """Remove a topic with all that belongs to it alone; refused while anything else rests on it."""
    from counterpoint.commands.remove import plan_to_remove

    with _told():
        _agree_and_do(plan_to_remove(_repository(), topic), yes)


def _agree_and_do(plan: "Plan", yes: bool) -> None:
    """Refuse what would leave a fault behind, show the plan, ask, then do it whole."""
    if faults := plan.new_faults():
        typer.echo("Nothing was changed. It would leave behind:", err=True)
        _refuse(faults)
    for line in plan.words:
        typer.echo(line)
    if not yes:
        typer.confirm("Do it?", abort=True)
    plan.carry_out()
    typer.echo("done")


@app.command("claim")
def write_claim(
    name: Annotated[str, typer.Argument(help="its id: A1")],
    topic: Annotated[str, typer.Option(help="the topic whose page states it")],
    words: Annotated[str, typer.Option("--claim", help="the claim, in one sentence")] = "",
) -> None:
    """Write a claim's entry into the ledger, with the topic's first test as evidence, to be filled in."""
    from counterpoint.commands.claim import claim

    with _told():
        claim(_repository(), name, topic, words, typer.echo)


@app.command("publish")
def publish_site(site: Annotated[Path, typer.Argument(help="the folder of a built site")]) -> None:
    """Write plain Markdown, sources, notebooks and llms.txt into a site that was built without MkDocs."""
    from counterpoint.checks.stages import check
    from counterpoint.publishing.publish import prepare_notebooks, publish

    with _told():
        repository = _repository()
        if not site.is_dir():
            raise Fault(site, None, "there is no such folder", "Build the site first.")
        _refuse(check(repository, stale=False))
        prepare_notebooks(repository)
        publish(repository, site)


@app.command("zip")
def zip_site(
    site: Annotated[Path, typer.Argument(help="the folder of a built site")] = Path("site"),
    archive: Annotated[Path, typer.Argument(help="the file to write")] = Path("counterpoint.zip"),
) -> None:
    """Pack a built site so that it opens from a disk, in full and with its search."""
    from counterpoint.publishing.offline import pack
    from counterpoint.source.navigation import read_configuration

    with _told():
        pack(site, archive, str(read_configuration(_repository())["site_name"]))
        typer.echo(f"{archive}: {archive.stat().st_size / 1e6:.1f} MB")


@app.command("book")
def make_book(
    pages: Annotated[list[str] | None, typer.Argument(help="pages as they lie below docs/; all where none is")] = None,
    site: Annotated[Path, typer.Option(help="the folder of a built site")] = Path("site"),
    book: Annotated[Path, typer.Option("--out", help="the file to write")] = Path("counterpoint.pdf"),
) -> None:
    """Print a built site as one PDF: both voices, outputs, claims with their evidence, bookmarks."""
    from counterpoint.publishing.book import print_book

    with _told():
        print_book(_repository(), site, book, pages or [])
        typer.echo(f"{book}: {book.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(app())
