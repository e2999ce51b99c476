"""Số đo: the language of figures.

A measure is a function of the app that owns the rows; it answers for many units in one query with a `Reading`
(numerator, denominator), and its docstring is its published definition. Every reading can list its rows.
"""

from caicach.foundation.measures.registry import Measure, all_measures, get, measure
from caicach.foundation.measures.rules import Period, Reading

__all__ = ["Measure", "Period", "Reading", "all_measures", "get", "measure"]
