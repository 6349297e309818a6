"""OpenDocument sheets write repeated cells once; a few bytes can stand for billions. They are counted."""

import zipfile
from pathlib import Path
from xml.parsers import expat

from django.utils.translation import gettext as _

from guanxi.platform.exchange.readers.archives import Broken, unpack
from guanxi.platform.exchange.readers.errors import DamagedWorkbook, UnsafeWorkbook


class _Counter:
    """Counts the cells with a value, repetitions included, of one content.xml."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.cells = 0
        self._row_times = 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith(":table-row"):
            self._row_times = _times(attributes.get("table:number-rows-repeated", "1"))
        elif tag.endswith(":table-cell") and "office:value-type" in attributes:
            self.cells += self._row_times * _times(attributes.get("table:number-columns-repeated", "1"))

    @property
    def too_many(self) -> bool:
        return self.cells > self.most


def _times(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 1


def check_open_document(path: Path, name: str, most_cells: int) -> None:
    """Raises UnsafeWorkbook or DamagedWorkbook."""
    counter = _Counter(most_cells)
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.start
    try:
        with zipfile.ZipFile(path) as archive:
            for chunk in unpack(archive, archive.getinfo("content.xml"), name):
                parser.Parse(chunk, False)
                if counter.too_many:
                    raise UnsafeWorkbook(name, reason=_("it unpacks to far more than its size"))
            parser.Parse(b"", True)
    except (KeyError, expat.ExpatError, *Broken) as mistake:
        raise DamagedWorkbook(name) from mistake
