"""Section markers: whatever would show too much, too little or the wrong lines is refused with its line."""

import pytest

from tests.counterpoint.throwaway import TWIN, Throwaway

FILE = "snippets/greet/greet_pytorch.py"
MARKER = "Write '# --8<-- [start:name]' or '[end:name]' at the left margin, the name in lower case."
BETWEEN = "Move it between '# --8<-- [start:name]' and '# --8<-- [end:name]'."


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "remedy"),
    [
        (
            "# --8<-- [end:say]\n",
            "",
            7,
            "section 'say' is never closed",
            "Write '# --8<-- [end:say]' where it ends.",
        ),
        (
            "# --8<-- [end:word]\n",
            "",
            6,
            "section 'say' starts inside section 'word' (line 3)",
            "Write '# --8<-- [end:word]' before it: sections do not nest.",
        ),
        (
            "[end:say]",
            "[end:sya]",
            9,
            "section 'sya' ends here but was not started",
            "Write '# --8<-- [start:sya]' above it.",
        ),
        (
            "# --8<-- [start:say]\n",
            "",
            8,
            "section 'say' ends here but was not started",
            "Write '# --8<-- [start:say]' above it.",
        ),
        ("[end:say]", "[edn:say]", 9, "this is no section marker: # --8<-- [edn:say]", MARKER),
        ("[end:say]", "[end:Say]", 9, "this is no section marker: # --8<-- [end:Say]", MARKER),
        ("[end:say]", "[end: say]", 9, "this is no section marker: # --8<-- [end: say]", MARKER),
        ("# --8<-- [end:say]", "# --8<- end:say", 9, "this is no section marker: # --8<- end:say", MARKER),
        ("# --8<-- [end:say]", "    # --8<-- [end:say]", 9, "this is no section marker: # --8<-- [end:say]", MARKER),
        (
            "[start:say]",
            "[start:word]",
            7,
            "section 'word' stands twice (first on line 3)",
            "Give one of the two another name.",
        ),
        (
            'word = "hello"\n',
            "\n    \n",
            3,
            "section 'word' is empty",
            "Put code between its markers or delete them.",
        ),
        (
            'word = "hello"\n',
            "# word\n",
            3,
            "section 'word' is empty",
            "Put code between its markers or delete them.",
        ),
        (
            "# --8<-- [start:say]",
            "import math\n\n# --8<-- [start:say]",
            7,
            "this statement lies in no section, so no page shows it",
            BETWEEN,
        ),
        (
            "# --8<-- [end:say]\n",
            "# --8<-- [end:say]\nprint('bye')\n",
            10,
            "this statement lies in no section, so no page shows it",
            BETWEEN,
        ),
        (
            '# --8<-- [start:word]\nword = "hello"\n',
            "@print\n# --8<-- [start:word]\ndef word(): ...\n",
            3,
            "this statement lies in no section, so no page shows it",
            BETWEEN,
        ),
        (
            'word = "hello"\n# --8<-- [end:word]\n',
            'word = (\n# --8<-- [end:word]\n"hello")\n',
            4,
            "this statement lies in no section, so no page shows it",
            BETWEEN,
        ),
        (
            'word = "hello"\n',
            'word = """\n```\n"""\n',
            5,
            "a line of three ticks would end the block on the page",
            "Write the ticks another way, such as '`' * 3.",
        ),
        (
            'word = "hello"\n',
            '# --8<-- [same]\nword = "hello"\n',
            4,
            "in section 'word' the mark above 'word = \"hello\"' changes nothing",
            "Delete it: it says what is computed anyway. A line that is the same needs its mark in both twins.",
        ),
        (
            "print(f",
            "print((f",
            8,
            "it is not Python: '(' was never closed",
            "Mend the syntax: a reader must be able to run the file.",
        ),
        (
            'word = "hello"',
            "return",
            4,
            "it is not Python: 'return' outside function",
            "Mend the syntax: a reader must be able to run the file.",
        ),
        (
            'word = "hello"',
            'word = "\\d"',
            4,
            "it is not Python: invalid escape sequence '\\d'",
            "Mend the syntax: a reader must be able to run the file.",
        ),
        (
            'word = "hello"',
            'assert (1, "word")',
            4,
            "it is not Python: assertion is always true, perhaps remove parentheses?",
            "Mend the syntax: a reader must be able to run the file.",
        ),
        (
            'word = "hello"',
            'word = "\0"',
            4,
            "the file holds the control character '\\x00'",
            "Delete it: nobody sees it, and a program may obey it.",
        ),
    ],
)
def test_a_faulty_marker_or_statement_is_refused(
    throwaway: Throwaway, old: str, new: str, line: int, what: str, remedy: str
) -> None:
    throwaway.edit(FILE, old, new)
    throwaway.refuses_check(f"{FILE}:{line}: {what}", remedy)


def test_only_the_first_faulty_marker_of_a_file_is_told_but_both_files_are(throwaway: Throwaway) -> None:
    throwaway.twins(TWIN.replace("[end:word]", "[end:wrod]").replace("[end:say]", "[end:sya]"))
    told = [
        f"snippets/greet/greet_{voice}.py:5: section 'wrod' ends here but was not started\n"
        "    Write '# --8<-- [start:wrod]' above it.\n"
        for voice in ("pytorch", "tensorflow")
    ]
    assert throwaway.refuses("check") == "".join(told) + "2 to mend\n"
