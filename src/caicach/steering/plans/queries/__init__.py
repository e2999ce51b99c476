"""Reads of plans: progress, money, the cascade, comparison of versions, who has not sent."""
