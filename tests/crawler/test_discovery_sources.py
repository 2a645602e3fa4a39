"""A source that breaks is a failure of the source, never a quiet zero."""

import asyncio

import pytest
from scrapy import signals
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from casebook.blobs import Blobs
from casebook.config import Config
from casebook.profiles import read_profiles
from crawler.job import ListJob
from crawler.spiders import DiscoverySpider


class BreaksAtOnce(DiscoverySpider):
    name = "breaks-at-once"

    async def start(self):
        raise KeyError("mixed")
        yield


class BreaksLater(DiscoverySpider):
    name = "breaks-later"

    async def start(self):
        yield "one"
        raise ValueError("then this")


class Works(DiscoverySpider):
    name = "works"

    async def start(self):
        yield "one"
        yield "two"


@pytest.fixture
def made(tmp_path):
    """Make a spider of a class; what it tells is in ``told``."""

    def make(cls):
        told = []
        job = ListJob(
            config=Config(),
            blobs=Blobs(tmp_path),
            profiles=read_profiles([], {}),
            tell=told.append,
        )
        spider = cls.from_crawler(get_crawler(cls), job=job)
        spider.told = told
        return spider

    return make


async def all_of(spider):
    return [one async for one in spider.start()]


@pytest.mark.parametrize(
    ("cls", "yielded", "failure"),
    [
        (BreaksAtOnce, [], "broke: KeyError: 'mixed'"),
        (BreaksLater, ["one"], "broke: ValueError: then this"),
    ],
)
def test_a_bug_is_told_as_a_failure(made, cls, yielded, failure):
    spider = made(cls)

    assert asyncio.run(all_of(spider)) == yielded
    assert spider.told == [
        {"event": "source-failed", "source": cls.name, "failure": failure}
    ]


def test_a_source_that_works_tells_no_failure(made):
    spider = made(Works)

    assert asyncio.run(all_of(spider)) == ["one", "two"]
    assert spider.told == []


def test_a_bug_in_reading_an_answer_is_told(made):
    spider = made(Works)

    spider.crawler.signals.send_catch_log(
        signals.spider_error, failure=Failure(ValueError("odd")), spider=spider
    )

    assert spider.told[0]["failure"] == "broke: ValueError: odd"
