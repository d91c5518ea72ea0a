"""The questions from Python: the same answers as elsewhere, with their passports."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import plotly.graph_objects as go
import pytest

import governance_risk as gr
from indicators.snapshot.snapshot import Snapshot
from tests.data.cli.running import records, run

ROOT = Path(__file__).parents[3]


def test_observations_are_those_of_the_day_with_their_passport(snapshot: Snapshot) -> None:
    frame = gr.observations("ti_cpi.score", ["TJK", "Kyrgyzstan"], years=(2012, 2025), as_of="2015-07-20")
    assert set(frame["iso3"]) == {"TJK", "KGZ"}
    assert frame["year"].max() == 2014
    passport = frame.attrs
    assert (passport["snapshot"], passport["as_of"]) == (snapshot.id, "2015-07-20")
    assert "Transparency International" in passport["sources"][0]["attribution"]
    assert frame[frame["year"] == 2014].attrs == passport


def test_answers_are_those_of_the_command_line() -> None:
    [ranked] = records("rank", "--indicator", "ti_cpi.score", "--year", "2014", "--country", "TJK")
    frame = gr.rank("ti_cpi.score", 2014, "TJK")
    assert frame.loc[0, "computed_rank"] == ranked["computed_rank"]
    assert list(frame.columns) == list(ranked)
    [changed] = records(
        "change", "--indicator", "ti_cpi.score", "--country", "TJK", "--from", "2014", "--to", "2025"
    )
    assert gr.change("ti_cpi.score", "Tajikistan", 2014, 2025).loc[0, "sentence"] == changed["sentence"]
    [checked] = records("check", "Tajikistan ranks 152 of 175 in CPI 2014")
    assert gr.check("Tajikistan ranks 152 of 175 in CPI 2014").loc[0, "rating"] == checked["rating"]
    scored = json.loads(run("score", "--country", "TJK", "--draws", "0", "--format", "json").stdout)
    assert gr.score("TJK", draws=0)["part"].tolist() == [record["part"] for record in scored]
    found = records("events", "--country", "TJK", "--year-from", "2015", "--year-to", "2015")
    assert gr.events("TJK", years=2015)["id"].tolist() == [record["id"] for record in found]


def test_refusals_are_errors() -> None:
    with pytest.raises(gr.QuestionError, match="Did you mean ti_cpi"):
        gr.observations("ti_cpi.scor")
    with pytest.raises(gr.QuestionError, match="2015 is after 2012"):
        gr.observations("ti_cpi.score", years=(2015, 2012))
    with pytest.raises(gr.QuestionError, match="not a day"):
        gr.observations("ti_cpi.score", as_of="July")


def test_trend_is_the_figure_of_the_dashboard() -> None:
    figure = gr.trend("ti_cpi.score", ["TJK", "KGZ"], years=(2012, 2025), as_of="2015-07-20")
    assert isinstance(figure, go.Figure)
    assert {trace.name for trace in figure.data} >= {"Tajikistan", "Kyrgyzstan"}
    assert "Transparency International" in figure.layout.meta["source"]


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_runs(path: Path) -> None:
    names: dict[str, object] = {}
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)  # noqa: S102 - our own example
            assert cell["outputs"] == [], "clear the outputs before you commit"


def test_wheel_brings_its_snapshot(tmp_path: Path, snapshot: Snapshot) -> None:
    """The wheel alone, unpacked anywhere, answers from the snapshot that it ships."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    place = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(place)
    code = (
        "import governance_risk as gr; frame = gr.observations('ti_cpi.score', 'TJK', years=2014); "
        "print(gr.__file__, frame.attrs['snapshot'], frame.loc[0, 'value'])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(place), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    file, id, value = ended.stdout.split()
    assert Path(file).is_relative_to(place)
    assert (id, float(value)) == (snapshot.id, 23)
