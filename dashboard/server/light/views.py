"""Build what a light page shows from the address of a view: the same exhibit and figure as the dashboard."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from dashboard.common import cache
from dashboard.common.address import Choices, link, read
from dashboard.common.figure import CONFIG, as_json
from dashboard.common.files import STUB, base_path, rows_address
from dashboard.common.map_chart import map_config
from dashboard.common.page import Page
from dashboard.common.permitted import countries_of, permitted
from dashboard.common.verdicts import VERDICTS, verdict_of
from dashboard.pages import PAGES
from dashboard.pages.check.choices import Choices as CheckChoices
from dashboard.pages.claims.choices import Choices as ClaimChoices
from dashboard.pages.claims.files import claims_address
from dashboard.pages.claims.page import fits
from dashboard.pages.story.choices import Choices as StoryChoices
from dashboard.pages.story.model import steps
from indicators.claims.prose.report import Checked, check_prose, rating_words, summary
from indicators.clock import today
from indicators.export.passport import Passport, file_stem
from indicators.refusals import unknown
from indicators.story import Claim

# The most rows of a table in a page; the file has all of them.
MOST_ROWS = 40
STORY, CLAIMS, CHECK = "story", "claims", "check"
FRONT = "overview"


@dataclass(frozen=True)
class Item:
    """A line of a list: a word before it, its text, and the address that it leads to."""

    word: str
    text: str
    address: str


@dataclass(frozen=True)
class View:
    """Everything that a light page shows.

    `name` is the view's in the address. `figure` is the chart's JSON, None without one. `items` are a list
    below the text. `rows` are what the licence lets a reader take, `table` the first of them; `more` is the
    number of rows that only the files have.
    """

    name: str
    page: Page[Any]
    choices: Choices
    passport: Passport
    finding: str
    alternative: str
    figure: bytes | None = None
    table: pd.DataFrame | None = None
    rows: pd.DataFrame | None = None
    more: int = 0
    files: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    paragraphs: tuple[str, ...] = ()
    steps: tuple[Item, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def config(self) -> dict[str, Any]:
        """Return Plotly's settings for the figure."""
        figure = self.figure or b""
        has_map = b'"choropleth"' in figure or b'"scattergeo"' in figure
        return map_config(f"{base_path()}/{STUB}") if has_map else CONFIG

    @property
    def query(self) -> str:
        """Return the query of the view, without the snapshot."""
        return self.choices.query()


_EXHIBITS = {name: page for page in PAGES for name in page.exhibits}
_SPECIAL = {page.path: page for page in PAGES if page.path in (STORY, CLAIMS, CHECK)}
NAMES = (*_EXHIBITS, *_SPECIAL)


def name_of(page: Page[Any]) -> str | None:
    """Return the name of a page's main light view; None if it has none."""
    name = page.path or FRONT
    return name if name in NAMES else None


def view_of(name: str, query: Mapping[str, str], day: dt.date, root: str) -> View:
    """Return the view of a name and a query, as known on the query's day or else on `day`.

    Raises `UnknownError` for an unknown name, and `QuestionError` if the choices have no answer.
    """
    page = _EXHIBITS.get(name) or _SPECIAL.get(name)
    if page is None:
        raise unknown("light view", name, NAMES)
    reading = read(page.choices, query)
    choices, day = reading.choices, reading.choices.as_of or day
    if name == STORY:
        view = _story(page, choices, day, root)
    elif name == CLAIMS:
        view = _claims(page, choices, root)
    elif name == CHECK:
        view = _check(page, choices, day, root)
    else:
        view = _exhibited(name, page, choices, day, root)
    return replace(view, refused=reading.refused)


def _exhibited(name: str, page: Page[Any], choices: Choices, day: dt.date, root: str) -> View:
    exhibit = page.exhibits[name](choices, day)
    figure = page.figures[name](choices, day) if name in page.figures else None
    passport = exhibit.passport(link(root, choices))
    rows = exhibit.exported().dropna(axis="columns", how="all")
    kept = permitted(rows, passport.indicator, countries_of(choices))
    rows, left_out = kept.rows, kept.left_out
    items: tuple[Item, ...] = ()
    if name == "country":
        words = "One page to print: main indicators, changes, events, gaps, sources"
        items = (Item("Brief", words, f"{base_path()}/v/brief?{choices.query()}"),)
    return View(
        name=name,
        page=page,
        choices=choices,
        passport=passport,
        items=items,
        finding=exhibit.finding(),
        alternative=exhibit.alternative(),
        figure=figure if figure is None or isinstance(figure, bytes) else as_json(figure),
        table=rows.head(MOST_ROWS),
        rows=rows,
        more=max(0, len(rows) - MOST_ROWS) + left_out,
        files={kind: rows_address(name, choices).format(format=kind.lower()) for kind in ("CSV", "Parquet")},
    )


def _own_passport(
    title: str, subtitle: str, stem: str, n: str, notes: tuple[str, ...], address: str
) -> Passport:
    """Return the passport of a view whose content is this project's own text."""
    opened = cache.snapshot()
    return Passport(
        title=title,
        subtitle=subtitle,
        stem=file_stem(stem, (), opened.created.isoformat()),
        indicator="",
        source="this project, from the sources named",
        edition=f"snapshot of {opened.created}",
        licence="this project's texts: MIT; figures: each publisher's own",
        accessed=opened.created,
        n=n,
        interval="as drawn",
        notes=notes,
        link=address,
        snapshot=opened.id,
    )


def _story(page: Page[Any], choices: StoryChoices, day: dt.date, root: str) -> View:
    story = steps(day, base_path())
    place = next((number for number, step in enumerate(story) if step["id"] == choices.step), 0)
    step = story[place]
    sources = "; ".join(source["name"] for source in step["sources"])
    passport = _own_passport(
        step["title"],
        f"Step {place + 1} of {len(story)} of the article's argument",
        f"story_{step['id']}",
        f"N = {len(step['claims'])} claims",
        (f"Sources: {sources}." if sources else "No further sources.",),
        link(root, choices),
    )
    return View(
        name=STORY,
        page=page,
        choices=choices,
        passport=passport,
        finding=step["note"],
        alternative=step["alternative"],
        figure=as_json(step["figure"]),
        paragraphs=(step["text"],),
        items=tuple(_light_claim(claim) for claim in step["claims"]),
        steps=tuple(
            Item(str(number), other["title"], f"{base_path()}/v/{STORY}?step={other['id']}")
            for number, other in enumerate(story, start=1)
        ),
    )


def _light_claim(claim: Mapping[str, str]) -> Item:
    return Item(claim["verdict"], claim["text"], claim["link"].replace("/claims?", f"/v/{CLAIMS}?"))


def _check(page: Page[Any], choices: CheckChoices, day: dt.date, root: str) -> View:
    """Return the claims of the text in the address, each with its verdict and what was read."""
    written = choices.written_on if choices.written_on is None or choices.written_on <= day else None
    report = None
    if choices.text:
        report = check_prose(
            choices.text, cache.snapshot(), as_of=day, claimed_on=written, assumed=choices.assumed
        )
    claims, unchecked = (report.claims, report.unchecked) if report else ((), ())
    dated = f"Text of {written}. " if written else ""
    passport = _own_passport(
        "Check a text",
        f"{dated}As known on {day}.",
        "check",
        f"N = {len(claims)} claims",
        ("Each claim is judged by the edition known on the day of the text, else by the newest.",),
        link(root, choices),
    )
    left_out = tuple(
        f"Not checked: {choices.text[one.start : one.end][:200]}. {one.why}" for one in unchecked
    )
    return View(
        name=CHECK,
        page=page,
        choices=choices,
        passport=passport,
        finding=summary(report) if report else page.about,
        alternative="Paste a text on the dashboard's page, or give it in the address as text=.",
        paragraphs=(choices.text, *left_out) if choices.text else (),
        items=tuple(
            Item(rating_words(one.judged.rating), f"{one.span}. {one.explanation}", _chart_of(one))
            for one in claims
        ),
    )


def _chart_of(claim: Checked) -> str:
    """Return the light view that shows the index and the countries of a claim, or the overview."""
    known = cache.catalogue().indicators
    family = claim.reading.index.family if claim.reading.index else ()
    indicator = next((id for id in family if id in known), None)
    if indicator is None:
        return f"{base_path()}/v/{FRONT}"
    countries = f"&countries={','.join(claim.reading.countries)}" if claim.reading.countries else ""
    return f"{base_path()}/v/compare?indicator={indicator}{countries}"


def _claims(page: Page[Any], choices: ClaimChoices, root: str) -> View:
    narrative = cache.catalogue().narrative
    verdicts = {claim.id: verdict_of(claim) for claim in narrative.claims}
    chosen = [claim for claim in narrative.claims if claim.id == choices.claim or fits(claim, choices)]
    counts = [
        f"{sum(found is verdict for found in verdicts.values())} {words.lower()}"
        for verdict, (words, _, _) in VERDICTS.items()
    ]
    article = narrative.article
    passport = _own_passport(
        "The article's claims and their verdicts",
        f"{len(chosen)} of {len(narrative.claims)} claims. {article.title}, {article.publisher}, "
        f"{article.date}.",
        "claims",
        f"N = {len(chosen)} claims",
        (article.verdict_rule,),
        link(root, choices),
    )
    open_claim = next((claim for claim in chosen if claim.id == choices.claim), None)
    return View(
        name=CLAIMS,
        page=page,
        choices=choices,
        passport=passport,
        finding=f"{len(narrative.claims)} claims: {', '.join(counts)}.",
        alternative=f"{len(narrative.opinions)} opinions are listed separately: they cannot be verified.",
        paragraphs=() if open_claim is None else _in_full(open_claim),
        items=tuple(
            Item(
                VERDICTS[verdicts[claim.id]][0],
                f"{claim.id}: {claim.paraphrase}",
                f"{base_path()}/v/{CLAIMS}?claim={claim.id}",
            )
            for claim in sorted(chosen, key=lambda claim: claim.id != choices.claim)
        ),
        files={
            name: claims_address(format, ClaimChoices(claim=choices.claim))
            for name, format in (
                ("Brief", "brief.html"),
                ("Evidence", "evidence.json"),
                ("ClaimReview", "jsonld"),
            )
        },
    )


def _in_full(claim: Claim) -> tuple[str, ...]:
    """Return what we found about one claim: the figures of its day, or an editor's findings."""
    finding = cache.finding(claim.id, today())
    lines = [f"{claim.id}: {claim.paraphrase}", *finding.explanation]
    if not finding.explanation:
        lines.append(f"An editor found: {claim.value_found}")
    return tuple(line for line in (*lines, f"Caution: {claim.note}" if claim.note else "") if line)
