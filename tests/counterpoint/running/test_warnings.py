"""A reader must never meet a warning: the runner takes each for an error, however it is told."""

import contextlib
import logging
import warnings
from pathlib import Path

import pytest

from counterpoint.source.faults import Fault
from tests.counterpoint.running.test_runner import run_sections


def test_a_warning_is_an_error_in_the_snippet_alone(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="it warns: UserWarning: old"):
        run_sections(tmp_path, only="import warnings\nwarnings.warn('old')")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        warnings.warn("here", stacklevel=1)
    assert [str(one.message) for one in heard] == ["here"]


@pytest.mark.parametrize("logger", ["", "tensorflow", "absl", "torch", "torch.nn", "some.library"])
def test_a_logged_warning_is_an_error_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logger: str
) -> None:
    if logger in ("tensorflow", "absl", "torch"):  # they may keep their records to themselves
        monkeypatch.setattr(logging.getLogger(logger), "propagate", False)
    with pytest.raises(Fault) as caught:
        run_sections(tmp_path, only=f"import logging\nlogging.getLogger({logger!r}).warning('old')")
    assert (caught.value.line, caught.value.what) == (5, "it logs a warning: old")


def test_what_python_hides_of_the_frameworks_own_code_is_no_fault_and_its_like_is(tmp_path: Path) -> None:
    told = "__array__ implementation doesn't accept a copy keyword, so"
    warn = f"import warnings\nwarnings.warn({told!r}, {{}})"
    run_sections(tmp_path, only=warn.format("DeprecationWarning"))
    with pytest.raises(Fault, match="it warns: FutureWarning"):
        run_sections(tmp_path, only=warn.format("FutureWarning"))


def test_a_log_of_torchvision_is_no_fault_and_does_not_hide_the_next(tmp_path: Path) -> None:
    missing = "import logging\nlogging.warning('torchvision is not installed. Skipping torchvision::nms')"
    run_sections(tmp_path, only=missing)
    with pytest.raises(Fault, match="it logs a warning: old"):
        run_sections(tmp_path, only=f"{missing}\nlogging.warning('old')")


def test_a_warning_that_another_thread_logs_is_an_error_too(tmp_path: Path) -> None:
    code = "import logging, threading\nt = threading.Thread(target=logging.warning, args=['old'])\nt.start()\nt.join()"
    with pytest.raises(Fault) as caught:
        run_sections(tmp_path, only=code)
    assert (caught.value.line, caught.value.what) == (None, "it logs a warning: old")


def test_nothing_listens_to_the_logs_behind_the_snippet(tmp_path: Path) -> None:
    loggers = [logging.getLogger(name) for name in ("", "tensorflow", "absl", "torch")]
    before = [list(logger.handlers) for logger in loggers]
    run_sections(tmp_path, only="pass")
    assert [logger.handlers for logger in loggers] == before


@pytest.mark.parametrize("end", ["", "1 / 0"])
@pytest.mark.parametrize("logger", ["tensorflow", "absl"])
def test_what_a_snippet_silences_is_heard_again_after_it(tmp_path: Path, logger: str, end: str) -> None:
    silence = f"import logging\nlogger = logging.getLogger({logger!r})\nlogger.setLevel('ERROR')\n"
    with pytest.raises(Fault, match="ZeroDivisionError") if end else contextlib.nullcontext():
        run_sections(tmp_path, only=f"{silence}logger.addFilter(lambda record: None)\n{end}")
    with pytest.raises(Fault, match="it logs a warning: old"):
        run_sections(tmp_path, only=f"import logging\nlogging.getLogger({logger!r}).warning('old')")


def test_an_error_goes_before_a_logged_warning(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="it raises ZeroDivisionError"):
        run_sections(tmp_path, only="import logging\nlogging.warning('old')\n1 / 0")


def test_a_logged_remark_is_no_error(tmp_path: Path) -> None:
    code = "import logging\nlogger = logging.getLogger('x')\nlogger.setLevel('INFO')\nlogger.info('fine')"
    assert run_sections(tmp_path, only=code).outputs == {"only": ""}
