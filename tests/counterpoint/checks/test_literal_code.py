"""Python comes onto a page by its section's name only, however it is dressed up."""

import pytest

from tests.counterpoint.throwaway import Throwaway

REMEDY = "Move it into a snippet and write: /// duet | section"
FENCES = {
    "plain": "```python\nimport torch\n```",
    "short name": "```py\nx = 1\n```",
    "capitals": "```Python\nx = 1\n```",
    "version": "```python3\nx = 1\n```",
    "console": "```pycon\n>>> 1\n```",
    "space before": "``` python\nx = 1\n```",
    "tildes": "~~~python\nx = 1\n~~~",
    "four ticks": "````python\nx = 1\n````",
    "braces": "```{ .python }\nx = 1\n```",
    "braces, tight": "``` {.python .numbered}\nx = 1\n```",
    "id before class": "``` { #first .python }\nx = 1\n```",
    "dot": "```.python\nx = 1\n```",
    "title": '```python title="train.py"\nx = 1\n```',
    "options in braces": '```python {linenums="1"}\nx = 1\n```',
    "in a tab": "    ```python\n    x = 1\n    ```",
    "in a list": "  ```python\n  x = 1\n  ```",
    "at a bullet": "- ```python\n  x = 1\n  ```",
    "at a number": "1. ```python\n   x = 1\n   ```",
    "in a quotation": "> ```python\n> x = 1\n> ```",
    "in a list in a quotation": "> - ```python\n>   x = 1\n>   ```",
    "after a longer fence": "````text\n```\n````\n```python\n```",
}
UNNAMED = {
    "an import in a fence without a language": "```\nimport torch\n```",
    "an import in a fence of text": "```text\nimport tensorflow as tf\n```",
    "an indented import": "    from torch import nn",
    "raw HTML": '<pre><code class="language-python">x = 1</code></pre>',
    "raw HTML of another kind": "<PRE lang='py'>x = 1</PRE>",
    "an import at a prompt": "```\n>>> import numpy as np\n```",
}
OTHER = {
    "text": "```text\nloss: 0.5\n```",
    "a shell": '```bash\npython -c "import torch"\n```',
    "a shell with a title": '```console title="python train.py"\n$ python train.py\n```',
    "a shell with files in its title": '```console title="all .py files"\n$ ls\n```',
    "a fence within a fence": "````markdown\n```python\nx = 1\n```\n````",
    "a code span": "Write ```` ```python ```` and `import torch`.",
    "raw HTML in a fence": '```html\n<code class="python">\n```',
    "raw HTML": "<pre>happy</pre> <code>x</code>",
    "prose": "from there the import of\ntorch takes two seconds",
}


@pytest.mark.parametrize("text", FENCES.values(), ids=FENCES)
def test_a_python_fence_is_refused(throwaway: Throwaway, text: str) -> None:
    throwaway.write("docs/index.md", f"# Home\n\n{text}\n")
    line = 6 if text.startswith("````text") else 3
    throwaway.refuses_check(f"docs/index.md:{line}: literal Python on a page", REMEDY)


@pytest.mark.parametrize("text", UNNAMED.values(), ids=UNNAMED)
def test_python_is_known_without_a_fence_of_its_own(throwaway: Throwaway, text: str) -> None:
    throwaway.write("docs/index.md", f"# Home\n\n{text}\n")
    line = 4 if text.startswith("```") else 3
    throwaway.refuses_check(f"docs/index.md:{line}: literal Python on a page", REMEDY)


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_what_is_not_python_may_stand_on_a_page(throwaway: Throwaway, text: str) -> None:
    throwaway.write("docs/index.md", f"# Home\n\n{text}\n")
    assert throwaway.succeeds("check") == "all in order\n"


def test_a_fence_that_is_never_closed_is_refused(throwaway: Throwaway) -> None:
    throwaway.write("docs/index.md", "# Home\n\n```text\na\n```\n\n```text\n[gone](nowhere.md)\n````python\n")
    throwaway.refuses_check("docs/index.md:7: this fence is never closed", "Write ``` on a line of its own.")


@pytest.mark.parametrize(
    "text",
    [
        '--8<-- "snippets/greet/greet_pytorch.py"',
        '--8<-- "greet_pytorch.py:say"',
        "--8<-- '/etc/passwd'",
        '    -8<- "greet_pytorch.py"',
        '```text\n--8<-- "greet_pytorch.py"\n```',
        "--8<--\ngreet_pytorch.py\n--8<--",
    ],
)
def test_an_include_of_another_tool_is_refused(throwaway: Throwaway, text: str) -> None:
    throwaway.write("docs/index.md", f"# Home\n\n{text}\n")
    line = 4 if text.startswith("```") else 3
    what, remedy = throwaway.refuses("check").splitlines()[:2]
    assert what == f"docs/index.md:{line}: this line includes nothing here"
    assert remedy == "    Show a section by its name: /// duet | section"


def test_a_section_marker_may_be_quoted_on_a_page(throwaway: Throwaway) -> None:
    throwaway.write("docs/index.md", "# Home\n\n```text\n# --8<-- [start:say]\n```\n")
    assert throwaway.succeeds("check") == "all in order\n"
