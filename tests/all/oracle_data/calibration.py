"""Writes calibration.json: scikit-learn 1.9.1's calibrations of made-up probabilities.

Run as `python calibration.py`. Needs scikit-learn. Platt scaling is fitted on log odds, as ours is.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression

rng = np.random.default_rng(11)
cases = []
for n, bend, digits in [(40, 0.5, 2), (300, 2.0, 3), (500, 1.0, 2)]:
    p = np.clip(np.round(rng.beta(2, 3, n), digits), 0.01, 0.99)
    odds = np.log(p / (1 - p))
    y = (rng.random(n) < 1 / (1 + np.exp(-bend * odds - 0.3))).astype(int)
    ask = np.linspace(0.005, 0.995, 34)
    platt = _SigmoidCalibration().fit(odds, y)
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(p, y)
    cases.append({
        "probabilities": p.tolist(), "labels": y.tolist(), "ask": ask.tolist(),
        "platt": platt.predict(np.log(ask / (1 - ask))).tolist(),
        "isotonic": isotonic.predict(ask).tolist(),
    })
(Path(__file__).parent / "calibration.json").write_text(json.dumps(cases))
