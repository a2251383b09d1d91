"""Writes metrics.json: stored predictions and what scikit-learn 1.9.1 says of them.

Run as `python metrics.py ORACLES`, where ORACLES is a folder with metrics.json, models.json,
predictions/ and splits/ (and wine.parquet one folder up, in data/). Needs scikit-learn, pandas, pyarrow.

The figures of each set are those of ORACLES/metrics.json; the multi-class predictions are not stored
there, so the models are fitted again and must reach those figures before they are written. The edge
cases are computed here.
"""

import json
import math
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn import metrics as sk
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

ORACLES = Path(sys.argv[1])
FIGURES = json.loads((ORACLES / "metrics.json").read_text())
CLASSES = FIGURES["classification"]
RIGHT_CLOSED = "ece_10_bins_right_closed(sklearn calibration_curve rule: p==edge goes to the lower bin)"

AVERAGED = [f"{what}_{how}" for what in ("precision", "recall", "f1") for how in ("macro", "micro", "weighted")]
SHARED = ["accuracy", "balanced_accuracy", "mcc", "log_loss", *AVERAGED]


def binary(name):
    figures, rows = CLASSES[name], pd.read_parquet(ORACLES / f"predictions/{name}.parquet")
    expected = {key: figures[key] for key in [*SHARED, "roc_auc", "average_precision", "brier"]}
    expected["kappa"] = figures["cohen_kappa"]
    expected["ece"] = figures[RIGHT_CLOSED]["ece"]
    expected |= {key: figures["per_class"]["1"][key] for key in ("precision", "recall", "f1")}
    roc, pr = figures["roc_curve_drop_intermediate"], figures["pr_curve"]
    calibration = figures["sklearn_calibration_curve_uniform_10"]
    return {
        "name": name,
        "labels": rows.y_true.tolist(),
        "predicted": rows.y_pred.tolist(),
        # Both: one minus the other would lose the digits of a tiny one.
        "probabilities": rows[["proba_0", "proba_1"]].to_numpy().ravel().tolist(),
        "expected": expected,
        "confusion": figures["confusion_matrix_rows_true"],
        "roc": [roc["fpr"], roc["tpr"]],
        # Only a part: the whole is as long as the predictions. From recall 0 up, as ours.
        "precision_recall": [pr["recall"][::-1][:60], pr["precision"][::-1][:60]],
        "calibration": [calibration["prob_pred"], calibration["prob_true"]],
    }


def wine(name, model):
    data = pd.read_parquet(ORACLES.parent / "data/wine.parquet")
    part = pd.read_parquet(ORACLES / "splits/wine.parquet").sort_values("row").split.to_numpy()
    target = "target" if "target" in data else data.columns[-1]
    x, y = data.drop(columns=target).to_numpy(float), data[target].to_numpy()
    train, test = part == "train", part == "test"
    x = (x - x[train].mean(axis=0)) / x[train].std(axis=0)
    model.fit(x[train], y[train])
    truth, predicted, share = y[test], model.predict(x[test]), model.predict_proba(x[test])
    figures = CLASSES[name]
    expected = {key: figures[key] for key in SHARED}
    expected |= {
        "kappa": figures["cohen_kappa"],
        "roc_auc": figures["roc_auc_ovr_macro"],
        "average_precision": figures["average_precision_macro"],
        "brier": figures["brier_multiclass_sum"],
        "ece": figures["ece_top_label_10_bins_right_closed"]["ece"],
    }
    again = {
        "accuracy": sk.accuracy_score(truth, predicted),
        "log_loss": sk.log_loss(truth, share),
        "roc_auc": sk.roc_auc_score(truth, share, multi_class="ovr"),
        "brier": sk.brier_score_loss(truth, share),
    }
    for key, value in again.items():
        assert math.isclose(value, expected[key], rel_tol=1e-10), (name, key, value, expected[key])
    codes = {label: code for code, label in enumerate(model.classes_.tolist())}
    return {
        "name": name,
        "labels": [codes[label] for label in truth.tolist()],
        "predicted": [codes[label] for label in predicted.tolist()],
        "probabilities": share.ravel().tolist(),
        "expected": expected,
        "confusion": figures["confusion_matrix_rows_true"],
    }


def regression(name):
    figures, rows = FIGURES["regression"][name], pd.read_parquet(ORACLES / f"predictions/{name}.parquet")
    keys = ["mae", "rmse", "mape", "median_ae", "r2", "explained_variance", "max_error"]
    return {
        "name": name,
        "truth": rows.y_true.tolist(),
        "predicted": rows.y_pred.tolist(),
        "expected": {key: figures[key] for key in keys},
    }


def edge(name, labels, predicted):
    """Answers whose averages have classes without rows or answers."""
    expected = {
        "accuracy": sk.accuracy_score(labels, predicted),
        "balanced_accuracy": sk.balanced_accuracy_score(labels, predicted),
        "kappa": sk.cohen_kappa_score(labels, predicted),
    }
    for how in ("macro", "micro", "weighted"):
        for what, score in (("precision", sk.precision_score), ("recall", sk.recall_score), ("f1", sk.f1_score)):
            expected[f"{what}_{how}"] = score(labels, predicted, average=how, zero_division=0)
    return {"name": name, "labels": labels, "predicted": predicted, "expected": expected}


warnings.simplefilter("ignore")
fixture = {
    "binary": [
        binary(f"breast_cancer__{model}") for model in ("gnb", "logreg_C1", "rf100", "tree_depth6_gini")
    ]
    + [binary("default__rf100")],
    "multiclass": [
        wine("wine__gnb", GaussianNB()),
        wine("wine__logreg_C1", LogisticRegression(C=1.0, max_iter=5000, tol=1e-8)),
    ],
    "regression": [regression("bikeshare__rf100"), regression("bikeshare__tree_depth6")],
    "edges": [
        edge("an unanswered class", [0, 1, 2, 2, 1, 0], [0, 1, 1, 1, 1, 0]),
        edge("a strange answer", [0, 1, 1, 0, 0], [0, 1, 2, 0, 2]),
        edge("a class that occurs nowhere", [0, 3, 3, 0], [0, 3, 0, 0]),
        edge("a constant answer", [0, 1, 0, 0], [0, 0, 0, 0]),
    ],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(fixture, separators=(",", ":")))
