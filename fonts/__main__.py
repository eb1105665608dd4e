"""Write the fonts and their style sheet, or measure a font that stands in where ours has not come yet."""

import hashlib
import io
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
MADE = DOCS / "assets" / "fonts"
SUMS = HERE / "made.sha256"  # as `sha256sum --check` reads it
STYLES = DOCS / "assets" / "stylesheets" / "fonts.css"
REGULAR = 400
KEPT_NAMES = (0, 1, 2, 5, 13, 14)  # copyright, family, style, version, licence and its address
FAMILY_NAMES = (1, 4, 6, 16)  # what a font calls itself
HEAD = "/* Made by `make fonts`. */\n"
FACE = """
@font-face {{
  font-family: "{family}";
  src: url("../fonts/{made}") format("woff2");
  font-style: {style};
  font-weight: {weights};
  font-display: optional;
}}
"""
STAND_IN = """
@font-face {{
  font-family: "{family} as {name}";
  src: {sources};
  font-style: {style};
  font-weight: {weights};
  size-adjust: {size:.2%};
  ascent-override: {ascent:.2%};
  descent-override: {descent:.2%};
  line-gap-override: 0%;
}}
"""


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["measure"]:
        for name in arguments[1:]:
            print(f"{width(TTFont(name)):.1f} {Path(name).name}")
        return
    origin = yaml.safe_load((HERE / "origin.yml").read_text(encoding="utf-8"))
    styles = [HEAD]
    for font in origin["fonts"]:
        smaller = part(font, origin["letters"] + font.get("more", ""), origin["features"])
        (MADE / font["made"]).write_bytes(smaller)
        print(f"{font['made']}: {len(smaller):,} of {(HERE / 'originals' / font['of']).stat().st_size:,} bytes")
        styles.append(FACE.format(**font | {"weights": " ".join(map(str, font["weights"]))}))
        styles += stand_ins(font)
    STYLES.write_text("".join(styles).replace("400 400", "400"), encoding="utf-8")
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(HERE.parent)}" for path in made()]
    SUMS.write_text("\n".join(sums) + "\n", encoding="utf-8")


def made() -> list[Path]:
    """Return all files that this writes."""
    return [*sorted(MADE.glob("*.woff2")), STYLES]


def part(font: dict[str, Any], letters: str, features: list[str]) -> bytes:
    """Return the font with these letters and the weights it names; refuse another original than the one named."""
    original = (HERE / "originals" / font["of"]).read_bytes()
    if hashlib.sha256(original).hexdigest() != font["sha256"]:
        sys.exit(f"fonts/originals/{font['of']} is not the file that fonts/origin.yml names")
    limited = at_weights(TTFont(io.BytesIO(original)), *font["weights"])
    options = subset.Options(layout_features=features, hinting=False, name_IDs=list(KEPT_NAMES))
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(limited)
    for record in [record for record in limited["name"].names if record.nameID in FAMILY_NAMES]:
        limited["name"].setName(font["family"], record.nameID, record.platformID, record.platEncID, record.langID)
    limited.flavor = "woff2"
    return saved(limited)


def at_weights(font: TTFont, lightest: int, heaviest: int) -> TTFont:
    """Return the font with these weights alone."""
    weights = lightest if lightest == heaviest else (lightest, heaviest)
    limited = instancer.instantiateVariableFont(font, {"wght": weights})
    limited.flavor = None
    return TTFont(io.BytesIO(saved(limited)))  # read anew: some tables are read late, and would miss glyphs


def saved(font: TTFont) -> bytes:
    font.recalcTimestamp = False
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def stand_ins(font: dict[str, Any]) -> list[str]:
    """Return a face for each common font that a system may have in the place of ours: as wide, and as high."""
    original = HERE / "originals" / font["of"]
    ours = TTFont(original)
    ascent, descent = (abs(length) / ours["head"].unitsPerEm for length in (ours["hhea"].ascent, ours["hhea"].descent))
    faces = []
    for one in yaml.safe_load((HERE / "stand_ins.yml").read_text(encoding="utf-8")):
        if (one["family"], one["style"]) == (font["family"], font["style"]):
            weight = font["weights"][1 if one["weights"][0] > REGULAR else 0]  # a bold stands in for our heaviest
            size = width(at_weights(TTFont(original), weight, weight)) / one["width"]
            written = {
                "sources": ", ".join(f'local("{name}")' for name in one["local"]),
                "weights": " ".join(map(str, one["weights"])),
            }
            faces.append(STAND_IN.format(size=size, ascent=ascent / size, descent=descent / size, **one | written))
    return faces


def width(font: TTFont) -> float:
    """Return the mean advance of the letters of the pages, in thousandths of the font's size."""
    letters = {letter: times for letter, times in _letters().items() if ord(letter) in font.getBestCmap()}
    advance = sum(font["hmtx"][font.getBestCmap()[ord(letter)]][0] * times for letter, times in letters.items())
    return 1000 * advance / sum(letters.values()) / font["head"].unitsPerEm


def _letters() -> Counter[str]:
    """Count the letters and blanks of the pages' prose."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md")))
    return Counter(re.sub(r"[^A-Za-z ,.]", "", "".join(texts)))


if __name__ == "__main__":
    main(sys.argv[1:])
