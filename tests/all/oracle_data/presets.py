"""Writes presets.json: what Evidently and NannyML say of the flights, from the shared oracle files.

Evidently: reference = months 1..6 of projects/flights/data.parquet, current = each later month and
all of them. NannyML: the rows whose `late` is known, chunks = months, reference = months 1..6.
Usage: python presets.py path/to/oracles
"""

import json
import sys
from pathlib import Path

METHODS = {
    "Wasserstein distance (normed)": "wasserstein_std",
    "Jensen-Shannon distance": "js",
}
folder = Path(sys.argv[1])
drift = json.loads((folder / "drift_flights.json").read_text())
evidently = []
for name, window in drift["current"].items():
    months = [7, 12] if not name.startswith("month_") or name.count("_") > 1 else [int(name[6:])] * 2
    preset = window["evidently_DataDriftPreset"]
    evidently.append({
        "months": months,
        "table_drift": preset["drifted_columns"]["share"] >= 0.5,
        "columns": {
            column: [METHODS[said["method"]], said["score"], said["drifted"]]
            for column, said in preset["columns"].items()
        },
    })
nannyml = json.loads((folder / "nannyml_flights.json").read_text())
chunks = []
for chunk in nannyml["univariate_drift"]:
    if chunk["chunk|chunk|period"] != "analysis":
        continue
    key = "{}|jensen_shannon|{}"
    chunks.append({
        "month": int(chunk["chunk|chunk|key"][-2:]),
        "columns": {
            column: [chunk[key.format(column, part)] for part in ("value", "upper_threshold", "alert")]
            for column in nannyml["numeric"] + nannyml["categorical"]
        },
    })
out = Path(__file__).with_suffix(".json")
out.write_text(json.dumps({"evidently": evidently, "nannyml": chunks}, indent=1) + "\n")
