"""Writes detectors.json: where River's detectors warn and fire on the streams beside it.

    pip install river==0.26.1 pandas pyarrow
    python detectors.py

The streams: `bernoulli_steps` has error rates 0.1, 0.2, 0.2, 0.4, 0.1, 0.12, 0.05, 0.5 for 5,000
values each (numpy's default_rng(42)); `bernoulli_gradual` 0.1 for 10,000 values, a line to 0.4 over
10,000, 0.4 for 10,000 (seed 7); `bernoulli_stationary` 0.2 for 50,000 values (seed 11);
`gauss_steps` mean and deviation (0, 1), (0.5, 1), (0.5, 2), (3, 1), (0, 1) for 5,000 values each
(seed 5); the two `elec2` streams are the errors of River's logistic regression and Hoeffding tree,
tested and then trained on each row of Elec2 in turn.
"""

import json
from pathlib import Path

import pandas as pd
from river import drift
from river.drift import binary

HERE = Path(__file__).parent
STREAMS = HERE / "streams"
ELECTRICITY = HERE / "../../../projects/electricity/data.parquet"

ERRORS = {
    "DDM": binary.DDM,
    "EDDM": binary.EDDM,
    "HDDM_A": binary.HDDM_A,
    "HDDM_A(two_sided)": lambda: binary.HDDM_A(two_sided_test=True),
    "HDDM_W": binary.HDDM_W,
    "HDDM_W(two_sided)": lambda: binary.HDDM_W(two_sided_test=True),
}
NUMBERS = {
    "ADWIN(delta=0.002)": drift.ADWIN,
    "ADWIN(delta=0.05)": lambda: drift.ADWIN(delta=0.05),
    "PageHinkley": drift.PageHinkley,
    "PageHinkley(mode=up,threshold=20)": lambda: drift.PageHinkley(mode="up", threshold=20),
    "KSWIN(seed=42)": lambda: drift.KSWIN(seed=42),
}


def watch(make, values, warns):
    detector = make()
    drifts, warnings = [], []
    for i, value in enumerate(values):
        detector.update(value)
        if detector.drift_detected:
            drifts.append(i)
        if warns and detector.warning_detected:
            warnings.append(i)
    found = {"n": len(values), "drift_indices": drifts}
    if warns:
        found |= {
            "n_elements_in_warning": len(warnings),
            "warning_indices_first_200": warnings[:200],
        }
    return found


def main():
    streams = {path.stem: pd.read_parquet(path)["x"] for path in sorted(STREAMS.glob("*.parquet"))}
    streams["elec2_nswprice"] = pd.read_parquet(ELECTRICITY)["nswprice"]
    results = {}
    for name, values in streams.items():
        values = values.tolist()
        # KSWIN tests at every value: a part of the stream is enough.
        results[name] = {
            detector: watch(make, values[:12000] if "KSWIN" in detector else values, False)
            for detector, make in NUMBERS.items()
        }
        if set(values) <= {0, 1}:
            results[name] |= {
                detector: watch(make, values, True) for detector, make in ERRORS.items()
            }
    versions = {"river": "0.26.1", "numpy": "2.4.6"}
    text = json.dumps({"versions": versions, "results": results}, separators=(",", ":"))
    (HERE / "detectors.json").write_text(text)


if __name__ == "__main__":
    main()
