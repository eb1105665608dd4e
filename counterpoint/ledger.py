"""The ledger of claims: what a page states, who says so, whether it holds, and on what evidence."""

import datetime
import functools
import html
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from counterpoint.errors import Fault
from counterpoint.house import House
from counterpoint.sections import read_text
from counterpoint.wording import day_words

# libyaml, where PyYAML was built with it, reads ten times as fast.
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
VERDICTS = ("holds", "holds with a limit", "outdated", "not so", "opinion", "no source found")
KINDS = ("test", "measurement", "source")
MARK = re.compile(r"\[\[([A-Z]{1,3}\d+)\]\]")
ID = re.compile(r"[A-Z]{1,3}\d+")
TIMELINE, GLOSSARY = "timeline.yml", "glossary.yml"
REQUIRED = ("id", "claim", "by", "verdict", "because")


@dataclass(frozen=True)
class Claim:
    """One entry: `evidence` holds mappings with a key `test`, `measurement` or `source`."""

    id: str
    claim: str
    by: str
    verdict: str
    because: str
    path: Path
    line: int
    evidence: list[dict[str, Any]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return self.id.lower()


def ledger_files(house: House) -> list[Path]:
    return [path for path in data_files(house) if path.name not in (TIMELINE, GLOSSARY)]


def data_files(house: House) -> list[Path]:
    """Return the files of claims, the timeline and the glossary."""
    return sorted((house.root / "ledger").glob("*.yml"))


def read_ledger(house: House) -> dict[str, Claim]:
    """Return the claims by id, in the order of their letters and numbers; raise Fault at a bad entry."""
    return dict(_claims_in(tuple((path, read_text(path)) for path in ledger_files(house))))


# Each mark on a page asks for its claim: the ledger is read again only where a text of it has changed.
@functools.lru_cache(maxsize=16)
def _claims_in(texts: tuple[tuple[Path, str], ...]) -> dict[str, Claim]:
    claims: dict[str, Claim] = {}
    for path, text in texts:
        for line, entry in _entries_in(path, text):
            claim = _claim(path, line, entry)
            if claim.id in claims:
                other = claims[claim.id]
                what = f"claim {claim.id} stands twice (also in {other.path.name}, line {other.line})"
                raise Fault(path, line, what, "Give one of the two another number.")
            claims[claim.id] = claim
    return dict(sorted(claims.items(), key=lambda item: _order(item[0])))


def read_entries(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Return the entries of a YAML list with the line on which each begins; raise Fault where it is no list."""
    return list(_entries_in(path, read_text(path)))


@functools.lru_cache(maxsize=256)
def _entries_in(path: Path, text: str) -> tuple[tuple[int, dict[str, Any]], ...]:
    remedy = "Write a list of entries, each beginning with '- '."
    try:
        node = yaml.compose(text, Loader=FAST_LOADER)
        loaded = yaml.load(text, Loader=FAST_LOADER) or []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Fault(path, mark.line + 1 if mark else 1, "it is not plain YAML", remedy) from None
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        raise Fault(path, 1, "it is no list", remedy)
    for child, entry in zip(node.value, loaded, strict=True):
        if not isinstance(entry, dict):
            raise Fault(path, child.start_mark.line + 1, "this entry has no fields", remedy)
    return tuple((child.start_mark.line + 1, entry) for child, entry in zip(node.value, loaded, strict=True))


def _claim(path: Path, line: int, entry: dict[str, Any]) -> Claim:
    known = {*REQUIRED, "evidence"}
    missing = [name for name in REQUIRED if not isinstance(entry.get(name), str) or not entry[name].strip()]
    if missing or set(entry) - known:
        wrong = f"lacks {', '.join(missing)}" if missing else f"has unknown fields {sorted(set(entry) - known)}"
        raise Fault(path, line, f"the entry {wrong}", f"An entry has {', '.join(REQUIRED)} and evidence.")
    if not ID.fullmatch(entry["id"]):
        raise Fault(path, line, f"'{entry['id']}' is no claim's id", "Write capital letters and a number: S6.")
    if entry["verdict"] not in VERDICTS:
        raise Fault(path, line, f"'{entry['verdict']}' is no verdict", f"Verdicts are: {', '.join(VERDICTS)}")
    evidence = entry.get("evidence") or []
    for piece in evidence:
        _refuse_bad_evidence(path, line, piece)
    if not evidence and entry["verdict"] not in ("opinion", "no source found"):
        what = f"claim {entry['id']} has no evidence"
        raise Fault(path, line, what, "Name a test, a measurement or a dated source, or change the verdict.")
    texts = {name: " ".join(entry[name].split()) for name in REQUIRED}
    return Claim(**texts, path=path, line=line, evidence=evidence)


def _refuse_bad_evidence(path: Path, line: int, piece: Any) -> None:
    kinds = [kind for kind in KINDS if isinstance(piece, dict) and kind in piece]
    if len(kinds) != 1:
        raise Fault(path, line, "a piece of evidence is of no kind", f"Begin it with one of: {', '.join(KINDS)}")
    if not isinstance(piece[kinds[0]], str):
        raise Fault(path, line, f"the {kinds[0]} of a piece of evidence is no text", "Put it in quotation marks.")
    if kinds != ["source"]:
        return
    if not isinstance(piece.get("date"), datetime.date):
        what = f"the source '{piece['source']}' has no date"
        raise Fault(path, line, what, "Write the day on which it was published: date: 2020-01-30")
    if not str(piece.get("url", "")).startswith("https://"):
        raise Fault(path, line, f"the source '{piece['source']}' has no address", "Write its url, with https.")


def _order(identifier: str) -> tuple[str, int]:
    letters = identifier.rstrip("0123456789")
    return letters, int(identifier[len(letters) :])


def claim_named(house: House, page: Path | str, number: int, name: str) -> Claim:
    """Return the claim; raise Fault, naming the page's line, where the ledger has none of that id."""
    claims = read_ledger(house)
    if name not in claims:
        raise Fault(page, number, f"the ledger has no claim {name}", "Enter it in ledger/, or mark another.")
    return claims[name]


def reference(house: House, page: Path | None, claim: Claim, place: str) -> str:
    """Return a mark for readers of text: a link to the claim's row."""
    ledger = house.page("ledger")
    if ledger is None or page is None:
        return f"[{claim.id}]"
    return f"[{claim.id}]({posixpath.relpath(ledger, page.parent)}#{claim.anchor})"


def popover(house: House, page: Path | None, claim: Claim, place: str) -> str:
    """Return a small mark and what it opens: a popover needs no script and may stand in a paragraph."""
    name = f"claim-{claim.anchor}-{place}"
    verdict = claim.verdict.replace(" ", "-")
    words = f"<strong>{claim.id}: {claim.verdict}.</strong> {html.escape(claim.claim)}"
    because = f'<span class="because">{html.escape(claim.because)}</span>'
    evidence = "".join(f'<span class="piece">{piece}</span>' for piece in evidence_words(claim))
    return (
        f'<button class="claim {verdict}" popovertarget="{name}" aria-label="Claim {claim.id}: {claim.verdict}">'
        f'{claim.id}</button><span class="claim-card {verdict}" id="{name}" popover>{words}{because}{evidence}</span>'
    )


def evidence_words(claim: Claim) -> list[str]:
    """Return each piece of evidence in HTML that may stand in a line."""
    return [_piece(piece) for piece in claim.evidence]


def _piece(piece: dict[str, Any]) -> str:
    if "test" in piece:
        return f"Test: {html.escape(sentence(piece['test']))}"
    if "measurement" in piece:
        return f"Recorded: <code>{html.escape(piece['measurement'])}</code>"
    link = f'<a href="{html.escape(piece["url"])}">{html.escape(piece["source"])}</a>'
    by = f", {html.escape(str(piece['by']))}" if "by" in piece else ""
    quote = f": “{html.escape(str(piece['quote']))}”" if piece.get("quote") else ""
    return f"Source: {link}{by}, {day_words(piece['date'].isoformat())}{quote}"


def sentence(test: str) -> str:
    """Return what a test proves, which is its name: 'tests/t.py::test_it_runs' says 'it runs'."""
    return test.rpartition("::")[2].removeprefix("test_").replace("_", " ")


def as_table(house: House) -> str:
    """Return all claims as a Markdown table, a row each with its anchor."""
    rows = ['<div class="ledger" markdown>', "", "| claim | verdict | evidence |", "| --- | --- | --- |"]
    for claim in read_ledger(house).values():
        evidence = "<br>".join(evidence_words(claim)) or "none needed: an opinion"
        if claim.verdict == "no source found":
            evidence = "none found"
        first = f'<a id="{claim.anchor}"></a>**{claim.id}** {claim.claim} *({claim.by})*'
        rows.append(f"| {_cell(first)} | **{claim.verdict}**<br>{_cell(claim.because)} | {_cell(evidence)} |")
    return "\n".join([*rows, "", "</div>"])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
