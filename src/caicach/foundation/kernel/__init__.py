"""Hạt nhân: what every room of the house needs and no room owns.

Errors to a person (`Refused`), who acts (`Actor`), permission codes, periods, Vietnamese text folding and
sorting, keys, moves between states, published versions, and the database functions beneath them.
It has no tables.
"""
