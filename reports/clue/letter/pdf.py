"""The letter as PDF, laid out from our own page and nothing else."""

from collections.abc import Callable, Iterable
from functools import cache, partial

import jinja2
from PIL import ImageFile

from casebook.language import mark, translate
from reports.clue.letter.blocks import Block
from reports.clue.records import Dossier
from reports.pictures import data_uri
from reports.wording import TAGS

NATURE = mark("suspected, a clue for examination")
"""Stands at the foot of every page."""


def write_pdf(blocks: Iterable[Block], dossier: Dossier) -> bytes:
    """Return *blocks* as a PDF; the same blocks give the same bytes."""
    say = partial(translate, language=dossier.language)
    page = _template().render(
        blocks=[(type(block).__name__, block) for block in blocks],
        number=dossier.number,
        nature=say(NATURE),
        tag=TAGS[dossier.language],
        made_at=dossier.made_at.isoformat(timespec="seconds"),
        data_uri=data_uri,
    )
    return _engine()(page)


@cache
def _engine() -> Callable[[str], bytes]:
    """Return what lays out a page; made once a process.

    Loading the library takes a second that most commands have no use for, and reading
    the machine's fonts costs as much as a letter.
    """
    import weasyprint  # noqa: PLC0415 - see above
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    # The library lets Pillow take half a picture for a whole one, for the whole
    # process; the detectors must judge alike whether or not a letter was written.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Pictures are in the page; neither files nor addresses are ever opened.
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    fonts = FontConfiguration()

    def lay_out(page: str) -> bytes:
        document = weasyprint.HTML(string=page, url_fetcher=fetcher)
        return bytes(document.write_pdf(font_config=fonts))

    return lay_out


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("reports.clue", "letter"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("letter.html")
