"""Chương trình, đề án, kế hoạch cải cách hành chính.

A plan (programme of several years, or the yearly plan of a unit) has versions; a published version is frozen and
holds areas, objectives with targets, tasks and costed activities. Progress, money decided later and links between
levels hang on the `origin` of a row, which stays the same from version to version.
"""
