"""Writes drift_flights.json: the figures of the drift room from the shared oracle file.

Reference = months 1..6 of projects/flights/data.parquet, current = the window's months.
Usage: python drift_flights.py path/to/oracles/drift_flights.json
The oracle file was made with scipy 1.17.1 and Evidently 0.7.23. Missing rows are left out of
every figure there; PSI over reference deciles is that file's own script (share floor 1e-4).
"""

import json
import sys
from pathlib import Path

WINDOWS = {"month_07": [7, 7], "month_12": [12, 12], "months_07_12": [7, 12]}
oracle = json.load(open(sys.argv[1]))["current"]
windows = []
for name, months in WINDOWS.items():
    columns = {}
    for column, figures in oracle[name]["columns"].items():
        kept = {
            "missing": [figures["ref_missing"], figures["cur_missing"]],
            "rows": [figures["ref_count"], figures["cur_count"]],
        }
        if figures["type"] == "numerical":
            kept["ks"] = [figures["ks"]["statistic"], figures["ks"]["pvalue"]]
            kept["wasserstein"] = figures["wasserstein"]
            kept["wasserstein_std"] = figures["wasserstein"] / figures["ref_std_ddof0"]
            deciles = figures["psi_reference_deciles_own_definition"]
            kept["psi"] = deciles["psi"]
            kept["edges"] = deciles["interior_edges"]
            kept["shares"] = [deciles["ref_pct"], deciles["cur_pct"]]
        else:
            test = figures["chi2_contingency_no_correction"]
            kept["chi_square"] = [test["statistic"], test["pvalue"]]
            kept["js"] = figures["jensenshannon_evidently"]["score"]
            kept["hellinger"] = figures["hellinger_evidently"]["score"]
            kept["total_variation"] = figures["total_variation"]
            kept["l_infinity"] = figures["l_infinity"]
            kept["unseen"] = figures["chisquare_evidently_goodness_of_fit"]["new_categories_in_current"]
        columns[column] = kept
    windows.append({"name": name, "months": months, "columns": columns})
out = Path(__file__).with_name("drift_flights.json")
out.write_text(json.dumps(windows, indent=None, separators=(",", ":")).replace('},"', '},\n"') + "\n")
