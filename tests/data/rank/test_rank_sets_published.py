"""Confidence sets for ranks that others have published: PISA, and the CPI of the committed snapshot."""

import datetime as dt
import io

import pandas as pd
import pytest

from indicators.rank.confidence_sets import rank_confidence_sets
from indicators.rank.ranks import competition_ranks
from indicators.snapshot.comparison_errors import comparison_errors
from indicators.snapshot.snapshot import Snapshot

TODAY = dt.date(2026, 11, 22)


def bounds(sets: pd.DataFrame) -> list[tuple[int, int]]:
    return list(sets[["lower", "upper"]].itertuples(index=False, name=None))


# The example of Mogstad, Romano, Shaikh and Wilhelm: mathematics in PISA 2018, OECD countries.
# Means and standard errors: OECD, https://www.oecd.org/pisa/data/, as printed in `data-raw/pisa.csv` of
# https://github.com/danielwilhelm/R-CS-ranks; results: its vignette "Inference for Ranks",
# https://danielwilhelm.github.io/R-CS-ranks/articles/Inference-for-Ranks.html (1,000 draws, seed not told).

PISA = """\
Australia,491.3600252,1.939833031
Austria,498.9423138,2.970998694
Belgium,508.0703063,2.262662011
Canada,512.0169429,2.357475749
Chile,417.4065563,2.41588757
Colombia,390.9322732,2.989559274
Czech Republic,499.4676508,2.460661531
Denmark,509.3983746,1.735002337
Estonia,523.4145802,1.743602224
Finland,507.3013618,1.967920411
France,495.4075794,2.320214487
Germany,500.0437805,2.647083096
Greece,451.3703438,3.091228197
Hungary,481.0826364,2.319596741
Iceland,495.1873762,1.953082603
Ireland,499.632894,2.198621128
Israel,463.0345488,3.498563228
Italy,486.5898573,2.780045867
Japan,526.9732502,2.471475318
Korea,525.933002,3.121394315
Latvia,496.1263306,1.962766789
Lithuania,481.1911884,1.953282039
Luxembourg,483.421485,1.097632409
Mexico,408.8014734,2.493225544
Netherlands,519.2309824,2.632277885
New Zealand,494.489676,1.705942856
Norway,500.9637885,2.219044878
Poland,515.6478747,2.602085176
Portugal,492.4874062,2.684570081
Slovak Republic,486.1648542,2.555595707
Slovenia,508.8975441,1.363877596
Spain,481.3926126,1.462417763
Sweden,502.3877022,2.654250935
Switzerland,515.3147131,2.908003898
Turkey,453.5077774,2.260406789
United Kingdom,501.7698992,2.564428111
United States,478.2447174,3.235444099
"""


@pytest.fixture(scope="module")
def pisa() -> pd.DataFrame:
    return pd.read_csv(io.StringIO(PISA), names=["country", "score", "error"], index_col="country")


def test_the_ranks_of_pisa(pisa: pd.DataFrame) -> None:
    """`irank(pisa$math_score)`, as the package's README prints it."""
    printed = """24 18 10 7 35 37 17 8 3 11 20 15 34 30 21 16 32 25 1 2 19 29 27 36 4
                 22 14 5 23 26 9 28 12 6 33 13 31"""
    ranks = competition_ranks(pisa["score"], higher_is_better=True)
    assert ranks.tolist() == [int(rank) for rank in printed.split()]


def test_the_marginal_set_of_the_united_kingdom(pisa: pd.DataFrame) -> None:
    """The package's own vignette prints 7 to 23 in one version and 8 to 23 in another: it is on the edge."""
    sets = rank_confidence_sets(pisa["score"], pisa["error"], of="United Kingdom", level=0.95)
    rank, lower, upper = sets.loc["United Kingdom"]
    assert (rank, upper) == (13, 23)
    assert lower in (7, 8)


def test_what_the_simultaneous_sets_of_pisa_tell(pisa: pd.DataFrame) -> None:
    sets = rank_confidence_sets(pisa["score"], pisa["error"], level=0.95, simultaneous=True)
    last = ["Chile", "Mexico", "Colombia"]
    assert sets.drop(last)["upper"].max() < sets.loc[last, "lower"].min()
    assert sets.loc["Korea", "upper"] == 7
    assert sets.loc["Germany", "lower"] == 7
    at_75 = rank_confidence_sets(pisa["score"], pisa["error"], level=0.75, simultaneous=True)
    assert at_75.loc["Korea", "upper"] < at_75.loc["Germany", "lower"]


# The committed snapshot


@pytest.mark.parametrize(
    ("year", "rank", "count", "comparable", "published"),
    [
        (2019, 153, 180, (64, 180), (64, 180)),
        (2022, 150, 180, (88, 180), (105, 176)),
        (2023, 162, 180, (127, 179), (139, 176)),
        (2025, 166, 182, (121, 181), (137, 179)),
    ],
)
def test_tajikistan_s_own_set_in_the_cpi(
    snapshot: Snapshot,
    year: int,
    rank: int,
    count: int,
    comparable: tuple[int, int],
    published: tuple[int, int],
) -> None:
    """The reference values of METHODS 1.5; a place more or less is within the noise of 10,000 draws."""
    rows = snapshot.as_of("ti_cpi.score", TODAY).query("year == @year").set_index("iso3")
    errors = comparison_errors(rows, snapshot.catalogue.indicator("ti_cpi.score"))
    assert len(rows) == count
    for used, expected in ((errors, comparable), (rows["standard_error"], published)):
        sets = rank_confidence_sets(rows["value"], used, of="TJK")
        found = sets.loc["TJK"]
        assert found["rank"] == rank
        assert abs(found["lower"] - expected[0]) <= 1
        assert abs(found["upper"] - expected[1]) <= 1


def test_the_sets_of_all_countries_together_are_wider(snapshot: Snapshot) -> None:
    rows = snapshot.as_of("ti_cpi.score", TODAY).query("year == 2023").set_index("iso3")
    own, joint = (
        rank_confidence_sets(rows["value"], rows["standard_error"], simultaneous=together)
        for together in (False, True)
    )
    assert (joint["lower"] <= own["lower"]).all()
    assert (joint["upper"] >= own["upper"]).all()
    lower, upper = bounds(joint.loc[["TJK"]])[0]
    assert abs(lower - 129) <= 2
    assert abs(upper - 178) <= 2


def test_another_seed_tells_nearly_the_same(snapshot: Snapshot) -> None:
    rows = snapshot.as_of("ti_cpi.score", TODAY).query("year == 2023").set_index("iso3")
    one, other = (
        rank_confidence_sets(rows["value"], rows["standard_error"], simultaneous=True, seed=seed)
        for seed in (1, 2)
    )
    assert (one - other).abs().max(axis=None) <= 4
    assert (one != other).any(axis=None)
