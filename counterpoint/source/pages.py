"""Read a page: its front matter, its body, and the lines that call for code."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from markdown.extensions.toc import slugify, unique

from counterpoint.source.faults import Fault
from counterpoint.source.once import once
from counterpoint.source.text import NAME, lines_outside_fences, load_yaml, read_text, yaml_problem
from counterpoint.source.voices import BY_NAME, Voice

if TYPE_CHECKING:
    from counterpoint.source.repository import Repository

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)  # as MkDocs reads it
HEADING = re.compile(r"#{1,6}\s")
NAMED = re.compile(r"\{[^{}#]*#([\w-]+)[^{}]*\}$")
LINK = re.compile(r"[`*]|\[([^\[\]]*)\]\([^()]*\)")
CALL = re.compile(r"^///\s*(?P<kind>[\w-]*)\s*\|?(?P<rest>.*)$")
MISPLACED = re.compile(r"^(?:[\s>]|[-*+]\s|\d+[.)]\s)+///")
KINDS = ("duet", "voice", "output", "picture", "touch")
WHOLE = (
    *("ledger", "timeline", "glossary", "articles", "alone", "times", "mutants"),
    *("dictionary", "silent", "coverage", "versions", "calls"),
)
FORMS = {
    "duet": "/// duet | section",
    "voice": "/// voice | section pytorch",
    "output": "/// output | section",
    "picture": "/// picture | name pytorch | What the picture shows.",
    "touch": "/// touch | name | What the drawing shows.",
    "rows": "/// rows | area",
    "ledger": "/// ledger",
    "timeline": "/// timeline",
    "glossary": "/// glossary",
    "articles": "/// articles",
    "alone": "/// alone",
    "times": "/// times",
    "mutants": "/// mutants",
    "dictionary": "/// dictionary",
    "silent": "/// silent",
    "coverage": "/// coverage",
    "versions": "/// versions",
    "calls": "/// calls",
}


@dataclass(frozen=True)
class Call:
    """A line of a page that shows a snippet: its line number, form, topic, section and voice.

    `words` say what a picture or a drawing to touch shows, or under what name code is folded away.
    """

    line: int
    kind: str
    topic: str
    section: str
    voice: Voice | None = None
    words: str = ""


def split_front_matter(text: str, path: Path | str = "page") -> tuple[dict[str, Any], str, int]:
    """Return the page's front matter, its body, and how many lines stand before the body; raise Fault at bad YAML."""
    matter, body, before = _split(text, path)
    return dict(matter), body, before


@functools.lru_cache(maxsize=4096)
def _split(text: str, path: Path | str) -> tuple[dict[str, Any], str, int]:
    match = FRONT_MATTER.match(text)
    if match is None:
        return {}, text, 0
    try:
        loaded = load_yaml(match[1], yaml.SafeLoader)  # slower, and says more of what is wrong
    except yaml.YAMLError as error:
        line, problem = yaml_problem(error)
        remedy = "Put a text with a colon or a bracket in quotation marks."
        raise Fault(path, line + 1, f"the front matter is not YAML: {problem}", remedy) from None
    if not isinstance(loaded, dict):
        remedy = "Write 'title: The title' between the lines '---', or delete them."
        raise Fault(path, 1, "the front matter has no fields", remedy)
    return loaded, text[match.end() :], match[0].count("\n")


def read_calls(path: Path | str, text: str, before: int = 0) -> list[Call]:
    """Return the page's calls in order; `before` counts the lines above the text. Raise Fault at a bad one."""
    return [
        _read_call(path, number + before, line)
        for number, line in lines_outside_fences(text)
        if MISPLACED.match(line) or line.startswith("///")
    ]


def headings(text: str) -> list[tuple[int, str, str]]:
    """Return each heading's line, words and anchor, as Markdown's table of contents makes them."""
    found, taken = [], set[str]()
    for number, line in lines_outside_fences(text):
        if HEADING.match(line):
            words, name = heading_parts(line)
            words = LINK.sub(r"\1", words)
            found.append((number, words, unique(name or slugify(words, "-"), taken)))
    return found


def heading_parts(line: str) -> tuple[str, str]:
    """Return a heading's words, without its signs, and the name that stands in braces behind them, or nothing."""
    words, name = line.lstrip("#").strip(), ""
    if words.endswith("}") and (start := words.rfind("{")) >= 0 and (named := NAMED.match(words, start)):
        words, name = words[:start].rstrip(), named[1]
    return words.rstrip("#").rstrip(), name


@dataclass(frozen=True)
class Page:
    """A Markdown page below docs/. Reading it raises Fault where it is not UTF-8, or its front matter not YAML."""

    repository: "Repository"
    path: Path

    def __str__(self) -> str:
        return self.source

    @property
    def name(self) -> str:
        return self.path.stem

    @functools.cached_property
    def source(self) -> str:
        """The path below docs/: `orchestra/score.md`."""
        return self.path.relative_to(self.repository.docs).as_posix()

    @property
    def address(self) -> str:
        """Where the page is published, relative to the site's root: `lstm/`, or `` for the home page."""
        path = Path(self.source).with_suffix("")
        if path.name == "index":
            path = path.parent
        return "" if path.as_posix() == "." else f"{path.as_posix()}/"

    @property
    def text(self) -> str:
        return read_text(self.path)

    @property
    def matter(self) -> dict[str, Any]:
        """The front matter; empty where there is none."""
        return split_front_matter(self.text, self.path)[0]

    @property
    def body(self) -> str:
        return split_front_matter(self.text, self.path)[1]

    @property
    def lines_above(self) -> int:
        """How many lines stand above the body."""
        return split_front_matter(self.text, self.path)[2]

    def calls(self) -> list[Call]:
        """Return the page's calls in order; raise Fault at a bad one."""
        return list(_calls_of(self))


@once
def _calls_of(page: Page) -> list[Call]:
    return read_calls(page.path, page.text)


def _read_call(path: Path | str, number: int, line: str) -> Call:
    if MISPLACED.match(line):
        what = "this call is indented or quoted, so nothing is shown for it"
        raise Fault(path, number, what, "Write it at the left margin, outside of lists, tabs and admonitions.")
    match = CALL.match(line)
    kind = match["kind"] if match else ""
    if match and kind in WHOLE and not match["rest"].strip():
        return Call(number, kind, "", "")
    if match and kind == "rows" and NAME.fullmatch(match["rest"].strip()):
        return Call(number, kind, match["rest"].strip(), "")
    if match is None or kind not in KINDS:
        what = f"this line calls for nothing known: {line.strip()}"
        raise Fault(path, number, what, "Write one of: " + "; ".join(FORMS.values()))
    target, _, words = (part.strip() for part in match["rest"].partition("|"))
    name, _, voice_name = (part.strip() for part in target.partition(" "))
    own, _, section = name.rpartition(":")
    topic = own or Path(path).stem  # a page shows its own topic unless it names another
    if not NAME.fullmatch(topic) or not NAME.fullmatch(section):
        what = f"'{name}' names no section"
        raise Fault(
            path, number, what, f"Write {FORMS[kind]}; of another topic: {FORMS[kind].replace('| ', '| topic:', 1)}"
        )
    voice = BY_NAME.get(voice_name)
    _refuse_bad_voice(path, number, kind, voice_name, voice)
    if kind == "output" and words:
        raise Fault(path, number, "an output stands open, under no words", f"Write {FORMS[kind]}")
    if kind == "picture" and not words:
        raise Fault(path, number, "the picture has no alternative text", f"Write {FORMS[kind]}")
    if kind == "touch" and not words:
        raise Fault(path, number, "nothing says what the drawing shows", f"Write {FORMS[kind]}")
    return Call(number, kind, topic, section, voice, words)


def _refuse_bad_voice(path: Path | str, number: int, kind: str, name: str, voice: Voice | None) -> None:
    if name and voice is None:
        raise Fault(path, number, f"'{name}' is no voice", "The voices are: " + ", ".join(BY_NAME))
    if kind == "duet" and voice is not None:
        what = f"a duet shows both voices, not '{name}' alone"
        raise Fault(path, number, what, f"Write {FORMS['voice']}")
    if kind == "touch" and voice is not None:
        raise Fault(path, number, f"a drawing to touch shows both voices, not '{name}' alone", f"Write {FORMS[kind]}")
    if kind in ("voice", "picture") and voice is None:
        raise Fault(path, number, f"a {kind} names its voice", f"Write {FORMS[kind]}")
