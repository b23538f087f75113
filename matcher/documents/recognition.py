"""The eyes of the reader: rapidocr's bundled Chinese models turn the picture of a page into printed lines."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import rapidocr
from numpy.typing import NDArray
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_rec import TextRecInput

from .raster import Pixels, Raster, rotate_points, straighten, turn_quarters

THREADS = min(2, os.cpu_count() or 1)
_MODELS = Path(rapidocr.__file__).parent / "models"
_TALL = 1.5  # height to width above which a box holds a single narrow sign or writing from top to bottom
_LONG = 3.0  # width to height from which a box tells the direction of the print
_ASKED = 8  # boxes that are asked which way is up
_SLANT_FIXED = 0.15  # degrees, below which a page is left as it is
_OBLIQUE = 12.0  # degrees off the level that only seals, signatures and watermarks are written at
_FAINT = 0.5  # confidence of a line below which its characters are guesses


@dataclass(frozen=True, slots=True)
class Glyph:
    """One recognised character: the middle of its place in points, and its confidence from 0 to 1."""

    text: str
    x: float
    y: float
    confidence: float


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """Characters read in one go; the box is in points, `right` being the end of the last character."""

    glyphs: tuple[Glyph, ...]
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """A page upright and straight, the lines that stand on it, and how many signs were too faint to read."""

    raster: Raster
    lines: tuple[PrintedLine, ...]
    unread: int


class Recognizer:
    """Holds the models. Making one loads them, which needs the right to load libraries and half a second."""

    def __init__(self) -> None:
        cv2.setNumThreads(THREADS)
        models = {
            "Det": "PP-OCRv6_det_small.onnx",
            "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
            "Rec": "PP-OCRv6_rec_small.onnx",
        }
        # Named files are taken as they are; otherwise rapidocr might fetch them.
        paths = {f"{part}.model_path": str(_MODELS / file) for part, file in models.items()}
        self._engine: Any = RapidOCR(
            params={
                **paths,
                "Global.log_level": "critical",
                # Threads inside a model spin while they wait for each other: on busy cores that took half as long
                # again as reading lines side by side.
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        # The models are loaded with the first picture that shows something.
        sign = np.full((64, 320, 3), 255, dtype=np.uint8)
        cv2.putText(sign, "2026", (20, 48), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 3)
        self._engine(sign)
        self._pool = ThreadPoolExecutor(THREADS)

    def recognise(self, raster: Raster) -> Recognition:
        """Everything printed on a page, whichever way it was turned."""
        boxes = self._detect(raster.pixels)
        if _is_sideways(boxes):
            raster = turn_quarters(raster, 1)
            boxes = self._detect(raster.pixels)
        if self._is_upside_down(raster.pixels, boxes):
            raster = turn_quarters(raster, 2)
            boxes = self._detect(raster.pixels)
        slant = _measure_slant(boxes)
        level = [box for box in boxes if abs(_angle(box) - slant) < _OBLIQUE or not _is_long(box)]
        lines, unread = self._read(raster, level)
        if abs(slant) < _SLANT_FIXED:
            slant = 0.0
        straight = straighten(raster, slant) if slant else raster
        printed = [_place(line, slant, raster) for line in lines]
        return Recognition(straight, tuple(line for line in printed if line.glyphs), unread)

    def _detect(self, pixels: Pixels) -> list[NDArray[np.float64]]:
        """Boxes of print: four corners in pixels, clockwise from the top left of the page."""
        found: Any = self._engine.text_det(pixels)
        return [] if found.boxes is None else [np.asarray(box, dtype=np.float64) for box in found.boxes]

    def _is_upside_down(self, pixels: Pixels, boxes: Sequence[NDArray[np.float64]]) -> bool:
        long = sorted(filter(_is_long, boxes), key=lambda box: -_width(box))[:_ASKED]
        if not long:
            return False
        answers: Any = self._engine.text_cls([_cut_out(pixels, box) for box in long])
        return bool(sum(label == "180" for label, _ in answers.cls_res) > len(long) / 2)

    def _read(
        self, raster: Raster, boxes: Sequence[NDArray[np.float64]]
    ) -> tuple[list[tuple[NDArray[np.float64], list[tuple[str, float, float]]]], int]:
        """Per box its characters with place (from 0 to 1 along the box) and confidence, and the unread signs."""
        if not boxes:
            return [], 0
        crops = [_cut_out(raster.pixels, box) for box in boxes]
        lines, unread = [], 0
        for box, crop, (text, score, info) in zip(boxes, crops, self._read_side_by_side(crops), strict=True):
            if not text.strip():
                continue
            if score < _FAINT:
                unread += len(text.strip())
                continue
            # A narrow sign was set on a wider ground.
            share = crop.shape[1] / max(_width(box), 1.0)
            lines.append((box, _spread(text, info, share)))
        return lines, unread

    def _read_side_by_side(self, crops: Sequence[Pixels]) -> list[tuple[str, float, Any]]:
        """Text, confidence and columns of every line; each thread gets as many wide and narrow ones."""
        order = sorted(range(len(crops)), key=lambda index: crops[index].shape[1] / crops[index].shape[0])
        shares = [share for start in range(THREADS) if (share := order[start::THREADS])]

        def read(share: Sequence[int]) -> list[tuple[str, float, Any]]:
            lines = TextRecInput(img=[crops[index] for index in share], return_word_box=True)
            said: Any = self._engine.text_rec(lines)
            return list(zip(said.txts, said.scores, said.word_results, strict=True))

        found: dict[int, tuple[str, float, Any]] = {}
        for share, answers in zip(shares, self._pool.map(read, shares), strict=True):
            found.update(zip(share, answers, strict=True))
        return [found[index] for index in range(len(crops))]


def _spread(text: str, info: Any, share: float) -> list[tuple[str, float, float]]:
    """Characters with their places along the box; the model reads columns of equal width."""
    columns = [column for word in info.word_cols for column in word]
    visible = [sign for sign in text if not sign.isspace()]
    if len(columns) != len(visible):
        columns = [(index + 0.5) * info.line_txt_len / len(visible) for index in range(len(visible))]
    confidences = iter(info.confs)
    where = iter(columns)
    spread: list[tuple[str, float, float]] = []
    for sign in text:
        confidence = float(next(confidences, 1.0))
        if sign.isspace():
            last = spread[-1][1] if spread else 0.0
            spread.append((" ", last, confidence))
        else:
            along = (next(where) + 0.5) / max(info.line_txt_len, 1.0)
            spread.append((sign, 0.5 + (along - 0.5) * share, confidence))
    return spread


def _place(
    line: tuple[NDArray[np.float64], list[tuple[str, float, float]]], slant: float, raster: Raster
) -> PrintedLine:
    """A line in points of the straightened page."""
    box, spread = line
    corners = rotate_points(box, slant, raster) / raster.scale
    start, end = (corners[0] + corners[3]) / 2, (corners[1] + corners[2]) / 2
    glyphs = tuple(
        Glyph(sign, float(x), float(y), confidence)
        for sign, along, confidence in spread
        for x, y in [start + along * (end - start)]
    )
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return PrintedLine(glyphs, float(left), float(top), float(right), float(bottom))


def _width(box: NDArray[np.float64]) -> float:
    return float(max(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[2] - box[3])))


def _height(box: NDArray[np.float64]) -> float:
    return float(max(np.linalg.norm(box[3] - box[0]), np.linalg.norm(box[2] - box[1])))


def _is_long(box: NDArray[np.float64]) -> bool:
    return _width(box) >= _LONG * max(_height(box), 1.0)


def _angle(box: NDArray[np.float64]) -> float:
    """How far a box falls to the right, in degrees."""
    along = (box[1] + box[2] - box[0] - box[3]) / 2
    return float(np.degrees(np.arctan2(along[1], along[0])))


def _is_sideways(boxes: Sequence[NDArray[np.float64]]) -> bool:
    """Whether most print, by its length, runs up or down the page."""
    level = sum(_width(box) for box in boxes if _is_long(box))
    upright = sum(_height(box) for box in boxes if _height(box) >= _LONG * max(_width(box), 1.0))
    return upright > level


def _measure_slant(boxes: Sequence[NDArray[np.float64]]) -> float:
    """How far the lines of a page fall to the right, in degrees: the median by length."""
    long = sorted((_angle(box), _width(box)) for box in boxes if _is_long(box))
    half = sum(width for _, width in long) / 2
    passed = 0.0
    for angle, width in long:
        passed += width
        if passed >= half:
            return angle
    return 0.0


def _cut_out(pixels: Pixels, box: NDArray[np.float64]) -> Pixels:
    """The picture inside a box, made level; a narrow one, such as a single figure, gets paper at its sides."""
    width, height = max(1, round(_width(box))), max(1, round(_height(box)))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(box.astype(np.float32), corners)
    crop = cv2.warpPerspective(
        pixels, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if height > _TALL * width:
        side = (height - width) // 2
        crop = cv2.copyMakeBorder(crop, 0, 0, side, side, cv2.BORDER_REPLICATE)
    return np.asarray(crop, dtype=np.uint8)
