"""Reads what people wrote of one source, `indicators/loaders/producer_product.toml`, into the model.

Keys that many indicators share are written once: `[templates.name]` holds them, and an `[[indicators]]`
table takes over what it leaves out with `like = "name"`.
"""

from pathlib import Path

from indicators.catalogue.geography import Countries
from indicators.catalogue.reading import Mistakes, Table, check_unique, read_toml
from indicators.model import (
    INDICATOR_TOPICS,
    MAX_MEGABYTES,
    Direction,
    Edition,
    Exclusion,
    Indicator,
    InputFile,
    LicenceClass,
    NextEdition,
    Precision,
    SideTable,
    Source,
    Uncertainty,
)

APIS = ("worldbank_v2",)


def read_source(path: Path, countries: Countries, mistakes: Mistakes) -> Source:
    """The source that a TOML describes; adds to `mistakes` what is wrong in it, and stops at nothing."""
    file = read_toml(path, mistakes)
    id = file.text("id")
    if id and id != path.stem:
        file.mistake(f"`id` is {id!r}", f"Write {path.stem!r}, the name of the file.")
    templates = file.tables_by_name("templates")
    codes = file.optional_texts_by_name("codes")
    for code, iso3 in codes:
        if iso3 not in countries.by_iso3:
            file.mistake(f"code {code} stands for {iso3!r}, no country", "Write an ISO 3166-1 code.")
    source = Source(
        id=id,
        name=file.text("name"),
        short_name=file.text("short_name"),
        publisher=file.text("publisher"),
        homepage=file.address("homepage"),
        description=file.text("description"),
        licence=file.text("licence"),
        licence_class=file.choice("licence_class", LicenceClass),
        licence_url=file.address("licence_url"),
        licence_note=file.text("licence_note"),
        attribution=file.text("attribution"),
        citation=file.text("citation"),
        restates_history=file.truth("restates_history"),
        inputs=tuple(_input(entry) for entry in file.tables("inputs")),
        codes=codes,
        exclusions=tuple(_exclusion(entry) for entry in file.optional_tables("exclusions")),
        editions=tuple(
            sorted((_edition(id, entry) for entry in file.tables("editions")), key=lambda e: e.published)
        ),
        indicators=tuple(
            _indicator(id, entry.like(templates)) for entry in file.optional_tables("indicators")
        ),
        processing=file.text("processing"),
        tables=tuple(_side_table(id, entry) for entry in file.optional_tables("tables")),
        hosts=file.optional_texts("hosts"),
        next_edition=_next_edition(file),
        embedded=file.optional_truth("embedded") is not False,
    )
    check_unique(f"{path.name}, editions", [edition.id for edition in source.editions], mistakes)
    _check_references(source, file)
    file.finish()
    return source


def _check_references(source: Source, file: Table) -> None:
    """Report what names another thing of this file that is not there."""
    ids = {indicator.id for indicator in source.indicators}
    series = {edition.series for edition in source.editions}
    for edition in source.editions:
        for name in set(edition.in_part) - ids:
            file.mistake(f"edition {edition.id} is `in_part` of {name!r}", "Name an indicator of this file.")
    for indicator in source.indicators:
        if series.isdisjoint({"", indicator.series}):
            file.mistake(
                f"no edition is of the series {indicator.series!r} of {indicator.id}",
                "Add it to [[editions]].",
            )
        bounds = {indicator.first_edition, indicator.last_edition}
        for name in bounds - {"", *(edition.id for edition in source.editions)}:
            file.mistake(f"{indicator.id} begins or ends with {name!r}, no edition", "Name one.")
        for name in set(indicator.other_methods) - ids:
            file.mistake(
                f"{indicator.id} names {name!r} as another method", "Name an indicator of this file."
            )
    if not source.indicators and not source.tables:
        file.mistake("it has neither [[indicators]] nor [[tables]]", "Describe what the loader reads.")


def _next_edition(file: Table) -> NextEdition | None:
    entry = file.optional_table("next_edition")
    if entry is None:
        return None
    next_edition = NextEdition(entry.date("due"), entry.text("evidence"))
    entry.finish()
    return next_edition


def _side_table(source: str, entry: Table) -> SideTable:
    name = entry.text("name")
    if name and not name.startswith(f"{source}_"):
        entry.mistake(f"`name` is {name!r}", f"Begin it with the source: {source}_name.")
    table = SideTable(
        name=name,
        title=entry.text("title"),
        description=entry.text("description"),
        key=entry.texts("key"),
        columns=entry.texts_by_name("columns"),
    )
    for column in set(table.key) - {column for column, _ in table.columns}:
        entry.mistake(f"`key` names {column!r}, which is no column", "Describe it under [tables.columns].")
    entry.finish()
    return table


def _input(entry: Table) -> InputFile:
    megabytes = entry.optional_whole("max_megabytes")
    file = InputFile(
        path=entry.text("path"),
        url=entry.address("url"),
        required=entry.optional_truth("required") is not False,
        by_hand=entry.optional_truth("by_hand") is True,
        member=entry.optional_text("member") or "",
        api=entry.optional_word("api", APIS) or "",
        codes=entry.optional_texts("codes"),
        max_megabytes=MAX_MEGABYTES if megabytes is None else megabytes,
    )
    if bool(file.api) != bool(file.codes):
        entry.mistake("`api` and `codes` go together", "Give both or neither.")
    entry.finish()
    return file


def _exclusion(entry: Table) -> Exclusion:
    exclusion = Exclusion(entry.text("label"), entry.text("reason"))
    entry.finish()
    return exclusion


def _edition(source: str, entry: Table) -> Edition:
    edition = Edition(
        source=source,
        id=entry.text("id"),
        published=entry.date("published"),
        precision=entry.choice("precision", Precision),
        evidence=entry.text("evidence"),
        series=entry.optional_text("series") or "",
        in_part=entry.optional_texts("in_part"),
    )
    entry.finish()
    return edition


def _indicator(source: str, entry: Table) -> Indicator:
    id = entry.text("id")
    if id and not id.startswith(f"{source}."):
        entry.mistake(f"`id` is {id!r}", f"Begin it with the source: {source}.variable.")
    counts = entry.wholes("countries_per_year")
    if len(counts) != 2 or counts[0] > counts[1]:
        entry.mistake(f"`countries_per_year` is {list(counts)}", "Write [fewest, most].")
        counts = (0, 0)
    uncertainty = entry.choice("uncertainty", Uncertainty)
    level = entry.optional_whole("interval_level")
    if (level is None) != (uncertainty is Uncertainty.NONE):
        entry.mistake(
            f"`uncertainty` is {uncertainty.value} and `interval_level` {level}",
            "Give a level in per cent exactly where an uncertainty is published.",
        )
    indicator = Indicator(
        id=id,
        source=source,
        name=entry.text("name"),
        short_name=entry.text("short_name"),
        description=entry.text("description"),
        unit=entry.text("unit"),
        direction=entry.choice("direction", Direction),
        minimum=entry.number("minimum"),
        maximum=entry.number("maximum"),
        decimals=entry.whole("decimals"),
        uncertainty=uncertainty,
        interval_level=level,
        interval_multiplier=entry.optional_number("interval_multiplier"),
        interval_note=entry.text("interval_note"),
        year_basis=entry.text("year_basis"),
        has_rank=entry.truth("has_rank"),
        caveats=entry.optional_texts("caveats"),
        topic=entry.word("topic", INDICATOR_TOPICS),
        countries_per_year=(counts[0], counts[1]),
        headline=entry.optional_truth("headline") is True,
        edition_lag=entry.optional_whole("edition_lag") or 0,
        series=entry.optional_text("series") or "",
        other_methods=entry.optional_texts("other_methods"),
        is_context=entry.optional_truth("is_context") is True,
        processing=entry.optional_text("processing") or "",
        rank_from_worst=entry.optional_truth("rank_from_worst") is True,
        every_years=entry.optional_whole("every_years") or 1,
        first_edition=entry.optional_text("first_edition") or "",
        last_edition=entry.optional_text("last_edition") or "",
    )
    entry.finish()
    return indicator
