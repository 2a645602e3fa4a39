"""Pure scoring: no network, no disk, no clock, no Scrapy; importable alone."""
