"""Bringing the supply side in and out: spreadsheets and csv files to validated content, and back."""

from catalog.ingest.columns import COLUMNS, Column, Layout, Need
from catalog.ingest.importing import ImportReport, import_catalogue, import_file
from catalog.ingest.parsing import RowIssue, Severity
from catalog.ingest.prices import read_price
from catalog.ingest.records import Skipped, Table, read_table

__all__ = [
    "COLUMNS",
    "Column",
    "ImportReport",
    "Layout",
    "Need",
    "RowIssue",
    "Severity",
    "Skipped",
    "Table",
    "import_catalogue",
    "import_file",
    "read_price",
    "read_table",
]
