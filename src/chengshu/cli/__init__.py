"""The roof: one command `chengshu …` that parses, calls a door and prints.

`main` is the entry; each subcommand is a file of its name. Beyond printing, only the starting of
processes lives here (`processes`), because no room below may know of all of them.
"""

from chengshu.cli.main import main

__all__ = ["main"]
