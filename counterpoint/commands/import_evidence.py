"""Take evidence that a run elsewhere wrote into its place, where it belongs to the sources that stand here."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from counterpoint.checks import recordings
from counterpoint.source.faults import Fault, shortened
from counterpoint.source.repository import Repository
from counterpoint.source.voices import DEVICES, VOICES

RUN_AGAIN = "Let the tests write it again: pytest --evidence FOLDER"


def take(repository: Repository, folder: Path, tell: Callable[[str], None]) -> None:
    """Take what `pytest --evidence` wrote below the folder; raise Fault, with nothing taken, where a file is forged.

    What belongs to another source is left out and told: it is no evidence for what stands here.
    """
    roots = sorted(path.parent for path in folder.rglob("snippets") if path.is_dir())
    with ExitStack() as stack:
        stages = {root: Repository(Path(stack.enter_context(tempfile.TemporaryDirectory()))) for root in roots}
        files = {root: sorted(_staged(repository, Repository(root), stage)) for root, stage in stages.items()}
        if not any(files.values()):
            raise Fault(folder, None, "there is no evidence below this folder", RUN_AGAIN)
        for root, stage in stages.items():
            _refuse_untrusted(root, stage)
        for root, stage in stages.items():
            _put(repository, stage, files[root], tell, shortened(root))


def _staged(repository: Repository, artifact: Repository, stage: Repository) -> Iterator[Path]:
    """Copy the evidence beside copies of this repository's sources; yield each recording and parity."""
    for topic, voice in repository.twins():
        staged = stage.topic(topic.name)
        staged.recorded.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(topic.snippet(voice), staged.snippet(voice))
    for topic in stage.topics():
        for file in sorted(artifact.topic(topic.name).recorded.glob("*")):
            if file.is_file() and not file.is_symlink():  # a link would bring in whatever it points to
                shutil.copyfile(file, topic.recorded / file.name)
        beside = {file for voice in VOICES for device in DEVICES for file in topic.saved(voice, device)}
        for file in sorted(set(topic.recorded.glob("*.json")) - beside):
            yield file.relative_to(stage.root)


def _refuse_untrusted(root: Path, stage: Repository) -> None:
    """Raise Fault at the first file that is damaged, unknown, or a drawing or data that no run of ours left so."""
    try:
        for fault in chain(recordings.damaged(stage), recordings.saved(stage)):
            raise fault
    except Fault as fault:
        path = root / Path(fault.path).relative_to(stage.root)
        raise Fault(path, fault.line, fault.what, RUN_AGAIN) from None


def _put(
    repository: Repository, stage: Repository, files: list[Path], tell: Callable[[str], None], artifact: str
) -> None:
    stale = {Path(fault.path): fault.what for fault in recordings.stale(stage)}
    taken = [file for file in files if stage.root / file not in stale]
    for file in taken:
        for old in _beside(repository.root / file):
            old.unlink()
        for new in (stage.root / file, *_beside(stage.root / file)):
            place = (repository.root / file).parent / new.name
            place.parent.mkdir(exist_ok=True)
            shutil.copyfile(new, place)
    for path, what in stale.items():
        tell(f"left out: {path.relative_to(stage.root).as_posix()} of {artifact}: {what}")
    tell(f"taken: {len(taken)} of {len(files)} files of {artifact}")


def _beside(recording: Path) -> list[Path]:
    """Return the pictures and data of a recording, none of a parity."""
    files = recording.parent.glob(f"*_{recording.stem}.*")
    return [file for file in files if not file.name.startswith("parity_")]
