"""Writes comparison.json: two models on folds and on rows, as scipy 1.17.1 sees them.

Run as `python comparison.py`. Needs numpy and scipy. The corrected resampled t-test and the posterior
of the correlated Bayesian t-test are their papers' formulas over scipy's Student distribution; the
intervals are standard errors from scipy's own bootstrap (its BCa intervals), to which ours must come
close: both draw by chance.
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

rng = np.random.default_rng(5)
folds = []
for n, ratio, rope, shift in [(10, 1 / 9, 0.01, 0.008), (5, 0.25, 0.0, 0.02), (100, 1 / 9, 0.005, -0.004), (2, 1.0, 0.1, 0.3)]:
    d = rng.normal(shift, 0.015, n)
    mean, var = d.mean(), d.var(ddof=1)
    scale = np.sqrt((1 / n + ratio) * var)
    rho = ratio / (1 + ratio)
    posterior = stats.t(n - 1, mean, np.sqrt((1 / n + rho / (1 - rho)) * var))
    folds.append({
        "differences": d.tolist(), "test_over_train": ratio, "rope": rope,
        "t": mean / scale, "p": 2 * stats.t.sf(abs(mean / scale), n - 1),
        "better": posterior.sf(rope), "worse": posterior.cdf(-rope),
    })

truth = np.round(rng.normal(0, 3, 400), 3)
predicted = np.round(truth + rng.normal(0.1, 1, 400), 3)


def boot(figure):
    found = stats.bootstrap((truth, predicted), figure, paired=True, vectorized=False, n_resamples=4000, method="BCa", rng=rng)
    low, high = found.confidence_interval
    return [low, high, found.standard_error]


squares = lambda t, p: np.mean((t - p) ** 2)
rows = {
    "truth": truth.tolist(), "predicted": predicted.tolist(),
    "intervals": {
        "rmse": boot(lambda t, p: np.sqrt(squares(t, p))),
        "mae": boot(lambda t, p: np.mean(np.abs(t - p))),
        "r2": boot(lambda t, p: 1 - squares(t, p) / np.var(t)),
    },
}
(Path(__file__).parent / "comparison.json").write_text(json.dumps({"folds": folds, "rows": rows}))
