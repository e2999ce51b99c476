"""Chỉ tiêu, chỉ số: what is measured, what is to be reached, and what was reached.

An indicator says what gives its value: a measure, or an entry with evidence (tài liệu kiểm chứng) that somebody
approves. A target (chỉ tiêu) wants a value of an indicator for a level and a year. Plans point at targets and keep
no copy of them.
"""
