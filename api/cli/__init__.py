"""The command line: one module for each kind of command, one for each kind of table."""
