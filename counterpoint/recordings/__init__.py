"""What runs left beside the snippets: outputs, versions, pictures, and how far the twins were apart.

Imports `source`. `running` writes recordings; `rendering`, `checks` and `commands` read them.
"""
