"""Checks that nothing teaches a reader to load what may run code: not in a snippet, not in words, unless marked."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from counterpoint.ledger.entries import data_files
from counterpoint.source.code_spans import code_spans
from counterpoint.source.faults import Fault
from counterpoint.source.pages import split_front_matter
from counterpoint.source.repository import Repository
from counterpoint.source.snippets import parse
from counterpoint.source.text import excerpt, read_text

MARK = re.compile(r"\bunsafe: \w")
REMEDY = (
    "Load a state_dict or safetensors, weights_only=True, safe_mode=True; "
    "where the danger is the subject write on its line: # unsafe: why"
)
# A file without any of these words need not be read as a program; a model's own `eval()` is none of them.
WORDS = re.compile(r"weights_only|pickle|joblib|safe_mode|unsafe|yaml|marshal|shelve|dill|\beval\b(?!\(\))|\bexec\b")
CALLS = frozenset(
    """builtins.eval builtins.exec cloudpickle.load cloudpickle.loads dill.load dill.loads eval exec joblib.load
    marshal.load marshal.loads pandas.read_pickle pickle.Unpickler pickle.load pickle.loads shelve.open
    yaml.full_load yaml.full_load_all yaml.unsafe_load yaml.unsafe_load_all""".split()  # noqa: SIM905
)
YAML = frozenset({"yaml.load", "yaml.load_all"})
# A keyword and the one value with which it is safe.
SAFE = {"weights_only": True, "allow_pickle": False, "safe_mode": True}
IN_WORDS = re.compile(
    r"weights_only\s*=\s*False|allow_pickle\s*=\s*True|safe_mode\s*=\s*False|enable_unsafe_deserialization|"
    r"\b(?:pickle|joblib|dill|cloudpickle|marshal)\.loads?\(|\byaml\.(?:load|unsafe_load|full_load)\(|"
    r"(?<![.\w])(?:eval|exec)\([^)\s]"
)
INDENTED = ("    ", "\t")


def in_snippets(repository: Repository) -> Iterator[Fault]:
    """A call that loads what may run code carries a mark on its own lines."""
    for topic, voice in repository.programs():
        path = topic.snippet(voice)
        try:
            text = read_text(path)
            found = _calls_in(path, text)
        except Fault:
            continue  # told by `snippets.sections`
        lines = text.split("\n")
        for call, name in found:
            comments = (line.partition("#")[2] for line in lines[call.lineno - 1 : call.end_lineno])
            if not any(MARK.search(comment) for comment in comments):
                yield Fault(path, call.lineno, f"{name} may run what a file brings along", REMEDY)


# While somebody writes, most files are as the last check saw them.
@functools.lru_cache(maxsize=1024)
def _calls_in(path: Path, text: str) -> tuple[tuple[ast.Call, str], ...]:
    return tuple(calls(parse(path))) if WORDS.search(text) else ()


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Yield each unsafe call with its name, whatever name it was imported by."""
    known: dict[str, str] = {}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom | ast.Call)]
    for node in nodes:
        if isinstance(node, ast.Import):
            known |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.Call) and (name := _unsafe(node, _name(node.func, known))):
            yield node, name


def _unsafe(call: ast.Call, name: str) -> str:
    if name in CALLS or name.endswith("enable_unsafe_deserialization"):
        return name
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if name in YAML and not (call.args[1:] or "Loader" in given):
        return name
    if name in YAML and "Safe" not in ast.unparse(given.get("Loader", call.args[-1])):
        return name
    for keyword, safe in SAFE.items():
        value = given.get(keyword)
        if value is not None and not (isinstance(value, ast.Constant) and value.value is safe):
            return f"{keyword}={ast.unparse(value)}"
    return "pickle_module=" if name == "torch.load" and "pickle_module" in given else ""


def _name(function: ast.expr, known: dict[str, str]) -> str:
    """Return a function's whole name: 'pickle.loads' for `p.loads` after `import pickle as p`."""
    if isinstance(function, ast.Attribute):
        return f"{_name(function.value, known)}.{function.attr}"
    if isinstance(function, ast.Name):
        return known.get(function.id, function.id)
    return ""


def in_words(repository: Repository) -> Iterator[Fault]:
    """A page or an entry that names such a call in code says on the same line that it is unsafe, and why."""
    for path in [*(page.path for page in repository.pages()), *data_files(repository)]:
        text = read_text(path)
        if _any_in_words(text):
            yield from _in_lines(path, text)


@functools.lru_cache(maxsize=1024)
def _any_in_words(text: str) -> bool:
    return bool(IN_WORDS.search(text))


def _in_lines(path: Path, text: str) -> Iterator[Fault]:
    fenced = path.suffix == ".md" and "```" in split_front_matter(text, path)[1]
    for number, line in enumerate(text.split("\n"), start=1):
        code = line if fenced or line.startswith(INDENTED) else " ".join(line[a:b] for a, b in code_spans(line))
        match = IN_WORDS.search(code)
        if match and not MARK.search(line):
            yield Fault(path, number, f"'{excerpt(match[0])}' may run what a file brings along", REMEDY)
