"""Builds the corpus from text that any machine can install: npm packages whose package.json names a permissive licence, Python's standard
library, and synthetic text.

python3 -m training.corpus.build --node-modules node_modules --out corpus

Writes DOMAIN.txt, documents joined by NUL, and manifest.json: package, version, licence, bytes. The text is not redistributed.
"""
import argparse
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import md5

from .clean import cleaned, fingerprint
from .licences import is_permissive
from .synthetic import synthetic_documents

DOMAINS = {".ts": "ts", ".mts": "ts", ".cts": "ts", ".tsx": "ts", ".js": "js", ".mjs": "js", ".cjs": "js", ".py": "py", ".md": "md"}
NOT_INTO = {"node_modules", "min", "umd", "iife", "locale", "locales", "vendor"}
NOT_INTO_PYTHON = {"test", "tests", "site-packages", "dist-packages", "idlelib", "encodings", "__pycache__"}
NOT_PROSE = {"LICENSE.MD", "CHANGELOG.MD"}
MOST_OF_A_PACKAGE = 3_000_000
"""Characters, so that no package is most of the corpus."""
SYNTHETIC_SEED, SYNTHETIC_CHARACTERS = 1, 6_000_000


@dataclass
class Corpus:
    documents: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    sources: list[dict] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)

    def add_file(self, path: str, domain: str) -> int:
        """Adds a file, its name on the first line, unless it is no text to learn from or a copy. Returns its characters."""
        text = cleaned(path)
        if text is None or (key := fingerprint(text)) in self._seen:
            return 0
        self._seen.add(key)
        self.documents[domain].append(f"{os.path.basename(path)}\n{text}")
        return len(text)

    def add_source(self, name: str, licence: str, sizes: Counter[str]) -> None:
        if sum(sizes.values()) > 0:
            self.sources.append(dict(source=name, licence=licence, bytes=dict(sizes)))


def add_packages(corpus: Corpus, folders: list[str]) -> None:
    """Every package below `folders` with a permissive licence, each version once."""
    packages: dict[tuple[str, str], tuple[str, str]] = {}
    for folder in folders:
        for at, inner, files in os.walk(folder):
            inner.sort()
            if "package.json" not in files:
                continue
            manifest = read_manifest(os.path.join(at, "package.json"))
            if manifest.get("name") and manifest.get("version") and is_permissive(manifest):
                packages.setdefault((manifest["name"], manifest["version"]), (at, manifest["license"]))
    for (name, version), (folder, licence) in sorted(packages.items()):
        sizes: Counter[str] = Counter()
        for path in files_below(folder, NOT_INTO):
            domain = DOMAINS.get(os.path.splitext(path)[1])
            base = os.path.basename(path)
            if domain and ".min." not in base and base.upper() not in NOT_PROSE and sum(sizes.values()) < MOST_OF_A_PACKAGE:
                sizes[domain] += corpus.add_file(path, domain)
        corpus.add_source(f"npm:{name}@{version}", licence, sizes)


def add_python(corpus: Corpus, folder: str) -> None:
    """Python's standard library."""
    sizes = Counter(py=sum(corpus.add_file(path, "py") for path in files_below(folder, NOT_INTO_PYTHON) if path.endswith(".py")))
    corpus.add_source("python standard library", "PSF-2.0", sizes)


def add_synthetic(corpus: Corpus) -> None:
    """The project's own text."""
    corpus.documents["synthetic"] = synthetic_documents(SYNTHETIC_SEED, SYNTHETIC_CHARACTERS)
    corpus.add_source("training/corpus/synthetic.py", "MIT", Counter(synthetic=sum(map(len, corpus.documents["synthetic"]))))


def read_manifest(path: str) -> dict:
    """package.json; {} where it is none."""
    try:
        with open(path, encoding="utf8") as file:
            content = json.load(file)
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def files_below(folder: str, passed_over: set[str]) -> Iterator[str]:
    for at, inner, files in os.walk(folder):
        inner[:] = sorted(name for name in inner if name not in passed_over)
        for name in sorted(files):
            yield os.path.join(at, name)


def write(corpus: Corpus, out: str) -> None:
    """Documents in an order that only their text decides, and the manifest."""
    os.makedirs(out, exist_ok=True)
    totals = {}
    for domain, documents in corpus.documents.items():
        documents.sort(key=lambda document: md5(document.encode()).digest())
        data = "\0".join(documents).encode()
        with open(os.path.join(out, f"{domain}.txt"), "wb") as file:
            file.write(data)
        totals[domain] = dict(documents=len(documents), bytes=len(data))
    with open(os.path.join(out, "manifest.json"), "w", encoding="utf8") as file:
        json.dump(dict(totals=totals, sources=corpus.sources), file, indent=1)
    print(totals, len(corpus.sources), "sources")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--node-modules", nargs="+", default=["node_modules"])
    parser.add_argument("--python", default="/usr/lib/python3.11")
    parser.add_argument("--out", default="corpus")
    given = parser.parse_args()
    built = Corpus()
    add_packages(built, given.node_modules)
    add_python(built, given.python)
    add_synthetic(built)
    write(built, given.out)
