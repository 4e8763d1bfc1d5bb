"""Pictures that are small as files and large as pictures.

    bombs.py png WIDTH HEIGHT FILE      transparent, eight bits a channel
    bombs.py jpeg WIDTH HEIGHT FILE     grey; sides of multiples of 8
"""

import struct
import sys
import zlib


def png(width, height):
    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1 + width * 4)) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def jpeg(width, height):
    def segment(marker, content):
        return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content

    # One Huffman code of one bit in each table: no difference of DC, and the end of the block.
    table = bytes([1] + [0] * 15 + [0])
    return (b"\xff\xd8" + segment(0xDB, bytes([0] + [1] * 64))
            + segment(0xC0, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0))
            + segment(0xC4, b"\x00" + table) + segment(0xC4, b"\x10" + table)
            + segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + bytes(width // 8 * height // 8 * 2 // 8 + 1) + b"\xff\xd9")


kind, width, height, file = sys.argv[1:]
with open(file, "wb") as output:
    output.write({"png": png, "jpeg": jpeg}[kind](int(width), int(height)))
