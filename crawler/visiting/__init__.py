"""Visits to one candidate: every vantage, every hop, every part kept."""
