"""One style sheet for all pages: what applies to a page stays, word by word; what can apply to none goes."""

from pathlib import Path

import pytest

from counterpoint.publishing.styles import Known, lightened, share_one_style_sheet

KNOWN = Known(frozenset({"known", "duet"}), frozenset({("dir", "ltr")}), 'add("made-by-script")')


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        (".known { color: red; }", ".known{color:red}"),
        (".foreign { color: red }", ""),
        (".foreign, .known > p { color: red }", ".known > p{color:red}"),
        (".made-by-script { color: red }", ".made-by-script{color:red}"),
        (".known .foreign { color: red }", ""),
        (".known:not(.foreign) { color: red }", ".known:not(.foreign){color:red}"),
        (":is(.foreign, .known) a { color: red }", ":is(.foreign, .known) a{color:red}"),
        ("[dir=ltr] p { color: red }", "[dir=ltr] p{color:red}"),
        ("[dir=rtl] p { color: red }", ""),
        ("@media (width > 1em) { .foreign { color: red } }", ""),
        ("@media (width > 1em) { .known { color: red } }", "@media (width > 1em){.known{color:red}}"),
        ("/* why */ p { margin: 0  1px; content: 'a  b; c' }", 'p{margin:0 1px;content:"a  b; c"}'),
        ("@font-face { font-family: F; src: local(F) }", "@font-face {font-family:F;src:local(F)}"),
        (":root { --read: 1; --unread: url('a;b'); --by: var(--unread) } p { order: var(--read) }", None),
    ],
)
def test_what_is_kept(sheet: str, kept: str | None) -> None:
    assert lightened([sheet], KNOWN) == (":root{--read:1;}p{order:var(--read)}" if kept is None else kept)


def test_the_sheets_of_all_pages_become_one_and_that_of_one_page_stays(tmp_path: Path) -> None:
    styles = tmp_path / "assets"
    styles.mkdir()
    main = "main.57a0.min"
    for name in (main, "b", "own"):
        (styles / f"{name}.css").write_text(f"p {{ --{name[0]}: 0; order: var(--{name[0]}) }}", encoding="utf-8")
    link = '<link rel="stylesheet" href="{}assets/{}.css">\n'
    pages = {
        "index.html": [link.format("", name) for name in (main, "b")],
        "deep/index.html": [link.format("../", name) for name in (main, "own", "b")],
        "404.html": [link.format("/below/", name) for name in (main, "b")],
        "claim.html": [link.format("", name) for name in ("own", "b")],  # no page of the theme
        "moved.html": ["no styles"],
    }
    (tmp_path / "deep").mkdir()
    for page, lines in pages.items():
        (tmp_path / page).write_text("".join(lines), encoding="utf-8")
    share_one_style_sheet(tmp_path)
    one = next(styles.glob("all.*.css"))
    assert {page: (tmp_path / page).read_text("utf-8") for page in pages} == {
        "index.html": link.format("", one.stem),
        "deep/index.html": link.format("../", one.stem) + link.format("../", "own"),
        "404.html": link.format("/below/", one.stem),
        "claim.html": link.format("", "own") + link.format("", one.stem),
        "moved.html": "no styles",
    }
    assert one.read_text("utf-8") == "p{--m:0;order:var(--m)}p{--b:0;order:var(--b)}"
    assert sorted(path.name for path in styles.iterdir()) == [one.name, "own.css"]


def test_what_another_sheet_reads_stays_in_the_shared_one_and_the_other_is_made_tight(tmp_path: Path) -> None:
    (tmp_path / "main.57a0.min.css").write_text(":root { --read: 1; --unread: 2 }", encoding="utf-8")
    (tmp_path / "own.css").write_text("/* why */ p { order: var(--read) }\n.foreign { order: 3 }", encoding="utf-8")
    link = '<link rel="stylesheet" href="{}.css">\n'
    (tmp_path / "index.html").write_text(link.format("main.57a0.min"), encoding="utf-8")
    (tmp_path / "other.html").write_text(link.format("main.57a0.min") + link.format("own"), encoding="utf-8")
    share_one_style_sheet(tmp_path)
    assert next(tmp_path.glob("all.*.css")).read_text("utf-8") == ":root{--read:1;}"
    assert (tmp_path / "own.css").read_text("utf-8") == "p{order:var(--read)}"
