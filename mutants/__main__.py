"""Try the breaks that are asked for, and end with 1 where a kind's rate is surely below what is demanded."""

import argparse
import contextlib
import signal
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from mutants.breaks import KINDS, SNIPPETS, Break
from mutants.choice import NoSuchList, all_breaks, changed_lines, chosen
from mutants.report import Result, below, in_words, write
from mutants.scratch import scratch_of
from mutants.trials import Red, Trials

DEMANDED = 0.95


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    root, console = Path.cwd(), Console()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        breaks = _asked_for(root, options)
        console.print(f"{len(breaks)} breaks, seed {options.seed}")
        results = try_all(root, breaks, console) if breaks else []
    except (Red, NoSuchList) as error:
        _say(console, str(error))
        return 1
    _say(console, in_words(results, options.seed))
    if options.rates:
        write(options.rates, results, options.seed)
    missed = below(results, DEMANDED)
    for kind in missed:
        _say(console, f"{kind}: surely fewer than {DEMANDED:.0%} are caught")
    return int(bool(missed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    parser.add_argument("--kind", action="append", choices=KINDS, help="a kind of break; all where none is named")
    parser.add_argument("--topic", help="a topic, a folder of pages or a part of the package")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="how many are drawn of each kind; 0: all")
    parser.add_argument("--seed", type=int, default=0, help="what the sample is drawn with")
    parser.add_argument("--since", metavar="REVISION", help="only the lines changed since; --sample counts all kinds")
    parser.add_argument("--rates", type=Path, metavar="FILE", help="write the rates by kind into this JSON file")
    return parser


def _asked_for(root: Path, options: argparse.Namespace) -> list[Break]:
    kinds = options.kind or KINDS
    lines = changed_lines(root, options.since) if options.since else None

    def of(*kinds: str) -> list[Break]:
        wanted = [one for one in all_breaks(root, kinds) if options.topic in (None, one.group)]
        if lines is not None:
            wanted = [one for one in wanted if one.line in lines.get(one.path, ())]
        return chosen(root, wanted, options.sample, options.seed)

    return of(*kinds) if lines is not None else [one for kind in kinds for one in of(kind)]


def try_all(root: Path, breaks: list[Break], console: Console) -> list[Result]:
    """Try each break in a copy of the repository; what a topic's tests catch counts only where they pass without."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    results: list[Result] = []
    with scratch_of(root) as scratch, Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        trials = Trials(root, scratch)
        trials.prepare({one.kind for one in breaks})
        task = progress.add_task("breaks", total=len(breaks))
        with contextlib.suppress(KeyboardInterrupt):  # of a sample cut short, the rates of what was tried are told
            for one in breaks:
                if trials.can_judge(one):
                    results.append(Result(one, trials(one)))
                    _say(console, results[-1].in_words)
                else:
                    _say(console, f"left out: {one.path} is at fault without a break")
                progress.advance(task)
        _refuse_red_topics(trials, results)
    for name, tests in trials.red_before.items():
        for test in tests:
            _say(console, f"left out, since it fails without a break ({name}): {test}")
    return results


def _say(console: Console, words: str) -> None:
    """Print a line as it is: a source line may look like markup."""
    console.print(words, markup=False, highlight=False, soft_wrap=True)


def _refuse_red_topics(trials: Trials, results: list[Result]) -> None:
    """A topic whose tests let a break pass is green without one; the others are run as they are."""
    of_snippets = [result for result in results if result.one.kind == SNIPPETS]
    green = {result.one.group for result in of_snippets if not result.caught}
    by_tests = {result.one.group for result in of_snippets if result.caught.startswith(("test:", "check:", "time:"))}
    for topic in sorted(by_tests - green):
        if told := trials.is_red_without(topic):
            raise Red(f"the tests of {topic} fail before anything is broken: {told}")


if __name__ == "__main__":
    sys.exit(main())
