"""Spreadsheets (bảng tính): tables out as XLSX or CSV, tables in from either.

What goes out comes back in unchanged: dates are dates, numbers are numbers, and text that a
spreadsheet could take for a formula is marked on the way out and unmarked on the way in.
Files from outside are hostile until read: size, compression, entries, rows and columns are bounded.
"""

from caicach.foundation.papers.sheets.limits import Limits
from caicach.foundation.papers.sheets.reading import SheetRow, Table, read_table
from caicach.foundation.papers.sheets.writing import Column, Sheet, stream_csv, write_table, write_workbook

__all__ = [
    "Column",
    "Limits",
    "Sheet",
    "SheetRow",
    "Table",
    "read_table",
    "stream_csv",
    "write_table",
    "write_workbook",
]
