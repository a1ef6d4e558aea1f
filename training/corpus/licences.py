"""Which licences a source may have."""

PERMISSIVE = {
    "0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "Unlicense",
}
"""SPDX names of licences that allow use with no more than their notice."""


def is_permissive(manifest: dict) -> bool:
    """Whether package.json names one such licence; expressions, lists and files do not count."""
    return isinstance(manifest.get("license"), str) and manifest["license"] in PERMISSIVE
