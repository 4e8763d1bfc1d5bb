"""Hugging Face's tokenizers as BERT's: what WordPieceTokenizer is compared with.

    wordpiece.py scalars                             "a", each Unicode scalar and "b", cut into words
    wordpiece.py train                               a vocabulary learnt from the texts on standard input
    wordpiece.py ids VOCABULARY LENGTH LOWERCASE     the ids of each text, a line each

Texts come as JSON strings, a line each. Words are written as hexadecimal code points. Scalars are
those of the planes that have characters.
"""

import json
import sys

from tokenizers import Tokenizer
from tokenizers.implementations import BertWordPieceTokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import BertProcessing


def texts():
    return [json.loads(line) for line in sys.stdin]


def scalars():
    normalizer, splitter = BertNormalizer(lowercase=True), BertPreTokenizer()
    for code in (*range(0xD800), *range(0xE000, 0x40000), *range(0xE0000, 0xE1000)):
        words = splitter.pre_tokenize_str(normalizer.normalize_str(f"a{chr(code)}b"))
        print(" ".join(".".join(f"{ord(c):x}" for c in word) for word, _ in words))


def train():
    tokenizer = BertWordPieceTokenizer(lowercase=True)
    tokenizer.train_from_iterator(texts(), vocab_size=12000, min_frequency=2, limit_alphabet=8000, show_progress=False)
    vocabulary = tokenizer.get_vocab()
    for token in sorted(vocabulary, key=vocabulary.get):
        print(token)


def bert(vocabulary, length, lowercase):
    tokenizer = Tokenizer(WordPiece.from_file(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = BertProcessing(
        ("[SEP]", tokenizer.token_to_id("[SEP]")), ("[CLS]", tokenizer.token_to_id("[CLS]")))
    tokenizer.enable_truncation(length)
    return tokenizer


def ids(vocabulary, length, lowercase):
    for encoding in bert(vocabulary, length, lowercase).encode_batch(texts()):
        # The runtime feeds ones and zeros.
        assert set(encoding.attention_mask) == {1} and set(encoding.type_ids) == {0}
        print(*encoding.ids)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["scalars"]:
            scalars()
        case ["train"]:
            train()
        case ["ids", vocabulary, length, lowercase]:
            ids(vocabulary, int(length), lowercase == "true")
