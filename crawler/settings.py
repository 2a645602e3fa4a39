"""Scrapy settings. Ours come first, Scrapy's after.

What an operator sets stands in ``zhaoyao.toml``; :func:`scrapy_settings` builds the
whole from it. The module by itself holds for ``scrapy list`` and the shell.
"""

from typing import Any

from scrapy.settings import Settings

from casebook.config import Config

ZHAOYAO_CONFIG = Config()
"""The whole configuration; spiders, resolver and download handler read it."""


BOT_NAME = "zhaoyao"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# Both listen on loopback and run code for whoever connects, next to a browser that
# renders hostile pages (Scrapy 2.19 switches the second on by default).
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
EXTENSIONS = {"scrapy.extensions.remote_control.RemoteControl": None}  # not imported

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_DNS_RESOLVER = "crawler.network.resolver.GuardResolver"
DOWNLOAD_HANDLERS = {
    "http": "crawler.network.wire.WireHandler",
    "https": "crawler.network.wire.WireHandler",
    "ftp": None,
    "file": None,
    "data": None,
    "s3": None,
}

# The wire keeps the limits, so that what came before a cut is kept, too; Scrapy's
# time limit is a net behind it.
DOWNLOAD_MAXSIZE = 0
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False
HTTPERROR_ALLOW_ALL = True

# 100, Scrapy's default, starts 101 tasks for each response: half the pages a second.
CONCURRENT_ITEMS = 2

# Whatever changes or repeats a request behind the visitor's back is off: each hop,
# each retry and each unpacking is done, and recorded, by crawler.visiting.visit.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
COMPRESSION_ENABLED = False
HTTPPROXY_ENABLED = False
REFERER_ENABLED = False
DEFAULT_REQUEST_HEADERS: dict[str, str] = {}

# A jar for each vantage of each candidate, by meta["cookiejar"].
COOKIES_ENABLED = True

# Visits go through more; the spider that makes them says so.
ITEM_PIPELINES = {"crawler.pipelines.finish.FinishPipeline": 900}

# The child's own handler makes hostile text inert; Scrapy's would not.
LOG_INSTALL_ROOT_HANDLER = False
LOG_LEVEL = "WARNING"


def scrapy_settings(config: Config, **ours: Any) -> Settings:
    """Return the settings of a crawl under *config*; *ours* are laid over the rest."""
    network = config.network
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(
        {
            "ZHAOYAO_CONFIG": config,
            "CONCURRENT_REQUESTS": network.concurrent_requests,
            "CONCURRENT_REQUESTS_PER_DOMAIN": network.concurrent_requests_per_host,
            "DOWNLOAD_DELAY": network.delay_per_host_seconds,
            "DOWNLOAD_DELAY_JITTER": 0.0,
            "DOWNLOAD_TIMEOUT": network.timeout_seconds + 5,
            "ROBOTSTXT_OBEY": config.inspect.honour_robots,
            "ROBOTSTXT_USER_AGENT": "*",
            # A crawl is given the classes that run: Scrapy need not import them all.
            "SPIDER_LOADER_CLASS": "scrapy.spiderloader.DummySpiderLoader",
            "USER_AGENT": network.user_agent,
            **ours,
        },
        priority="project",
    )
    return settings
