"""Writes drift_small.json: small samples and what scipy says about them.

Run with scipy 1.17.1: python drift_small.py
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2_contingency, ks_2samp, wasserstein_distance
from scipy.stats.contingency import association

rng = np.random.default_rng(20260101)


def cramers_v(table):
    """Bergsma 2013, written out; `association` has no bias correction (checked below without)."""
    chi2 = chi2_contingency(table, correction=False).statistic
    n, (r, k) = table.sum(), table.shape
    phi = max(0.0, chi2 / n - (k - 1) * (r - 1) / (n - 1))
    rc, kc = r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)
    return float(np.sqrt(phi / min(rc - 1, kc - 1)))


numbers = []
for name, r, c in [
    ("same normal, 100 and 80", rng.normal(size=100), rng.normal(size=80)),
    ("shifted normal, 300 and 200", rng.normal(size=300), rng.normal(0.5, 1, 200)),
    ("ties, 250 and 250", rng.poisson(3, 250) * 1.0, rng.poisson(3.4, 250) * 1.0),
    ("heavy tail, 400 and 60", rng.standard_cauchy(400), rng.standard_cauchy(60) * 2),
    ("far apart, 12 and 9", rng.normal(size=12), rng.normal(3, 1, 9)),
    ("a constant, 30 and 40", np.full(30, 2.0), rng.integers(1, 4, 40) * 1.0),
    ("two values each", np.array([1.0, 2.0]), np.array([1.5, 9.0])),
]:
    r, c = np.round(r, 6), np.round(c, 6)
    ks = ks_2samp(r, c, method="asymp")
    numbers.append({
        "name": name, "reference": r.tolist(), "current": c.tolist(),
        "ks": [float(ks.statistic), float(ks.pvalue)],
        "wasserstein": float(wasserstein_distance(r, c)), "std": float(np.std(r)),
        "deciles": np.quantile(r, np.arange(1, 10) / 10).tolist(),
    })
categories = []
for name, table in [
    ("three", [[50, 30, 20], [40, 40, 30]]),
    ("one side empty in a category", [[50, 30, 0], [40, 40, 3]]),
    ("two", [[500, 300], [410, 330]]),
    ("same", [[50, 30, 20], [50, 30, 20]]),
    ("many rare", rng.poisson(2, (2, 40)).clip(0, 9).tolist()),
]:
    table = np.array(table)
    table = table[:, table.sum(axis=0) > 0]
    test = chi2_contingency(table, correction=False)
    p, q = table[0] / table[0].sum(), table[1] / table[1].sum()
    assert np.isclose(association(table, "cramer"), np.sqrt(test.statistic / table.sum()))
    categories.append({
        "name": name, "counts": table.tolist(),
        "chi_square": [float(test.statistic), float(test.pvalue)],
        "js": float(jensenshannon(p, q)), "js_bits": float(jensenshannon(p, q, base=2)),
        "hellinger": float(np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / np.sqrt(2)),
        "total_variation": float(np.abs(p - q).sum() / 2), "l_infinity": float(np.abs(p - q).max()),
        "cramers_v": cramers_v(table),
    })
out = Path(__file__).with_name("drift_small.json")
out.write_text(json.dumps({"scipy": scipy.__version__, "numbers": numbers, "categories": categories}) + "\n")
