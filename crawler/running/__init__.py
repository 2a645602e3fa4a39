"""A crawl from its order to its end, in processes of its own."""
