"""Asks OpenCV, Shapely and pyclipper for what the runtime computes itself, and writes cases and answers as one JSON document.

    python3 geometry.py OUTPUT

The functions are the peer's own: rapidocr_onnxruntime's DBPostProcess and the crop of its main module.
"""

import json
import math
import random
import sys

import cv2
import numpy as np
from rapidocr_onnxruntime.ch_ppocr_det.utils import DBPostProcess
from rapidocr_onnxruntime.main import RapidOCR

POST = DBPostProcess(unclip_ratio=1.6)


def noise(width, height):
    """Bytes of the linear congruential generator that the runtime's tests use."""
    state, values = 12345, bytearray()
    for _ in range(width * height * 3):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values.append(state >> 24)
    return np.frombuffer(bytes(values), np.uint8).reshape(height, width, 3)


def fnv(picture):
    """FNV-1a of 64 bits."""
    value = 0xCBF29CE484222325
    for byte in np.ascontiguousarray(picture).tobytes():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def blobs(rng):
    """A mask of discs, bars, frames and single pixels that touch, overlap and enclose each other."""
    width, height = rng.randint(3, 70), rng.randint(3, 50)
    mask = np.zeros((height, width), np.uint8)
    for _ in range(rng.randint(1, 14)):
        x, y = rng.randrange(width), rng.randrange(height)
        kind = rng.randrange(5)
        if kind == 0:
            cv2.circle(mask, (x, y), rng.randint(0, 9), rng.choice([0, 255]), rng.choice([-1, 1]))
        elif kind == 1:
            cv2.rectangle(mask, (x, y), (x + rng.randint(0, 25), y + rng.randint(0, 8)), 255, rng.choice([-1, 1, 2]))
        elif kind == 2:
            box = cv2.boxPoints(((x, y), (rng.uniform(3, 40), rng.uniform(2, 9)), rng.uniform(0, 90)))
            cv2.fillPoly(mask, [box.astype(np.int32)], 255)
        elif kind == 3:
            mask[y, x] = 255 - mask[y, x]
        else:
            cv2.line(mask, (x, y), (rng.randrange(width), rng.randrange(height)), rng.choice([0, 255]), 1)
    return mask


def flat(points):
    return np.asarray(points).reshape(-1).tolist()


def contours(rng):
    mask = blobs(rng)
    found, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    return {"rows": ["".join("#" if cell else "." for cell in row) for row in mask],
            "contours": [flat(contour) for contour in found]}


def rectangles(rng):
    """What becomes of a contour: the rectangle around it, its mean probability, and the rectangle around it grown."""
    while True:
        found, _ = cv2.findContours(blobs(rng), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        found = [contour for contour in found if POST.get_mini_boxes(contour)[1] >= 3]
        if found:
            break
    contour = rng.choice(found)
    points, side = POST.get_mini_boxes(contour)
    case = {"contour": flat(contour), "rectangle": flat(points), "side": side}
    width, height = 71, 51
    values = (np.arange(width * height, dtype=np.float32) * np.float32(37) % np.float32(101)).reshape(height, width)
    case["mean"] = POST.box_score_fast(values, points.reshape(-1, 2))
    grown = POST.unclip(points)
    box, grown_side = POST.get_mini_boxes(grown)
    return case | {"grown": flat(box), "grownSide": grown_side}


def crops(rng, picture):
    height, width = picture.shape[:2]
    kind = rng.randrange(4)
    if kind == 0:
        x0, y0 = rng.randrange(width - 6), rng.randrange(height - 6)
        x1, y1 = rng.randrange(x0 + 5, width), rng.randrange(y0 + 5, height)
        corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    else:
        size = (rng.uniform(8, 90), rng.uniform(6, 30))
        angle = rng.uniform(-40, 40) if kind < 3 else rng.uniform(60, 120)
        points, _ = POST.get_mini_boxes(cv2.boxPoints(((rng.uniform(0, width), rng.uniform(0, height)), size, angle)))
        corners = [(min(max(int(x + rng.uniform(-2, 2)), 0), width - 1), min(max(int(y + rng.uniform(-2, 2)), 0), height - 1))
                   for x, y in points]
    box = np.array(corners, np.float32)
    if min(math.dist(corners[0], corners[1]), math.dist(corners[0], corners[3])) < 4 or abs(cv2.contourArea(box)) < 20:
        return crops(rng, picture)
    crop = RapidOCR.get_crop_img_list(None, picture, [box])[0]
    return {"corners": flat(box), "size": [crop.shape[1], crop.shape[0]], "hash": fnv(crop)}


def resizes(rng):
    sides = [rng.randint(1, 120), rng.randint(1, 80), rng.randint(1, 200), rng.randint(1, 120)]
    if rng.random() < 0.1:
        sides[0], sides[1] = sides[2] * 2, sides[3] * 2
    result = cv2.resize(noise(sides[0], sides[1]), (sides[2], sides[3]))
    return {"sides": sides, "hash": fnv(result)}


def main(output):
    rng = random.Random(7)
    picture = noise(160, 110)
    document = {
        "contours": [contours(rng) for _ in range(200)],
        "rectangles": [rectangles(rng) for _ in range(500)],
        "crops": [crops(rng, picture) for _ in range(150)],
        "resizes": [resizes(rng) for _ in range(60)],
    }
    with open(output, "w", encoding="utf-8") as file:
        json.dump(document, file)


if __name__ == "__main__":
    main(sys.argv[1])
