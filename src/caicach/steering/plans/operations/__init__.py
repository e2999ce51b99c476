"""Writes of plans: drafting and publishing, the cascade to units, progress, money, import."""
