"""What sections do on other versions: the same, another output, an error, a warning, or what follows from one."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from counterpoint.recordings.variants import Outcome, Variant, variant_of, write_variant
from counterpoint.running import variant
from counterpoint.source.voices import PYTORCH
from tests.counterpoint.throwaway import RECORDING, Throwaway


def sections(*codes: str) -> str:
    return "\n".join(
        f"# --8<-- [start:s{number}]\n{code}\n# --8<-- [end:s{number}]\n" for number, code in enumerate(codes)
    )


def differing(throwaway: Throwaway, *codes: str, **recorded: str) -> dict[str, Outcome]:
    """Run sections s0, s1, … of which the recordings hold these outputs; nothing was printed by the others."""
    throwaway.twins(sections(*codes))
    outputs = {f"s{number}": "" for number in range(len(codes))} | recorded
    return variant.differing(
        throwaway.repository.topic("greet").snippet(PYTORCH),
        replace(RECORDING, outputs=outputs),
    )


def test_what_prints_the_same_leaves_no_trace(throwaway: Throwaway) -> None:
    assert differing(throwaway, "print('loss: 0.123')", s0="loss: 0.124\n") == {}


def test_another_output_is_kept_whole(throwaway: Throwaway) -> None:
    found = differing(throwaway, "print('a')\nprint('loss: 0.5')", s0="a\nloss: 0.8\n")
    assert found == {"s0": {"prints": "a\nloss: 0.5\n"}}


def test_an_error_is_kept_and_the_sections_below_run_as_well(throwaway: Throwaway) -> None:
    found = differing(throwaway, "raise ValueError('no\\nmore')", "print('b')", s1="b\n")
    assert found == {"s0": {"raises": "ValueError: no"}}


def test_what_lacks_a_name_of_a_section_that_failed_follows_from_it(throwaway: Throwaway) -> None:
    found = differing(throwaway, "x = 1 / 0", "print(x)", "import math\nprint(y)")
    assert found["s0"] == {"raises": "ZeroDivisionError: division by zero"}
    assert found["s1"] == found["s2"] == {"follows": "s0"}


def test_a_warning_that_a_reader_sees_is_kept_beside_the_same_output(throwaway: Throwaway) -> None:
    warn = "import warnings\nwarnings.warn('old', FutureWarning)\nprint('a')"
    assert differing(throwaway, warn, s0="a\n") == {"s0": {"warns": "FutureWarning: old"}}


def test_a_warning_that_python_hides_from_users_is_none(throwaway: Throwaway) -> None:
    assert differing(throwaway, "import warnings\nwarnings.warn('old', PendingDeprecationWarning)") == {}


def test_no_path_of_this_machine_is_kept(throwaway: Throwaway) -> None:
    found = differing(throwaway, "import sys\nprint(sys.prefix + '/lib')", s0="/usr/lib\n")
    assert found == {"s0": {"prints": "environment/lib\n"}}


def test_what_is_drawn_anew_in_each_run_is_left_out(throwaway: Throwaway) -> None:
    code = "import tempfile\nprint('in', tempfile.mkdtemp(), 'now')\nprint('at', id(tempfile), hex(id(tempfile)))"
    assert differing(throwaway, code, s0="in it\n") == {"s0": {"prints": "in … now\nat … 0x…\n"}}


def test_what_is_refused_counts_for_every_section(throwaway: Throwaway) -> None:
    found = differing(throwaway, "print('a')", "open('/etc/written', 'w')", s0="a\n")
    assert set(found) == {"s0", "s1"}
    assert all("raises" in outcome for outcome in found.values())


@pytest.mark.voice("pytorch")
def test_a_version_that_cannot_be_imported_says_why(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(voice: object, device: str) -> None:
        raise ImportError("libcudart.so.12: cannot open shared object file")

    monkeypatch.setattr(variant, "load", fail)
    monkeypatch.setattr(variant, "prepare", lambda device: {"pytorch": device})
    variant.main("torch", str(tmp_path / "found.json"))
    assert '"why_not": "it cannot be imported: ImportError: libcudart' in (tmp_path / "found.json").read_text()


def test_a_snippet_that_ran_on_the_same_versions_as_it_is_now_is_not_run_again(
    throwaway: Throwaway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(variant, "load", lambda voice, device: None)
    monkeypatch.setattr(variant, "prepare", lambda device: {"pytorch": device})
    monkeypatch.setattr(variant, "versions", lambda voice: {"torch": "2.9.1"})
    ran: list[str] = []
    monkeypatch.setattr(variant, "differing", lambda path, recording: ran.append(path.name) or {})

    def tried() -> list[str]:
        """Try the version, keep what came out where the next try looks, and return what was run."""
        ran.clear()
        kept = throwaway.root / "versions/torch-2.9.json"
        variant.main("torch", str(tmp_path / "found.json"), str(kept))
        content = json.loads((tmp_path / "found.json").read_text())
        empty = Variant("torch", "2.9", "2026-11-25", "", {}, "Linux x86_64")
        write_variant(throwaway.repository, variant_of(empty, content))
        return list(ran)

    assert tried() == ["greet_pytorch.py"]
    assert tried() == []
    throwaway.record(outputs={"word": "", "say": "word: hi\n"})
    assert tried() == ["greet_pytorch.py"]
    monkeypatch.setattr(variant, "versions", lambda voice: {"torch": "2.9.2"})
    assert tried() == ["greet_pytorch.py"]
