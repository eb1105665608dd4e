"""The machine room: snippets are read, run, recorded and shown from here."""
