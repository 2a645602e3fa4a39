"""A small internet on loopback, under reserved names, for the demo and for tests.

It serves the sites in ``testbed/sites/`` over DNS, HTTP, HTTPS, WHOIS and RDAP, and
knows nothing of the packages that look at them.

>>> import testbed
>>> with testbed.serve(day=1) as net:
...     net.dns_address.startswith("127.0.0.1:")
True
"""

from testbed.net import Net, serve
from testbed.plugins import PluginError
from testbed.sites import Site, load_sites
from testbed.tables import SiteError

__all__ = ["Net", "PluginError", "Site", "SiteError", "load_sites", "serve"]
