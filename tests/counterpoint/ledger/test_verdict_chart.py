"""The bars above the ledger."""

import xml.etree.ElementTree as ElementTree

from counterpoint.ledger.claims import VERDICTS
from counterpoint.ledger.verdict_chart import BARS_AT, LONGEST, draw_verdicts
from counterpoint.source.repository import Repository
from tests.counterpoint.throwaway import Throwaway

CLAIM = "- id: A{number}\n  claim: One.\n  by: this site\n  verdict: {verdict}\n  because: So.\n"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(throwaway: Throwaway, *verdicts: str) -> ElementTree.Element:
    claims = "".join(CLAIM.format(number=number, verdict=verdict) for number, verdict in enumerate(verdicts))
    throwaway.write("ledger/claims.yml", claims)
    return ElementTree.fromstring(draw_verdicts(Repository(throwaway.root)))


def test_a_bar_is_as_long_as_its_verdict_has_claims(throwaway: Throwaway) -> None:
    svg = drawn(throwaway, "opinion", "opinion", "opinion", "opinion", "no source found")
    widths = dict(zip(VERDICTS, (int(bar.get("width", "")) for bar in svg.iter(f"{SVG}rect")), strict=True))
    assert widths == dict.fromkeys(VERDICTS, 0) | {"opinion": LONGEST, "no source found": LONGEST / 4}


def test_the_number_stands_behind_its_bar(throwaway: Throwaway) -> None:
    texts = list(drawn(throwaway, "opinion", "opinion").iter(f"{SVG}text"))
    behind = texts[2 * VERDICTS.index("opinion") + 1]
    assert (behind.text, int(behind.get("x", ""))) == ("2", BARS_AT + LONGEST + 8)
    assert texts[2 * VERDICTS.index("opinion")].text == "opinion"


def test_a_screen_reader_is_told_the_same(throwaway: Throwaway) -> None:
    title = drawn(throwaway, "opinion", "no source found").find(f"{SVG}title")
    assert title is not None
    assert title.text == "2 claims: 0 holds, 0 holds with a limit, 0 outdated, 0 not so, 1 opinion, 1 no source found."
