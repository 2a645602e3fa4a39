"""What people report: links, lists, texts, photos of cards."""
