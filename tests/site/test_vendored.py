"""The parser of the page: each file is the one that its origin names, with a licence beside it."""

import hashlib
import json
import re

import pytest

from tests.conftest import REPOSITORY

FOLDER = REPOSITORY.root / "theme" / "assets" / "javascripts" / "reading" / "vendor"
ORIGIN = json.loads((FOLDER / "origin.json").read_text(encoding="utf-8"))["files"]
IMPORTED = re.compile(r"^import .* from '([^']+)';$", re.MULTILINE)


def test_every_script_has_an_origin_and_every_origin_a_script() -> None:
    assert {path.name for path in FOLDER.glob("*.js")} == set(ORIGIN)


@pytest.mark.parametrize("name", ORIGIN)
def test_a_script_is_the_one_that_its_origin_names(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == ORIGIN[name]["sha256"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", ORIGIN[name]["version"])
    assert ORIGIN[name]["package_integrity"].startswith("sha512-")
    assert "MIT License" in (FOLDER / name.replace(".js", ".license.txt")).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ORIGIN)
def test_a_script_imports_its_neighbours_alone_and_compiles_no_text(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert {address.removeprefix("./") for address in IMPORTED.findall(text)} <= set(ORIGIN)
    assert not re.search(r"\beval\(|new Function\(|https?://(?!\S*(?:wikipedia|unicode|ecma))\S+\.js", text)
