"""Pages of plans: reading, the annex edited in place, progress and money, the cascade, who has not sent."""
