"""The tokenizer that the shipped sentiment model was trained with: what CharacterTokenizer is compared with.

    character.py version               the version of Unicode that this Python knows
    character.py scalars               what becomes of each Unicode scalar, in hexadecimal code points
    character.py ids VOCABULARY        the ids of each text on standard input, a line each

Texts come as JSON strings, a line each. Scalars are those of the planes that have characters.
"""

import json
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "recipes/models/sentiment/training"))
import tokenizer  # noqa: E402  (it lies beside the training)

match sys.argv[1:]:
    case ["version"]:
        print(unicodedata.unidata_version)
    case ["scalars"]:
        for code in (*range(0xD800), *range(0xE000, 0x40000), *range(0xE0000, 0xE1000)):
            print(".".join(f"{ord(c):x}" for c in tokenizer.characters(chr(code))))
    case ["ids", vocabulary]:
        encoder = tokenizer.Tokenizer(Path(vocabulary).read_text(encoding="utf-8").split("\n")[:-1])
        for line in sys.stdin:
            print(*encoder.encode(json.loads(line)))
