"""Find faults without running anything, one file for each thing that is looked at.

A check takes the repository and yields faults; `stages` says in which order they run. Imports all parts but `running`,
`publishing` and `commands`; called by `counterpoint check`, by a build, and before snippets are run.
"""
