"""The Scrapy project: finds candidates, visits them, and preserves what is flagged."""
