"""Shortens the profiles that pandas and scipy made of two data sets to what oracle_profile.rs holds
ours against. Usage: profile.py DIRECTORY, where profile_bikeshare.json and
profile_flights_weather.json are; writes profile.json beside this script."""

import json
import pathlib
import sys

SAME = ["count", "missing", "distinct", "mean", "std_ddof1", "min", "max", "zeros", "negatives",
        "skew_adjusted_pandas", "kurtosis_excess_adjusted_pandas", "top10", "min_len", "max_len", "mean_len"]
oracles = pathlib.Path(sys.argv[1])
made_by, projects = {}, {}
for project, name in [("bikes", "bikeshare"), ("flights", "flights_weather")]:
    oracle = json.loads((oracles / f"profile_{name}.json").read_text())
    made_by = {key: oracle[key] for key in ("versions", "definitions") if key in oracle}
    columns = {}
    for column, figures in oracle["profile"]["columns"].items():
        columns[column] = {key: figures[key] for key in SAME if figures.get(key, "NaN") != "NaN"}
        if "quantiles_linear" in figures:
            columns[column]["quantiles"] = figures["quantiles_linear"]
        if "hist10" in figures:
            columns[column]["hist10"] = figures["hist10"]["counts"]
    projects[project] = {"rows": oracle["profile"]["rows"], "columns": columns}
out = json.dumps({"made_by": made_by, "projects": projects}, separators=(",", ":"))
pathlib.Path(__file__).with_name("profile.json").write_text(out)
