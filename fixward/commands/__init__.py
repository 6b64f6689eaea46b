"""Commands that are many enough for a file of their own; `fixward/cli.py` puts them together."""
