"""Links, anchors and the navigation: what leads nowhere is told with its line."""

import pytest

from tests.counterpoint.throwaway import Throwaway

NOWHERE = "Name a file below docs/, relative to this page."
RAW = "Write it in Markdown, which the builders follow: [words](page.md) or ![words](picture.svg)."


def home(throwaway: Throwaway, text: str) -> None:
    throwaway.write("docs/index.md", f"# Home\n\n{text}\n")


@pytest.mark.parametrize(
    "text",
    [
        "See [there](nowhere.md).",
        "See [there](<nowhere.md>).",
        'See [there](nowhere.md "a title").',
        "See ![a picture](nowhere.md).",
        "See [![a picture](picture.svg)](nowhere.md).",
        "See [a [nested] text](nowhere.md).",
        "> See [there](nowhere.md).",
        "[there]: nowhere.md",
        '[there]: <nowhere.md> "a title"',
    ],
)
def test_a_link_to_no_file_is_refused(throwaway: Throwaway, text: str) -> None:
    throwaway.write("docs/picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    home(throwaway, text)
    throwaway.refuses_check("docs/index.md:3: the link 'nowhere.md' leads nowhere", NOWHERE)


@pytest.mark.parametrize("target", ["/greet.md", "../mkdocs.yml", "more/../../mkdocs.yml", "greet/", "."])
def test_a_link_that_is_no_file_below_docs_is_refused(throwaway: Throwaway, target: str) -> None:
    home(throwaway, f"See [there]({target}).")
    throwaway.refuses_check(f"docs/index.md:3: the link '{target}' leads nowhere", NOWHERE)


def test_an_absolute_path_is_refused_though_it_is_a_file_here(throwaway: Throwaway) -> None:
    home(throwaway, f"See [there]({throwaway.repository.docs}/greet.md).")
    what = f"docs/index.md:3: the link '{throwaway.repository.docs}/greet.md' leads nowhere"
    throwaway.refuses_check(what, NOWHERE)


def test_the_same_broken_link_is_told_once_a_line(throwaway: Throwaway) -> None:
    home(throwaway, "See [there](gone.md) and [here](gone.md).\n\n[again](gone.md)")
    told = [f"docs/index.md:{line}: the link 'gone.md' leads nowhere\n    {NOWHERE}\n" for line in (3, 5)]
    assert throwaway.refuses("check") == "".join(told) + "2 to mend\n"


def test_a_link_without_a_target_is_refused(throwaway: Throwaway) -> None:
    home(throwaway, "See [there]().")
    throwaway.refuses_check("docs/index.md:3: the link '' leads nowhere", NOWHERE)


def test_a_label_that_is_not_defined_is_refused(throwaway: Throwaway) -> None:
    home(throwaway, "See [there][gone], [here][GREET] and [it][].\n\n[Greet]: greet.md\n[it]: index.md")
    throwaway.refuses_check(
        "docs/index.md:3: the link's label '[gone]' is not defined on this page",
        "Write a line with its target: [gone]: page.md",
    )


@pytest.mark.parametrize("target", ["greet.md#what-neither-says", "#no-such-heading"])
def test_a_link_to_no_heading_is_refused(throwaway: Throwaway, target: str) -> None:
    home(throwaway, f"See [there]({target}).")
    page, anchors = ("greet.md", "greet, what-each-says") if "greet" in target else ("index.md", "home")
    throwaway.refuses_check(
        f"docs/index.md:3: the link '{target}' leads to no heading of {page}", f"Its anchors are: {anchors}"
    )


@pytest.mark.parametrize(
    ("tag", "target"),
    [
        ('<a href="greet.md">there</a>', "greet.md"),
        ("<img alt='' src='picture.svg'>", "picture.svg"),
        ("<a href>there</a>", ""),
    ],
)
def test_a_link_in_raw_html_is_refused(throwaway: Throwaway, tag: str, target: str) -> None:
    throwaway.write("docs/picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    home(throwaway, f"See\n{tag}.")
    throwaway.refuses_check(f"docs/index.md:4: the link '{target}' stands in raw HTML", RAW)


def test_an_anchor_in_raw_html_is_followed(throwaway: Throwaway) -> None:
    home(throwaway, 'See <a href="#gone">there</a> and <a href="#home">here</a> <b id></b>.')
    throwaway.refuses_check(
        "docs/index.md:3: the link '#gone' leads to no heading of index.md", "Its anchors are: home"
    )


@pytest.mark.parametrize(
    "text",
    [
        "See [there](greet.md), [here](#home), [it](greet.md#what-each-says) and [that](https://example.org/x).",
        "See [there](//example.org/x), <https://example.org> and [mail](mailto:a@example.org).",
        "See [there](more.md#twice_1), [here](more.md#named) and [that](more.md#placed).",
        "See [there](%6Dore.md), [more]: a colon, and [more][].\n\n[more]: more.md",
        "The code `[a](nowhere.md)` and ``[`b`](nowhere.md)``.",
        "```text\n[a](nowhere.md)\n<a href='nowhere.md'>\n```",
        "A list of `x[0][1]` and a [^1] note.\n\n[^1]: nowhere.md",
        "Less than: 1 < 2, a<b and <kbd id>Ctrl</kbd>.",
        "A part of [a picture](picture.svg#part).",
    ],
)
def test_what_leads_somewhere_is_left_alone(throwaway: Throwaway, text: str) -> None:
    page = '# More\n\n## Twice\n\n## Twice\n\n## Other { #named }\n\n<a id="placed"></a>\n'
    throwaway.write("docs/more.md", page)
    throwaway.write("docs/picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    throwaway.edit("mkdocs.yml", "  - Greet: greet.md\n", "  - Greet: greet.md\n  - More: more.md\n")
    home(throwaway, text)
    assert throwaway.succeeds("check") == "all in order\n"


def test_a_page_outside_the_navigation_is_refused(throwaway: Throwaway) -> None:
    throwaway.write("docs/more/other.md", "# Other\n")
    throwaway.refuses_check(
        "docs/more/other.md: this page is not in the navigation", "Add it under 'nav:' in mkdocs.yml."
    )


def test_an_entry_without_a_page_is_refused(throwaway: Throwaway) -> None:
    throwaway.edit("mkdocs.yml", "  - Greet: greet.md\n", "  - Greet: greet.md\n  - Other: other.md\n")
    throwaway.refuses_check(
        "mkdocs.yml:9: the navigation names 'other.md', which does not exist", "Write the page or delete the entry."
    )


def test_an_entry_that_stands_twice_is_refused(throwaway: Throwaway) -> None:
    throwaway.edit("mkdocs.yml", "  - Greet: greet.md\n", "  - Greet: greet.md\n  - Again: greet.md\n")
    throwaway.refuses_check("mkdocs.yml:8: the navigation names 'greet.md' 2 times", "Keep one entry.")


def test_a_configuration_that_is_not_yaml_is_refused_in_one_line(throwaway: Throwaway) -> None:
    throwaway.edit("mkdocs.yml", "  - Home: index.md", "  - Home: index.md: again")
    throwaway.refuses_check(
        "mkdocs.yml:7: it is not YAML: mapping values are not allowed here (column 19)", "Mend the line."
    )
