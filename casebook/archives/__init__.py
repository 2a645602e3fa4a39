"""Web archives: what a look brought, as records that any tool of the field reads.

Two rooms write them: the crawler right after a look, and the export of packages for
looks that were kept without one. Nothing here reads one back: whoever checks an archive
must not rely on whoever wrote it.
"""
