"""Put a finding into words, the same on a page of the dashboard and on paper."""

from collections.abc import Callable
from dataclasses import dataclass

from indicators.claims import explanation
from indicators.claims.answer import label_of
from indicators.claims.finding import Datum, Element, Finding, Judgement

_SIGNS = {">": "more than", "<": "less than", ">=": "at least", "<=": "at most"}


def judgements(finding: Finding) -> tuple[Judgement, ...]:
    """Return the judgements of a finding, then before now; empty if nothing was computed."""
    return tuple(one for one in (finding.then, finding.now) if one is not None)


@dataclass(frozen=True, slots=True)
class Panel:
    """The figures of one day: when, the figures, the rating where that day decides, and what stands below."""

    when: str
    figures: str
    rating: str
    below: str


def panels(finding: Finding, country: Callable[[str], str]) -> tuple[Panel, ...]:
    """Return the figures that judge a claim and, apart and without a rating, the later figures.

    `country` gives the name of a code.
    """
    found = []
    for judged in judgements(finding):
        is_since = judged is finding.now and finding.then is not None
        if is_since and finding.as_of == finding.date:
            continue
        when = "Known on" if finding.then is None else "On the day of the claim,"
        found.append(
            Panel(
                f"{'Since then: known on' if is_since else when} {judged.as_of.isoformat()}",
                figures(judged),
                "" if is_since else judged.rating.words,
                below_figures(judged, country),
            )
        )
    return tuple(found)


def since_then(finding: Finding) -> str:
    """Write later figures than the claim's: `Since then: 166 of 182 (CPI 2025).`; empty if the same."""
    return explanation.since_then(finding.then, finding.now)


def element_table(finding: Finding) -> tuple[tuple[str, ...], ...]:
    """Return the elements of a claim as rows of text, the heads first; later figures have no rating."""
    heads = ("Element", "The claim", *(("On its day", "Since then") if finding.then else ("Found",)))
    rows = [heads]
    for name in element_names(finding):
        elements = [element_of(judged, name) for judged in judgements(finding)]
        said = next(claimed_words(element) for element in reversed(elements) if element)
        words = [found_words(elements[0]) if elements[0] else ""]
        words += [_number(element) if element else "" for element in elements[1:]]
        rows.append((name, said or "–", *(text or "–" for text in words)))
    return tuple(rows) if len(rows) > 1 else ()


def element_names(finding: Finding) -> tuple[str, ...]:
    """Return the names of the claim's elements, in the order of the claim, each once."""
    return tuple(dict.fromkeys(one.name for judged in judgements(finding) for one in judged.elements))


def element_of(judgement: Judgement | None, name: str | None) -> Element | None:
    """Return the element with this name in a judgement; None without one."""
    elements = judgement.elements if judgement else ()
    return next((element for element in elements if element.name == name), None)


def data_of(finding: Finding) -> tuple[Datum, ...]:
    """Return the numbers behind a finding, then and now, each once."""
    return tuple(dict.fromkeys(datum for judged in judgements(finding) for datum in judged.data))


def figures(judgement: Judgement) -> str:
    """Return the figures of a judgement: ranks if the claim is about ranks, else values; two for a change."""
    return " to ".join(_figure(datum, judgement) for datum in judgement.data) or "no figure"


def below_figures(judgement: Judgement, country: Callable[[str], str]) -> str:
    """Return the line below the figures: edition, score and ties, or the reason for no figure.

    `country` gives the name of a code.
    """
    if not judgement.data:
        return judgement.text
    return "; ".join(_below(datum, judgement, country) for datum in judgement.data)


def _of_rank(judgement: Judgement) -> bool:
    return any(element.name.startswith("rank") for element in judgement.elements)


def _figure(datum: Datum, judgement: Judgement) -> str:
    return datum.place if _of_rank(judgement) and datum.place else value_of(datum)


def _below(datum: Datum, judgement: Judgement, country: Callable[[str], str]) -> str:
    parts = [label_of(datum)]
    if _of_rank(judgement) and datum.place:
        parts.append(f"score {value_of(datum)}")
        if datum.tied_with:
            parts.append(f"tied with {', '.join(map(country, datum.tied_with))}")
    return ", ".join(parts)


def value_of(datum: Datum) -> str:
    """Write a value with the producer's decimals and a real minus sign."""
    return f"{datum.value:.{datum.decimals}f}".replace("-", "−")


def with_place(datum: Datum) -> str:
    """Write a value with its rank, if there is one: `23, 152nd of 175`."""
    return ", ".join(filter(None, (value_of(datum), datum.place)))


def claimed_words(element: Element) -> str:
    """Write the claim's words for an element: `about 152`, `more than 30`, `fell`."""
    if element.claimed is None:
        return " ".join(filter(None, (element.hedge, element.operator if element.operator != "=" else "")))
    number = f"{element.claimed:.{element.decimals}f}".replace("-", "−")
    return " ".join(filter(None, (element.hedge or _SIGNS.get(element.operator, ""), number)))


def found_words(element: Element) -> str:
    """Write the result for an element, its rating and its reasons: `166: refuted. The rank differs`."""
    words = ": ".join(filter(None, (_number(element), element.rating.words.partition(":")[0])))
    return " ".join([f"{words}.", *(_sentence(reason.words) for reason in element.reasons)])


def _number(element: Element) -> str:
    if element.found is None:
        return ""
    return f"{element.found:,.4f}".rstrip("0").rstrip(".").replace("-", "−")


def why(finding: Finding) -> tuple[str, ...]:
    """Return the reasons for the verdict, a sentence each, beyond its figures and elements."""
    texts = [judged.text for judged in judgements(finding)]
    texts_without_data = [judged.text for judged in judgements(finding) if not judged.data]
    elements = [element for judged in judgements(finding)[:1] for element in judged.elements]
    of_elements = {reason for element in elements for reason in element.reasons}
    lines = [
        *(line for line in finding.explanation if not any(text in line for text in texts)),
        *(
            one.detail
            for one in elements
            if not any(one.detail.rstrip(".") in text for text in texts_without_data)
        ),
        *(_sentence(reason.words) for reason in finding.reasons if reason not in of_elements),
        *(f"Diagnosis, no support: {diagnosis.text}" for diagnosis in finding.diagnosis),
    ]
    return tuple(dict.fromkeys(filter(None, lines)))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
