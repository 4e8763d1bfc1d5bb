"""Draws the pictures of the smoke test and writes what they say to truth.json.

    python3 draw.py [--font FILE] [--output DIR]

The same Pillow and the same font file give the same bytes: nothing here is random but the grain of the scan, and that
comes from a seed.
"""

import argparse
import json
import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SIMPLIFIED_CHINESE = "Noto Sans CJK SC"
INK, PAPER = 24, 252

RECEIPT = [
    ["湖畔小馆"],
    ["单号：20260315", "桌号：A08"],
    ["品名", "数量", "金额"],
    ["番茄牛肉面", "2份", "56.00"],
    ["清蒸鱼头", "1份", "88.00"],
    ["时令蔬菜", "1份", "26.00"],
    ["Latte拿铁", "2杯", "44.00"],
    ["合计", "214.00"],
    ["支付方式：Alipay"],
    ["谢谢惠顾，欢迎再来"],
]
RECEIPT_COLUMNS = {1: [None], 2: [40, 400], 3: [40, 260, 400]}
POSITIVE = "这家餐厅的服务很棒，强烈推荐！"
NEGATIVE = "等了一个小时菜还是凉的，太失望了，再也不会来！"
NOTICE = ["停水通知", "因管道检修，本楼明天停水", "时间：上午9点到下午5点", "请提前储水，电话62158800"]
SCAN = ["会议纪要", "工程进度已完成百分之八十", "预算总额为35000元", "下次会议定于星期三下午", "联系邮箱info@example.com"]


def face(path: str, size: int) -> ImageFont.FreeTypeFont:
    """The simplified Chinese face of the collection, found by its name: its place differs between releases."""
    for index in range(16):
        font = ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)
        if font.getname()[0] == SIMPLIFIED_CHINESE:
            return font
    raise SystemExit(f"{path}: no face named {SIMPLIFIED_CHINESE}")


def sheet(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("L", (width, height), PAPER)
    return picture, ImageDraw.Draw(picture)


def receipt(font: str) -> Image.Image:
    picture, draw = sheet(600, 480)
    title, body = face(font, 34), face(font, 24)
    top = 18
    for place, row in enumerate(RECEIPT):
        centred = len(row) == 1
        used = title if place == 0 else body
        for text, left in zip(row, RECEIPT_COLUMNS[len(row)]):
            if centred:
                left = (picture.width - draw.textlength(text, font=used)) // 2
            draw.text((left, top), text, font=used, fill=INK)
        top += 60 if place == 0 else 44
        if place in (1, 6):
            draw.line([(30, top - 2), (570, top - 2)], fill=120)
    return picture


def line(font: str, text: str, width: int, size: int) -> Image.Image:
    picture, draw = sheet(width, 96)
    draw.text(((width - draw.textlength(text, font=face(font, size))) // 2, 30), text, font=face(font, size), fill=INK)
    return picture


def paragraph(font: str, lines: list[str], width: int, height: int, size: int) -> Image.Image:
    picture, draw = sheet(width, height)
    for place, text in enumerate(lines):
        draw.text((40, 30 + place * size * 2), text, font=face(font, size), fill=INK)
    return picture


def scanned(clean: Image.Image) -> Image.Image:
    """Slightly turned, with grain: a page on a flat-bed scanner."""
    turned = clean.rotate(1.2, resample=Image.Resampling.BICUBIC, fillcolor=PAPER)
    source = random.Random(7)
    grain = Image.frombytes("L", clean.size, bytes(source.randrange(24) for _ in range(clean.width * clean.height)))
    return ImageChops.subtract(turned, grain)


def main() -> None:
    arguments = argparse.ArgumentParser(description="draw the pictures of the smoke test")
    arguments.add_argument("--font", default=FONT, help="Noto Sans CJK Regular, as a collection")
    arguments.add_argument("--output", type=Path, default=Path(__file__).parent)
    options = arguments.parse_args()
    font, output = options.font, options.output

    pictures = {
        "receipt.png": (receipt(font), [text for row in RECEIPT for text in row]),
        "review-positive.png": (line(font, POSITIVE, 560, 32), [POSITIVE]),
        "review-negative.png": (line(font, NEGATIVE, 780, 30), [NEGATIVE]),
        "notice-upside-down.png": (paragraph(font, NOTICE, 480, 300, 30).rotate(180), NOTICE[::-1]),
        "scan.jpg": (scanned(paragraph(font, SCAN, 560, 400, 32)), SCAN),
        "blank.png": (Image.new("L", (320, 240), 255), []),
    }
    for name, (picture, _) in pictures.items():
        picture.convert("RGB").save(output / name, **({"quality": 75} if name.endswith(".jpg") else {"optimize": True}))
    truth = {name: {"lines": lines} for name, (_, lines) in pictures.items()}
    (output / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
