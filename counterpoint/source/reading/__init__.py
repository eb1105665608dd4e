"""Read a program that somebody else wrote: which calls of the frameworks it makes. Nothing of it is run."""
