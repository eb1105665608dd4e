"""List what each of the three articles says: statement by statement, with its verdict and the pages that answer it."""

import posixpath
from collections import Counter
from dataclasses import dataclass

from counterpoint.ledger.claims import MARK, VERDICTS, Claim, read_ledger
from counterpoint.ledger.entries import ARTICLES, Entry, read_records
from counterpoint.source.pages import Page, headings
from counterpoint.source.records import Text
from counterpoint.source.repository import Repository
from counterpoint.source.text import lines_outside_fences

REMEDY = "An entry has letter, title, about, each a text, and nothing else."
PAGE = "articles"


class Article(Entry, frozen=True):
    """An article: the letter by which claims name it, its title, and what it argues."""

    letter: Text
    title: Text
    about: Text

    @property
    def speaker(self) -> str:
        """What a claim of this article has in its field `by`."""
        return f"article {self.letter}"


@dataclass(frozen=True)
class Answer:
    """Where a page answers a statement: below this heading, which has this anchor."""

    page: Page
    heading: str
    anchor: str


def read_articles(repository: Repository) -> list[Article]:
    """Return the articles in the order of their file, none where there is no file; raise Fault at a bad entry."""
    path = repository.root / "ledger" / ARTICLES
    return list(read_records(path, Article, REMEDY)) if path.is_file() else []


def articles_list(repository: Repository) -> str:
    """Return each article as a heading, what it argues, how its statements fare, and a table with a row for each."""
    claims, places = read_ledger(repository).values(), answers(repository)
    parts = []
    for article in read_articles(repository):
        said = [claim for claim in claims if claim.by == article.speaker]
        rows = [_row(repository, claim, places.get(claim.id, [])) for claim in said]
        head = ["| statement | verdict | answered on |", "| --- | --- | --- |"]
        table = "\n".join(['<div class="ledger articles" markdown>', "", *head, *rows, "", "</div>"])
        parts.append(f"## {article.letter}: {article.title}\n\n{article.about} {tally(said)}\n\n{table}")
    return "\n\n".join(parts)


def tally(claims: list[Claim]) -> str:
    """Say how many statements there are and how many have each verdict."""
    counts = Counter(claim.verdict for claim in claims)
    shares = ", ".join(f"{counts[verdict]} *{verdict}*" for verdict in VERDICTS if counts[verdict])
    return f"{len(claims)} {'statement' if len(claims) == 1 else 'statements'}: {shares}."


def answers(repository: Repository) -> dict[str, list[Answer]]:
    """Return, for each claim's id, where it is first marked on each page, in alphabetical order of the pages."""
    found: dict[str, list[Answer]] = {}
    for page in repository.pages():
        first: dict[str, Answer] = {}
        sections = headings(page.text)
        for number, line in lines_outside_fences(page.text):
            above = [section for section in sections if section[0] <= number]
            for name in MARK.findall(line):
                first.setdefault(name, Answer(page, *(above[-1][1:] if above else ("", ""))))
        for name, answer in first.items():
            found.setdefault(name, []).append(answer)
    return found


def _row(repository: Repository, claim: Claim, places: list[Answer]) -> str:
    ledger = repository.page_named("ledger")
    verdict = f"[{claim.verdict}]({_way(repository, ledger)}#{claim.anchor})" if ledger else claim.verdict
    links = "<br>".join(_link(repository, answer) for answer in places)
    statement = claim.claim.replace("|", "\\|")
    return f"| **{claim.id}** {statement} | {verdict} | {links} |"


def _link(repository: Repository, answer: Answer) -> str:
    title, way = answer.page.title, _way(repository, answer.page)
    if answer.heading in ("", title):
        return f"[{title}]({way})"
    return f"[{title} – {answer.heading}]({way}#{answer.anchor})"


def _way(repository: Repository, to: Page) -> str:
    """Return the way from the page of the articles to another page."""
    here = repository.page_named(PAGE)
    folder = posixpath.dirname(here.source) if here else ""
    return posixpath.relpath(to.source, folder or ".")
