"""Shortens the relations that pandas, scipy and scikit-learn found in two data sets to what
oracle_associations.rs holds ours against. Usage: associations.py DIRECTORY, where
profile_bikeshare.json and profile_flights_weather.json are; writes associations.json beside this
script."""

import json
import pathlib
import sys

oracles = pathlib.Path(sys.argv[1])
made_by, projects = {}, {}
for project, name in [("bikes", "bikeshare"), ("flights", "flights_weather")]:
    oracle = json.loads((oracles / f"profile_{name}.json").read_text())
    made_by = {key: oracle[key] for key in ("versions", "definitions") if key in oracle}
    profile = oracle["profile"]
    short = {"duplicate_rows": profile["duplicate_rows"]}
    for ours, theirs in [("pearson", "pearson_pairwise_complete"), ("spearman", "spearman_pairwise_complete")]:
        names = list(profile[theirs])
        short[ours] = [[a, b, profile[theirs][a][b]] for i, a in enumerate(names) for b in names[:i]]
    short["cramers_v"] = [[*pair.split("|"), found["bias_corrected"]] for pair, found in profile["cramers_v"].items()]
    short["cramers_v_raw"] = [[*pair.split("|"), found["cramers_v"]] for pair, found in profile["cramers_v"].items()]
    mi = profile["mutual_information_nats"]
    short["mutual_information"] = [[*pair.split("|"), found["mi"]] for pair, found in mi.items()]
    short["normalised_mutual_information"] = [[*pair.split("|"), found["nmi_arithmetic"]] for pair, found in mi.items()]
    short["correlation_ratio"] = [[*pair.split("|"), eta] for pair, eta in profile["correlation_ratio_eta"].items()]
    binned = profile["mutual_information_numeric_10_quantile_bins_nats"]
    short["mutual_information_of_deciles"] = [[*pair.split("|"), nats] for pair, nats in binned.items()]
    short["mad"] = {c: f["mad_median"] for c, f in profile["columns"].items() if "mad_median" in f}
    short["outliers"] = {c: f["tukey_outliers_1.5iqr"] for c, f in profile["columns"].items() if "tukey_outliers_1.5iqr" in f}
    projects[project] = short
out = json.dumps({"made_by": made_by, "projects": projects}, separators=(",", ":"))
pathlib.Path(__file__).with_name("associations.json").write_text(out)
