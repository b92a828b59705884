"""Lets `python -m chengshu` stand for the `chengshu` command."""

from chengshu.cli import main

if __name__ == "__main__":
    main()
