"""Certificate Transparency: what logs say, read and checked.

Pure functions over bytes; nothing here asks a log. Whatever a log sends that is not
what it must be raises ``ValueError``: the reader asks again and never skips it.
"""
