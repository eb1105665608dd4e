"""One style sheet for all pages, without the rules that can apply to none of them.

Every page loads the same style sheets, and most of the theme's rules are for what this site does not have. A rule goes
where each of its selectors names a class that neither a page nor a script knows; so does a custom property that nothing
reads.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tinycss2

LINK = re.compile(r'[ \t]*<link rel="stylesheet" href="([^"]+)">\n?')
THEMES = re.compile(r"main\.\w+\.min\.css")
ATTRIBUTE = re.compile(r'\s([a-z-]+)="([^"<>]*)"')
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
VALUE = re.compile(r"""\[([a-z-]+)=["']?([\w-]+)["']?\]""")
# What lies in these may be another class, or none: it decides nothing.
ALTERNATIVES = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)")
HOLDS_RULES = frozenset({"media", "supports", "layer", "container"})
READ = re.compile(r"var\(\s*(--[\w-]+)")
TIGHT = frozenset({":", ";", ",", "{", "}", ">"})


@dataclass(frozen=True)
class Known:
    """The classes and other attributes of all pages, and the text of all scripts, which set more of them."""

    classes: frozenset[str]
    attributes: frozenset[tuple[str, str]]
    scripts: str

    def applies(self, selector: str) -> bool:
        certain = ALTERNATIVES.sub("", selector)
        return all(name in self.classes or name in self.scripts for name in CLASS.findall(certain)) and all(
            one in self.attributes or f'"{one[1]}"' in self.scripts for one in VALUE.findall(certain)
        )


def read_known(site: Path, pages: Iterable[str]) -> Known:
    """Read what a style sheet's rule may ask for."""
    attributes = frozenset(one for page in pages for one in ATTRIBUTE.findall(page))
    classes = frozenset(each for name, value in attributes if name == "class" for each in value.split())
    return Known(classes, attributes, "".join(path.read_text("utf-8") for path in sorted(site.rglob("*.js"))))


def share_one_style_sheet(site: Path) -> None:
    """Replace the style sheets that all pages with the theme load by one; leave the others where they are.

    A page without the theme, such as the sheet of a claim, loads some of these: it gets the one in their place.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    loaded = {path: {link: _file(site, link) for link in LINK.findall(text)} for path, text in pages.items()}
    styled = [
        list(files.values()) for files in loaded.values() if any(THEMES.match(file.name) for file in files.values())
    ]
    shared = [file for file in styled[0] if all(file in files for files in styled)] if styled else []
    if not shared:
        return
    known = read_known(site, pages.values())
    others = {file for files in loaded.values() for file in files.values() if file.is_file()} - set(shared)
    elsewhere = frozenset(READ.findall("".join(file.read_text(encoding="utf-8") for file in others)))
    text = lightened([file.read_text(encoding="utf-8") for file in shared], known, elsewhere)
    name = f"all.{hashlib.sha256(text.encode()).hexdigest()[:8]}.css"
    shared[0].with_name(name).write_text(text, encoding="utf-8")
    for path, files in loaded.items():
        path.write_text(_with_one(pages[path], files, shared, name), encoding="utf-8")
    for file in others:
        file.write_text("".join(_kept(_rules(file.read_text(encoding="utf-8")), known)), encoding="utf-8")
    for file in shared:
        file.unlink()
        file.with_name(f"{file.name}.map").unlink(missing_ok=True)


def lightened(sheets: list[str], known: Known, elsewhere: frozenset[str] = frozenset()) -> str:
    """Return the style sheets as one, with what may apply to a page, without blanks and comments.

    `elsewhere` are the properties that other style sheets read.
    """
    kept = "".join(_kept([rule for sheet in sheets for rule in _rules(sheet)], known))
    while (fewer := _without_unread(kept, known, elsewhere)) != kept:  # one property may be read by another alone
        kept = fewer
    return kept


def _rules(sheet: str) -> list[Any]:
    return list(tinycss2.parse_stylesheet(sheet, True, True))


def _file(site: Path, link: str) -> Path:
    """Return the file that a page at whatever depth names; the page for lost readers names it by its whole address."""
    parts = [part for part in link.split("/") if part not in ("", ".", "..")]
    ways = (site.joinpath(*parts[start:]) for start in range(len(parts)))
    return next((way for way in ways if way.is_file()), site / link)


def _with_one(page: str, files: dict[str, Path], shared: list[Path], name: str) -> str:
    """Return the page with one link where the first of the shared ones stood."""
    way = next((link for link, file in files.items() if file in shared), "").rpartition("/")[0]
    kept = iter([f'<link rel="stylesheet" href="{way}/{name}">\n'])
    return LINK.sub(lambda match: next(kept, "") if files[match[1]] in shared else match[0], page)


def _kept(rules: list[Any], known: Known) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = filter(known.applies, _split(rule.prelude))
            if text := ",".join(selectors):
                yield f"{text}{{{_tight(rule.content)}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in HOLDS_RULES and rule.content is not None:
            inner = "".join(_kept(tinycss2.parse_rule_list(rule.content, True, True), known))
            if inner:
                yield f"@{rule.at_keyword} {_words(rule.prelude)}{{{inner}}}"
        elif rule.type == "at-rule":
            content = f"{{{_tight(rule.content)}}}" if rule.content is not None else ";"
            yield f"@{rule.at_keyword} {_words(rule.prelude)}{content}"


def _split(prelude: list[Any]) -> Iterator[str]:
    """Yield each selector of a rule."""
    one: list[Any] = []
    for token in [*prelude, None]:
        if token is None or (token.type == "literal" and token.value == ","):
            yield _words(one)
            one = []
        else:
            one.append(token)


def _words(tokens: list[Any]) -> str:
    """Return the tokens with one blank where any stood."""
    kept = [token for token in tokens if token.type != "comment"]
    texts = [" " if token.type == "whitespace" else token.serialize() for token in kept]
    return "".join(texts).strip()


def _tight(tokens: list[Any]) -> str:
    """Return declarations without the blanks that say nothing."""
    texts = [" " if token.type == "whitespace" else token.serialize() for token in tokens if token.type != "comment"]
    kept: list[str] = []
    for place, text in enumerate(texts):
        beside = [*kept[-1:], *texts[place + 1 : place + 2]]
        if text != " " or (len(beside) == 2 and not TIGHT & set(beside)):  # noqa: PLR2004 one on each side
            kept.append(text)
    return "".join(kept).rstrip(";")


def _without_unread(text: str, known: Known, elsewhere: frozenset[str]) -> str:
    read = {*READ.findall(text), *elsewhere}
    declared = re.compile(r"""(?<=[{;])(--[\w-]+):(?:"[^"]*"|'[^']*'|url\((?:"[^"]*"|[^")]*)\)|[^;}"'])*;?""")
    return declared.sub(lambda match: match[0] if match[1] in read or match[1] in known.scripts else "", text)
