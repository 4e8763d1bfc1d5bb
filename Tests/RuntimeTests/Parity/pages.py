"""Draws the pages on which the runtime's reading is compared with its Python peer's, and keeps their truth.

    python3 pages.py DIRECTORY

Writes NAME.png or NAME.jpg for every page and truth.json, an object from the file's name to its lines. The same Pillow and
the same fonts (Debian's fonts-wqy-zenhei, fonts-wqy-microhei, fonts-arphic-ukai, fonts-arphic-uming, fonts-dejavu-core)
give the same bytes: every choice comes from a generator seeded with the page's number.
"""

import json
import random
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = Path("/usr/share/fonts/truetype")
CHINESE = [
    ("wqy/wqy-zenhei.ttc", 0), ("wqy/wqy-microhei.ttc", 0), ("arphic/uming.ttc", 0), ("arphic/ukai.ttc", 0),
]
LATIN = ["dejavu/DejaVuSans.ttf", "dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSansMono.ttf", "dejavu/DejaVuSans-Bold.ttf"]

SENTENCES = [
    "今天天气很好，我们一起去公园散步。", "请在每月十五日之前付清房租和水电费。", "这本书讲的是一个古老的故事。",
    "火车晚点了两个小时，旅客都在等候。", "新的图书馆下周一开门，欢迎前来参观。", "他把钥匙忘在办公室里了。",
    "超市里的苹果和香蕉都在打折。", "本店营业时间为早上九点至晚上八点。", "小心地滑，注意脚下安全。",
    "会议改到星期三下午，请互相转告。", "孩子们在操场上踢足球。", "医生建议他多喝水，少熬夜。",
    "这条河从西向东流入大海。", "买家签收之后七天内可以退货。", "乙方应当按照约定的时间交付货物。",
    "甲方有权对工程质量进行检查和监督。", "因不可抗力造成的损失，双方互不承担责任。", "本合同自双方签字盖章之日起生效。",
    "冬天的早晨，窗户上结了一层薄薄的冰。", "老师让我们用自己的话写一段总结。", "电影院门口排着长长的队伍。",
    "妈妈做的红烧肉又香又软。", "请把手机调成静音，不要大声说话。", "山上的树叶已经变红了。",
]
WORDS = [
    "订单编号", "商品名称", "数量", "单价", "金额", "合计", "收款人", "复核", "开票日期", "地址电话", "开户银行", "备注",
    "北京", "上海", "广州", "深圳", "杭州", "成都", "出口", "入口", "停车场", "洗手间", "服务台", "会议室", "急诊", "药房",
]
GOODS = ["牛肉面", "豆浆", "油条", "白米饭", "青菜", "矿泉水", "打印纸", "签字笔", "文件夹", "笔记本", "鼠标垫", "数据线"]
ENGLISH = [
    "The quick brown fox jumps over the lazy dog", "Please keep this receipt for your records",
    "Opening hours: Monday to Friday", "No smoking in this area", "Terms and conditions apply",
    "Return within 30 days of purchase", "Invoice total includes all taxes", "Handle with care",
    "Meeting room 204, second floor", "Last updated in September 2024", "Warning: high voltage",
    "Thank you for shopping with us", "Keep refrigerated below 4 degrees",
]


class Page:
    """A picture with the lines written on it."""

    def __init__(self, rng, width, height, background=(255, 255, 255), ink=(0, 0, 0)):
        self.rng, self.ink, self.lines = rng, ink, []
        self.image = Image.new("RGB", (width, height), background)
        self.draw = ImageDraw.Draw(self.image)

    def write(self, x, y, text, font, ink=None):
        self.draw.text((x, y), text, font=font, fill=ink or self.ink)
        self.lines.append(text)

    def column(self, x, y, text, font, step):
        for index, character in enumerate(text):
            self.draw.text((x, y + index * step), character, font=font, fill=self.ink)
        self.lines.append(text)


def chinese(rng, size):
    name, index = rng.choice(CHINESE)
    return ImageFont.truetype(str(FONTS / name), size, index=index, layout_engine=ImageFont.Layout.BASIC)


def latin(rng, size):
    return ImageFont.truetype(str(FONTS / rng.choice(LATIN)), size, layout_engine=ImageFont.Layout.BASIC)


def number(rng, digits):
    return "".join(rng.choice("0123456789") for _ in range(digits))


def mixed(rng):
    return rng.choice([
        lambda: f"订单号{number(rng, 10)}", lambda: f"电话：0{number(rng, 2)}-{number(rng, 8)}",
        lambda: f"{rng.randint(2019, 2026)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
        lambda: f"￥{rng.randint(1, 9999)}.{number(rng, 2)}元", lambda: f"型号ABC-{number(rng, 4)}Pro",
        lambda: f"第{rng.randint(1, 99)}页共{rng.randint(100, 300)}页", lambda: f"Wi-Fi密码{number(rng, 8)}",
        lambda: f"{rng.choice(WORDS)}Room{rng.randint(101, 999)}", lambda: f"满{rng.randint(50, 500)}减{rng.randint(5, 49)}",
    ])()


def text(rng):
    return rng.choice([lambda: rng.choice(SENTENCES), lambda: rng.choice(ENGLISH), lambda: mixed(rng)])()


def paragraph(rng, size=None):
    """Lines below each other, in a page cut to their extent."""
    size = size or rng.randint(16, 30)
    lines = [text(rng) for _ in range(rng.randint(3, 6))]
    fonts = [latin(rng, size) if line.isascii() else chinese(rng, size) for line in lines]
    extent = max(int(font.getlength(line)) for line, font in zip(lines, fonts))
    step = int(size * rng.uniform(1.4, 2.2))
    margin = rng.randint(10, 40)
    width, height = extent + 2 * margin, step * len(lines) + 2 * margin
    # A low page is scaled up until its height is the detector's: four times the work for the same words.
    top = max(0, int(width * 0.7) - height) // 2
    page = Page(rng, width, height + 2 * top)
    for index, (line, font) in enumerate(zip(lines, fonts)):
        page.write(margin, top + margin + index * step, line, font)
    return page


def columns(rng):
    size = rng.randint(22, 34)
    font = chinese(rng, size)
    lines = [rng.choice(SENTENCES).rstrip("。")[: rng.randint(6, 12)] for _ in range(rng.randint(2, 4))]
    step = int(size * 1.15)
    page = Page(rng, 40 + len(lines) * size * 2, 40 + step * 12)
    for index, line in enumerate(lines):
        # From right to left, as columns are read.
        page.column(page.image.width - 20 - size - index * size * 2, 20, line, font, step)
    return page


def invoice(rng):
    size = rng.randint(15, 19)
    font = chinese(rng, size)
    page = Page(rng, 480, 420)
    page.write(150, 16, "销售清单", chinese(rng, 30))
    page.write(20, 64, f"编号：{number(rng, 10)}", font)
    page.write(270, 64, f"日期：2024-{rng.randint(10, 12)}-{rng.randint(10, 28)}", font)
    top = 100
    rows = [["品名", "数量", "单价", "金额"]]
    total = 0
    for _ in range(rng.randint(3, 6)):
        count, price = rng.randint(10, 99), rng.randint(100, 9999)
        total += count * price
        rows.append([rng.choice(GOODS), str(count), f"{price / 100:.2f}", f"{count * price / 100:.2f}"])
    for row, cells in enumerate(rows):
        for cell, x in zip(cells, (30, 180, 270, 370)):
            page.write(x, top + row * 36 + 8, cell, font)
        page.draw.line((20, top + row * 36, 460, top + row * 36), fill=(0, 0, 0))
    bottom = top + len(rows) * 36
    page.draw.line((20, bottom, 460, bottom), fill=(0, 0, 0))
    for x in (20, 160, 250, 350, 460):
        page.draw.line((x, top, x, bottom), fill=(0, 0, 0))
    page.write(270, bottom + 14, f"合计：{total / 100:.2f}元", font)
    page.write(30, bottom + 14, f"收款人：{rng.choice('王李张刘陈')}小明", font)
    return page


def contract(rng):
    size = rng.randint(17, 21)
    font = chinese(rng, size)
    page = Page(rng, 520, 430)
    page.write(190, 18, "采购合同", chinese(rng, 32))
    page.write(30, 76, f"合同编号：HT{number(rng, 8)}", font)
    for index in range(rng.randint(5, 7)):
        page.write(30, 116 + index * 38, f"{index + 1}. {rng.choice(SENTENCES)}", font)
    page.write(30, 390, "甲方（盖章）", font)
    page.write(300, 390, f"{rng.randint(2020, 2026)}年{rng.randint(1, 12)}月", font)
    return page


def strip(rng):
    """More than eight times as wide as high."""
    size = rng.randint(16, 28)
    line = "".join(text(rng) for _ in range(2))
    font = chinese(rng, size)
    height = size + rng.randint(8, 20)
    page = Page(rng, max(int(font.getlength(line)) + 30, height * 8 + rng.randint(10, 200)), height)
    page.write(12, (height - size) // 2 - 2, line, font)
    return page


def tiny(rng):
    size = rng.randint(9, 16)
    line = rng.choice(WORDS) + number(rng, rng.randint(0, 4))
    font = chinese(rng, size)
    page = Page(rng, int(font.getlength(line)) + rng.randint(4, 16), size + rng.randint(4, 12))
    page.write(4, 2, line, font)
    return page


def large(rng):
    """Longer than 2000 pixels, few words."""
    size = rng.randint(44, 64)
    width, height = rng.choice([(2300, 700), (2100, 800), (760, 2200), (2600, 500)])
    page = Page(rng, width, height)
    font = chinese(rng, size)
    for index in range(min(5, height // (size * 2))):
        line = text(rng)[: (width - 120) // size]
        page.write(60, 50 + index * size * 2, line, font)
    return page


def card(rng):
    """Coloured ground, two sizes of type."""
    ground, ink = rng.choice([((20, 40, 90), (250, 250, 240)), ((240, 230, 200), (90, 30, 20)), ((0, 0, 0), (0, 220, 90)),
                              ((200, 30, 40), (255, 255, 255)), ((225, 225, 225), (110, 110, 110))])
    page = Page(rng, 420, 300, ground, ink)
    page.write(30, 24, rng.choice(SENTENCES)[:8], chinese(rng, 40))
    for index in range(rng.randint(3, 5)):
        line = mixed(rng)
        page.write(34, 100 + index * 38, line, chinese(rng, rng.randint(18, 24)))
    return page


def turned(page, angle):
    """Turned counter-clockwise; the corners are white."""
    page.image = page.image.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255))
    return page


def grain(page, strength):
    noise = Image.frombytes("L", page.image.size, page.rng.randbytes(page.image.width * page.image.height))
    page.image = Image.blend(page.image, Image.merge("RGB", [noise] * 3), strength)
    return page


def blurred(page, radius):
    page.image = page.image.filter(ImageFilter.GaussianBlur(radius))
    return page


def coarse(page, factor):
    """As a small scan that was enlarged again."""
    size = page.image.size
    small = page.image.resize((max(1, int(size[0] / factor)), max(1, int(size[1] / factor))), Image.Resampling.BOX)
    page.image = small.resize(size, Image.Resampling.BILINEAR)
    return page


def shrunk(page, factor):
    size = (int(page.image.width / factor), int(page.image.height / factor))
    page.image = page.image.resize(size, Image.Resampling.BOX)
    return page


KINDS = [
    ("lines", 30, lambda rng: paragraph(rng)),
    ("columns", 14, columns),
    ("turned90", 10, lambda rng: turned(paragraph(rng), 90)),
    ("turned180", 12, lambda rng: turned(paragraph(rng), 180)),
    ("turned270", 8, lambda rng: turned(paragraph(rng), 270)),
    ("tilted", 24, lambda rng: turned(paragraph(rng, size=rng.randint(18, 26)), rng.uniform(-15, 15))),
    ("noise", 16, lambda rng: grain(paragraph(rng), rng.uniform(0.1, 0.4))),
    ("blur", 14, lambda rng: blurred(paragraph(rng), rng.uniform(0.8, 2.2))),
    ("coarse", 12, lambda rng: coarse(paragraph(rng), rng.uniform(1.5, 2.4))),
    ("small", 10, lambda rng: shrunk(paragraph(rng, size=30), rng.uniform(1.8, 3.0))),
    ("invoice", 14, invoice),
    ("contract", 10, contract),
    ("strip", 12, strip),
    ("tiny", 14, tiny),
    ("large", 6, large),
    ("card", 14, card),
]


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    truth = {}
    for kind, count, make in KINDS:
        for index in range(count):
            rng = random.Random(f"{kind}-{index}")
            page = make(rng)
            # Every fifth page is a JPEG, every seventh grey.
            name = f"{kind}-{index:02d}." + ("jpg" if index % 5 == 4 else "png")
            image = page.image.convert("L") if index % 7 == 6 else page.image
            image.save(directory / name, **({"quality": 80} if name.endswith("jpg") else {}))
            truth[name] = page.lines
    (directory / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(truth)} pages")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
