"""Quy tắc của chỉ tiêu: numbers as papers print them, targets and when they are reached, lights and forecasts."""
