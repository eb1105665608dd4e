"""The command `counterpoint`."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The machine room of Counterpoint.")
Device = Annotated[str, typer.Option(help="cpu, cuda, or auto: the GPU for each framework that sees one")]


@contextmanager
def _told() -> Iterator[None]:
    """End with the fault's message alone: a traceback says nothing to a contributor."""
    try:
        yield
    except Fault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None


def _repository() -> Repository:
    repository = Repository(Path.cwd())
    if not repository.configuration.is_file():
        remedy = "Change to the folder that holds mkdocs.yml."
        raise Fault(repository.configuration, 1, "there is no mkdocs.yml here", remedy)
    return repository


def _refuse(faults: list[Fault]) -> None:
    for fault in faults:
        typer.echo(str(fault), err=True)
    if faults:
        typer.echo(f"{len(faults)} to mend", err=True)
        raise typer.Exit(1)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Search no memory for what can be freed, now or at the end: a third of the command's time went into that."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@app.command()
def check() -> None:
    """Check all that needs no framework: files, sections, pages, links, recordings."""
    from counterpoint.checks.stages import check as find

    with _told(), _no_collection():
        _refuse(find(_repository()))
        typer.echo("all in order")


@app.command()
def record(
    topic: Annotated[str, typer.Argument(help="one topic; all where none is named")] = "",
    device: Device = "cpu",
    keep_going: Annotated[bool, typer.Option("--keep-going", help="record the others where one fails")] = False,
) -> None:
    """Run snippets and rewrite their recorded evidence; what is unchanged stays byte for byte."""
    from counterpoint.checks.stages import refuse_faulty
    from counterpoint.running.record import record as make
    from counterpoint.source.voices import CHOICES

    if device not in CHOICES:
        raise typer.BadParameter(f"'{device}' is no device: write {', '.join(CHOICES)}.", param_hint="--device")

    with _told():
        repository = _repository()
        if topic and topic not in repository.topics():
            known = ", ".join(repository.topics())
            raise Fault(repository.snippets, 1, f"there is no topic '{topic}'", f"Topics are: {known}")
        topics = [topic] if topic else repository.topics()
        refuse_faulty(repository, topics)
        make(repository, topics, device, typer.echo, keep_going=keep_going)


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


@app.command()
def changes(before: Annotated[str, typer.Argument(help="a revision that git knows")] = "HEAD") -> None:
    """Tell in Markdown which pages, outputs and parities are others than in an earlier revision."""
    from counterpoint.commands.changes import changes as tell

    with _told():
        typer.echo(tell(_repository(), before))


@app.command()
def new(topic: Annotated[str, typer.Argument(help="its name: lower case, digits, underscores")]) -> None:
    """Begin a topic: twins, page, test and navigation entry, recorded and green at once."""
    from counterpoint.commands.new import new as begin

    with _told():
        begin(_repository(), topic, typer.echo)


@app.command()
def publish(site: Annotated[Path, typer.Argument(help="the folder of a built site")]) -> None:
    """Write plain Markdown, sources, notebooks and llms.txt into a site that was built without MkDocs."""
    from counterpoint.checks.stages import check as find
    from counterpoint.publishing.publish import prepare_notebooks
    from counterpoint.publishing.publish import publish as put

    with _told():
        repository = _repository()
        if not site.is_dir():
            raise Fault(site, 1, "there is no such folder", "Build the site first.")
        _refuse(find(repository, stale=False))
        prepare_notebooks(repository)
        put(repository, site)


if __name__ == "__main__":
    sys.exit(app())
