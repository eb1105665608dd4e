"""What is typed at a terminal: `cli` names the commands, the other modules do their work.

Imports every other part. Nothing imports it.
"""
