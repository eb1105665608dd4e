"""The timeline: events that lack something are refused with their line, and what is drawn stays plain and readable."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from counterpoint.ledger.tables import timeline_table
from counterpoint.ledger.timeline import REMEDY, Event, EventSource, read_timeline
from counterpoint.ledger.timeline_chart import draw_timeline
from counterpoint.recordings.svg import clean
from counterpoint.source.faults import Fault
from counterpoint.source.repository import Repository

SVG = "{http://www.w3.org/2000/svg}"
FIRST = """\
- date: 2019-12-05
  what: One ends
  lane: others
  source: {title: An end, by: Them, date: 2019-12-05, url: "https://example.org/end", seen: a stored copy}
"""
SECOND = """\
- date: 2020-01-30
  what: Another begins
  lane: pytorch
  source: {title: A start, by: Them, date: 2020-01, url: "https://example.org/start", seen: a stored copy}
"""
SOURCE = EventSource(
    title="A [title] | more", by="Them", date="2020", url="https://example.org/a_(b)", seen="a stored copy"
)


@pytest.fixture
def write(tmp_path):
    """Write a timeline and return its repository."""

    def write(text: str) -> Repository:
        (tmp_path / "ledger").mkdir()
        (tmp_path / "ledger" / "timeline.yml").write_text(text)
        return Repository(tmp_path)

    return write


def event(date="2020-01-30", what="It happens", lane="pytorch"):
    return Event(date=date, what=what, lane=lane, source=SOURCE, path=Path("timeline.yml"), line=1)


def shapes(svg, kind):
    return ElementTree.fromstring(svg).iter(f"{SVG}{kind}")


def words(svg):
    return ["".join(text.itertext()) for text in shapes(svg, "text")]


def test_events_are_read_in_order_with_their_sources(write):
    first, second = read_timeline(write(FIRST + SECOND))
    assert (first.date, first.what, first.lane) == ("2019-12-05", "One ends", "others")
    assert second.source == EventSource("A start", "Them", "2020-01", "https://example.org/start", "a stored copy")


def test_a_file_without_events_draws_no_event(write):
    assert read_timeline(write("# nothing yet\n")) == []
    assert "no event" in draw_timeline([])


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        ("- date: 2020-01-30\n  what", "- what", "the event is not whole: it lacks the field 'date'", REMEDY),
        ("2020-01-30", "30 January", "the event's date '30 January' is no date", "Write 2020-01-30, or 2020-01"),
        ("2020-01-30", "'2020-02-30'", "the event's date '2020-02-30' is no date", "Write 2020-01-30"),
        ("2020-01-30", "'2020-13'", "the event's date '2020-13' is no date", "Write 2020-01-30"),
        ("2020-01-30", "20200130", "the event's date '20200130' is no date", "Write 2020-01-30"),
        ("Another begins", "''", "the event is not whole: 'what' is empty", REMEDY),
        ("pytorch", "jax", "'jax' is no lane", "Lanes are: pytorch, tensorflow, others"),
        ("  source: {", "  sauce: {", "the event is not whole: it has an unknown field 'sauce'", REMEDY),
        (", date: 2020-01,", ",", "the event is not whole: 'source' lacks the field 'date'", REMEDY),
        ("date: 2020-01,", "date: May,", "the source's date 'May' is no date", "Write 2020-01-30"),
        ("seen: a stored copy", "seen: ''", "the event is not whole: 'source.seen' is empty", REMEDY),
        ("https:", "http:", "the source 'A start' has no address", "Write its url, with https."),
        ("  lane", "  weight: 3\n  lane", "the event is not whole: it has an unknown field 'weight'", REMEDY),
        ("by: Them", "by: Them, page: 3", "the event is not whole: 'source' has an unknown field 'page'", REMEDY),
        ("  lane", "  line: 3\n  lane", "the event is not whole: it has an unknown field 'line'", REMEDY),
        (
            "2020-01-30",
            "2019-11",
            "the event of 2019-11 stands behind that of 2019-12-05",
            "in the order of their dates",
        ),
    ],
)
def test_an_event_that_lacks_something_is_refused_with_its_line(write, old, new, what, remedy):
    assert old in SECOND
    with pytest.raises(Fault) as refused:
        read_timeline(write(FIRST + SECOND.replace(old, new, 1)))
    fault = refused.value
    assert Path(fault.path).name == "timeline.yml"
    assert fault.line == 5
    assert fault.what == what
    assert remedy in fault.remedy


def test_events_of_one_day_may_stand_together(write):
    assert len(read_timeline(write(SECOND + SECOND.replace("Another", "A third")))) == 2


def test_every_event_is_drawn_with_its_date_and_words(write):
    drawn = words(draw_timeline([event(what="One & <two>"), event("2021", "Three")]))
    assert drawn == ["PyTorch", "TensorFlow", "others", "2020-01-30", "One & <two>", "2021", "Three"]


def test_long_words_are_set_in_lines_that_fit_and_push_the_next_event_down():
    long = "a rather long line " * 5
    texts = list(shapes(draw_timeline([event(what=long.strip()), event(what="next")]), "tspan"))
    assert [len(line.text) <= 42 for line in texts] == [True] * len(texts)
    assert " ".join(line.text for line in texts[:-1]) == long.strip()
    heights = [int(line.get("y")) for line in texts]
    assert heights == sorted(set(heights))
    assert heights[-1] - heights[-2] > 22


@pytest.mark.parametrize(("lane", "shape"), [("pytorch", "circle"), ("tensorflow", "rect"), ("others", "path")])
def test_a_lane_has_its_own_class_and_shape_so_that_colour_is_not_needed(lane, shape):
    svg = draw_timeline([event(lane=lane)])
    classes = [group.get("class") for group in shapes(svg, "g") if group.find(f"{SVG}{shape}") is not None]
    assert classes == [lane, lane]  # the legend's and the event's


def test_the_mark_of_an_event_lies_on_the_line_of_its_lane():
    svg = draw_timeline([event(lane="tensorflow")])
    lines = {group.get("class"): group.find(f"{SVG}line") for group in shapes(svg, "g")}
    mark = list(shapes(svg, "rect"))[-1]
    assert float(mark.get("x")) + float(mark.get("width")) / 2 == float(lines["lane tensorflow"].get("x1"))


def test_the_drawing_has_a_title_no_styles_and_no_colour_of_its_own(write):
    svg = draw_timeline(read_timeline(write(FIRST + SECOND)))
    root = ElementTree.fromstring(svg)
    assert root.get("aria-labelledby") == "timeline-title timeline-desc"
    assert root.find(f"{SVG}title").text == "Timeline, 2019 to 2020"
    assert root.find(f"{SVG}desc").text.startswith("2 events in three lanes")
    assert not any("style" in element.attrib for element in root.iter())
    painted = {element.get(name) for element in root.iter() for name in ("fill", "stroke")} - {None}
    assert painted == {"currentColor"}
    assert clean(svg)  # plain drawing: no script, no link, no foreign element
    assert "\n\n" not in svg


def test_letters_are_above_eleven_pixels_on_a_phone():
    root = ElementTree.fromstring(draw_timeline([event()]))
    width = float(root.get("viewBox").split()[2])
    assert float(root.get("font-size")) * 360 / width > 11
    assert all("font-size" not in element.attrib for element in root.iter() if element is not root)


def test_the_table_links_every_source():
    head, rule, row = timeline_table([event(what="A | B")]).split("\n")
    assert head == "| date | what happened | lane | source |"
    assert rule == "| --- | --- | --- | --- |"
    link = r"[A \[title\] \| more](<https://example.org/a_(b)>), Them, 2020"
    assert row == rf"| 2020-01-30 | A \| B | PyTorch | {link} |"


def test_the_repository_tells_its_history_in_all_three_lanes(repository):
    events = read_timeline(repository)
    assert len(events) >= 18
    assert {event.lane for event in events} == {"pytorch", "tensorflow", "others"}
    assert [event.what for event in events if event.date == "2020-01-30"] == ["OpenAI standardises on PyTorch"]
    assert timeline_table(events).count("](<https://") == len(events)
