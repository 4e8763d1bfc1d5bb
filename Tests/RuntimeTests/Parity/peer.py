"""Reads pages with the runtime's Python peer and writes what it read as one JSON document.

    python3 peer.py v3|v4|v6 MODELS OUTPUT PAGE...

v4 is rapidocr-onnxruntime 1.4.4 as it is installed; v3 is the same code with the models of MODELS (the directory of
rapidocr-onnxruntime 1.2.13's) and their normalisation; v6 is rapidocr 3.10.0 as it is installed.
"""

import json
import sys
import tempfile
from pathlib import Path

import yaml

THREADS = 2


def version4(models=None):
    import rapidocr_onnxruntime

    config = yaml.safe_load((Path(rapidocr_onnxruntime.__file__).parent / "config.yaml").read_text(encoding="utf-8"))
    for part in ("Det", "Cls", "Rec"):
        config[part]["intra_op_num_threads"] = THREADS
    if models:
        config["Det"] |= {"model_path": str(models / "ch_PP-OCRv3_det_infer.onnx"),
                          "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
        config["Rec"] |= {"model_path": str(models / "ch_PP-OCRv3_rec_infer.onnx")}
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        yaml.safe_dump(config, file)
        file.flush()
        engine = rapidocr_onnxruntime.RapidOCR(config_path=file.name)

    def read(page):
        lines, _ = engine(page)
        return [(box, text, score) for box, text, score in lines or []]

    return read


def version6():
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": THREADS, "Global.log_level": "critical"})

    def read(page):
        result = engine(page)
        return [] if result.boxes is None else list(zip(result.boxes.tolist(), result.txts, result.scores))

    return read


def reader(version, models):
    if version == "v6":
        return version6()
    return version4(models.resolve() if version == "v3" else None)


def main(version, models, output, *pages):
    read = reader(version, Path(models))
    result = {}
    for page in pages:
        lines = read(page)
        result[Path(page).name] = [{"text": text, "score": float(score), "box": box} for box, text, score in lines]
    Path(output).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
