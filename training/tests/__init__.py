"""Run with `python3 -m unittest discover -s training/tests -t .` from the repository's root."""
