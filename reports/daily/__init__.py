"""The daily report: what one Beijing calendar day brought, and how far it looked."""

from reports.daily.build import build, day_bounds
from reports.daily.writing import summary, write

__all__ = ["build", "day_bounds", "summary", "write"]
