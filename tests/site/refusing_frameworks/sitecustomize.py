"""Python imports this by itself where the folder is on PYTHONPATH: from then on no framework can be imported."""

import sys

FRAMEWORKS = frozenset({"torch", "tensorflow", "keras"})


class Refusal:
    """A finder that ends the program: an ImportError could be caught by whoever tries an import on the off chance."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in FRAMEWORKS:
            raise SystemExit(f"refused: the build imports {name}")


sys.meta_path.insert(0, Refusal)
