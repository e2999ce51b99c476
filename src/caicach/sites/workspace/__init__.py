"""Không gian làm việc: the pages that people start from.

“Việc của tôi” by deadline over everything a person has to do, the overview of a unit, and the leaders' page: targets,
red lights, money and tasks, each one click from its cause. It owns no tables: it asks `records` and the apps below.
"""
