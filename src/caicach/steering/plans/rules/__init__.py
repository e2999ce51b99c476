"""Quy tắc của chương trình, kế hoạch CCHC: the programme as printed, its totals and the cross-checks.

Nothing here knows Django or a database: values in, values out. `programme` says what is read, `checks` what is
doubted, `findings` how a doubt is said. Numbers, targets and lights are in `caicach.steering.indicators.rules`.
"""
