"""The character tokenizer, as the runtime has it: what changes here changes there, and golden.json proves it.

A text becomes token ids in these steps:

1. fold full width: U+FF01...U+FF5E to U+0021...U+007E, U+3000 to a space; no Unicode normalization;
2. lowercase every code point by its own Unicode mapping, without regard to its neighbours;
3. drop every code point that has the property White_Space;
4. one token per code point; what the vocabulary lacks is [UNK];
5. more than MAXIMUM_LENGTH - 2 tokens: keep the first HEAD and the last of them that fit;
6. [CLS] before, [SEP] after.
"""

PAD, UNK, CLS, SEP, MASK = range(5)
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
MAXIMUM_LENGTH = 104
HEAD = 54

# str.isspace() also holds U+001C...U+001F, which do not have the property.
WHITE_SPACE = frozenset(
    [*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
)


def characters(text: str) -> list[str]:
    """Steps 1 to 3: the code points that become tokens."""
    folded = "".join(fold(c) for c in text)
    lowered = "".join(c.lower() for c in folded)
    return [c for c in lowered if ord(c) not in WHITE_SPACE]


def fold(character: str) -> str:
    code = ord(character)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    return " " if code == 0x3000 else character


class Tokenizer:
    """Texts to ids by a vocabulary whose first five entries are SPECIAL; an id is a place in it."""

    def __init__(self, vocabulary: list[str]):
        assert vocabulary[: len(SPECIAL)] == SPECIAL, "the special tokens come first"
        self.vocabulary = vocabulary
        self._ids = {token: place for place, token in enumerate(vocabulary)}

    @classmethod
    def learn(cls, texts: list[str], at_least: int = 2) -> "Tokenizer":
        """The characters that occur `at_least` times, the most frequent first, ties by code point."""
        counts: dict[str, int] = {}
        for text in texts:
            for c in characters(text):
                counts[c] = counts.get(c, 0) + 1
        frequent = [c for c, count in counts.items() if count >= at_least]
        return cls(SPECIAL + sorted(frequent, key=lambda c: (-counts[c], c)))

    def encode(self, text: str) -> list[int]:
        """Steps 1 to 6."""
        tokens = characters(text)
        room = MAXIMUM_LENGTH - 2
        if len(tokens) > room:
            tokens = tokens[:HEAD] + tokens[HEAD - room :]
        return [CLS, *(self._ids.get(c, UNK) for c in tokens), SEP]
