"""Run in a process of its own: reads damaged copies of stdin's file and prints what came of each as JSON."""

from __future__ import annotations

import io
import json
import random
import resource
import sys
import time
import zipfile
from collections import Counter

from matcher.documents.limits import MIB, Limits
from matcher.documents.parsing import parse_report
from matcher.documents.raster import Raster
from matcher.documents.recognition import Recognition
from matcher.documents.scanning import Scanner
from matcher.errors import ReportError


class Blind:
    """Sees pages, which were drawn or unpacked until then, and reads nothing: damage is what is looked for."""

    def recognise(self, raster: Raster) -> Recognition:
        """A page without lines."""
        return Recognition(raster, (), 0)


def damage_part(data: bytes, chance: random.Random) -> bytes:
    """A copy of a zip with one part damaged and everything around it sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = damage(parts[name], chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for part, content in parts.items():
            target.writestr(part, content)
    return stream.getvalue()


def damage(data: bytes, chance: random.Random) -> bytes:
    """A copy that is cut off, or has up to twenty bytes changed, dropped or doubled."""
    broken = bytearray(data)
    if chance.random() < 0.25:
        return bytes(broken[: chance.randrange(len(broken))])
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(broken))
        kind = chance.randrange(4)
        if kind == 0:
            broken[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            broken[place] = chance.randrange(256)
        elif kind == 2:
            del broken[place : place + chance.randint(1, 8)]
        else:
            broken[place:place] = broken[place : place + chance.randint(1, 8)]
        if not broken:
            break
    return bytes(broken)


def main(name: str, count: int, seed: int) -> None:
    """Print how often each refusal came, how often a report was read, and everything else that was raised."""
    resource.setrlimit(resource.RLIMIT_AS, (1024 * MIB, 1024 * MIB))
    data = sys.stdin.buffer.read()
    chance = random.Random(seed)
    outcomes: Counter[str] = Counter()
    strange: list[str] = []
    for number in range(count):
        in_part = data.startswith(b"PK") and number % 2 == 0
        broken = damage_part(data, chance) if in_part else damage(data, chance)
        try:
            scanner = Scanner(Blind(), Limits(), time.monotonic())
            document = parse_report(broken, name, Limits(), scanner)
            strange += [
                f"{number}: {block.place.label()} is not found again"
                for block in document.blocks
                if document.quote(block.location(0, len(block.text))) != block.text
            ]
            outcomes["read"] += 1
        except ReportError as error:
            outcomes[type(error).__name__] += 1
        except BaseException as error:  # noqa: BLE001  # that is what is looked for
            strange.append(f"{number}: {type(error).__name__}")
    sys.stdout.write(json.dumps({"outcomes": outcomes, "strange": strange}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
