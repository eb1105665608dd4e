"""The lines of a page that call for code: what can be called for, and in which form."""

import re
from dataclasses import dataclass
from pathlib import Path

from counterpoint.source.faults import Fault
from counterpoint.source.text import NAME, lines_outside_fences
from counterpoint.source.voices import BY_NAME, Voice

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
    **{kind: f"/// {kind}" for kind in WHOLE},
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


def read_calls(path: Path | str, text: str, before: int = 0) -> list[Call]:
    """Return the page's calls in order; `before` counts the lines above the text. Raise Fault at a bad one."""
    return [
        _read_call(path, number + before, line)
        for number, line in lines_outside_fences(text)
        if MISPLACED.match(line) or line.startswith("///")
    ]


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
    return _call_of_section(path, number, kind, match["rest"])


def _call_of_section(path: Path | str, number: int, kind: str, rest: str) -> Call:
    """Return a call that names a section, a picture or data; `rest` is what stands behind its kind."""
    target, _, words = (part.strip() for part in rest.partition("|"))
    name, _, voice_name = (part.strip() for part in target.partition(" "))
    own, _, section = name.rpartition(":")
    topic = own or Path(path).stem  # a page shows its own topic unless it names another
    form = FORMS[kind]
    if not NAME.fullmatch(topic) or not NAME.fullmatch(section):
        remedy = f"Write {form}; of another topic: {form.replace('| ', '| topic:', 1)}"
        raise Fault(path, number, f"'{name}' names no section", remedy)
    voice = BY_NAME.get(voice_name)
    _refuse_bad_voice(path, number, kind, voice_name, voice)
    _refuse_bad_words(path, number, kind, words)
    return Call(number, kind, topic, section, voice, words)


def _refuse_bad_words(path: Path | str, number: int, kind: str, words: str) -> None:
    remedy = f"Write {FORMS[kind]}"
    if kind == "output" and words:
        raise Fault(path, number, "an output stands open, under no words", remedy)
    if kind == "picture" and not words:
        raise Fault(path, number, "the picture has no alternative text", remedy)
    if kind == "touch" and not words:
        raise Fault(path, number, "nothing says what the drawing shows", remedy)


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
