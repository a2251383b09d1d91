"""Writes models.json: small tables, their splits, and what scikit-learn 1.9.1 reaches on them.

python models.py SHARED, where SHARED holds data/, oracles/models.json and oracles/splits/.
breast_cancer, wine and diabetes: rows, split and figures are those of the oracle. bikes: every
fourth hour of bikeshare, the first 1,500 of them for training; fitted here. Trees draw one of
several equally good splits by their seed: their figures are the lowest over 30 seeds, fitted here.
Forests draw rows and columns by chance: the mean over 10 seeds; boosting and AdaBoost once.
"""

import json
import sys

import numpy as np
import polars as pl
from sklearn.ensemble import (
    AdaBoostClassifier,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

shared = sys.argv[1]
oracle = json.load(open(f"{shared}/oracles/models.json"))["datasets"]
METRICS = {"accuracy", "log_loss", "roc_auc", "r2", "rmse"}


def figures(name, models):
    test = lambda model: oracle[name]["models"][model]["test"]
    return {ours: {k: v for k, v in test(theirs).items() if k in METRICS} for ours, theirs in models.items()}


def lowest(make, x, y, n_train, binary):
    found = []
    for seed in range(30):
        model = make(seed).fit(x[:n_train], y[:n_train])
        test, truth = x[n_train:], y[n_train:]
        if isinstance(model, DecisionTreeRegressor):
            found.append({"r2": model.score(test, truth)})
            continue
        found.append({"accuracy": accuracy_score(truth, model.predict(test))})
        if binary:
            found[-1]["roc_auc"] = roc_auc_score(truth, model.predict_proba(test)[:, 1])
    return {metric: min(figures[metric] for figures in found) for metric in found[0]}


def ensembles(task, x, y, n_train):
    boosting = {"l2_regularization": 1.0, "early_stopping": False}
    if task == "regression":
        makers = {
            "forest": lambda seed: RandomForestRegressor(max_depth=12, random_state=seed),
            "boosting": lambda seed: HistGradientBoostingRegressor(**boosting),
        }
    else:
        makers = {
            "forest": lambda seed: RandomForestClassifier(max_depth=12, random_state=seed),
            "boosting": lambda seed: HistGradientBoostingClassifier(**boosting),
            "adaboost": lambda seed: AdaBoostClassifier(random_state=seed),
        }
    mean = lambda found: {metric: float(np.mean([f[metric] for f in found])) for metric in found[0]}
    seeds = lambda name: range(10 if name == "forest" else 1)
    return {name: mean([test(make(seed), x, y, n_train, task == "binary") for seed in seeds(name)]) for name, make in makers.items()}


def test(model, x, y, n_train, binary):
    model.fit(x[:n_train], y[:n_train])
    test, truth = x[n_train:], y[n_train:]
    if not hasattr(model, "predict_proba"):
        return {"r2": model.score(test, truth)}
    found = {"accuracy": accuracy_score(truth, model.predict(test)), "log_loss": log_loss(truth, model.predict_proba(test))}
    if binary:
        found["roc_auc"] = roc_auc_score(truth, model.predict_proba(test)[:, 1])
    return found


def trees(task, columns, y, n_train):
    x = np.array(list(columns.values()), dtype=float).T
    x = (x - x[:n_train].mean(0)) / x[:n_train].std(0)
    y = np.array(y)
    if task == "regression":
        makers = {"tree": lambda seed: DecisionTreeRegressor(max_depth=6, random_state=seed)}
    else:
        makers = {
            "tree": lambda seed: DecisionTreeClassifier(max_depth=6, random_state=seed),
            "tree_entropy": lambda seed: DecisionTreeClassifier(max_depth=6, criterion="entropy", random_state=seed),
        }
    single = {name: lowest(make, x, y, n_train, task == "binary") for name, make in makers.items()}
    return single | ensembles(task, x, y, n_train)


def table(name, task, models):
    rows = pl.read_parquet(f"{shared}/data/{name}.parquet")
    split = pl.read_parquet(f"{shared}/oracles/splits/{name}.parquet")
    # Training rows first, so that the file holds no second list.
    order = [split.filter(pl.col("split") == part)["row"].to_list() for part in ("train", "test")]
    rows = rows[order[0] + order[1]]
    columns = {column: rows[column].to_list() for column in oracle[name]["features"]}
    return {
        "name": name,
        "task": task,
        "n_train": len(order[0]),
        "columns": columns,
        "target": rows["target"].to_list(),
        "expected": figures(name, models) | trees(task, columns, rows["target"].to_list(), len(order[0])),
    }


def bikes():
    rows = pl.read_parquet(f"{shared}/data/bikeshare.parquet").gather_every(4)
    columns = {}
    for column in ["season", "hr", "weekday", "workingday"]:
        columns[column] = rows[column].cast(pl.String).cast(pl.Int64).to_list()
    for column in ["temp", "hum", "windspeed"]:
        columns[column] = rows[column].round(2).to_list()
    n_train = 1500
    x = np.array(list(columns.values()), dtype=float).T
    x = (x - x[:n_train].mean(0)) / x[:n_train].std(0)
    y = rows["bikers"].cast(pl.Float64).to_numpy()
    expected = {}
    models = {
        "linear": LinearRegression(),
        "ridge": Ridge(alpha=1.0),
    }
    for name, model in models.items():
        predicted = model.fit(x[:n_train], y[:n_train]).predict(x[n_train:])
        error = ((predicted - y[n_train:]) ** 2).sum()
        total = ((y[n_train:] - y[n_train:].mean()) ** 2).sum()
        expected[name] = {"r2": 1 - error / total, "rmse": float(np.sqrt(error / len(predicted)))}
    return {
        "name": "bikes",
        "task": "regression",
        "n_train": n_train,
        "columns": columns,
        "target": y.tolist(),
        "expected": expected | trees("regression", columns, y.tolist(), n_train),
    }


classes = {
    "prior": "dummy_prior",
    "logistic": "logreg_C1",
    "naive_bayes": "gnb",
}
numbers = {"mean": "dummy_mean", "linear": "ols", "ridge": "ridge_1"}
tables = [
    table("breast_cancer", "binary", classes),
    table("wine", "multiclass", classes),
    table("diabetes", "regression", numbers),
    bikes(),
]
json.dump(tables, open("models.json", "w"), separators=(",", ":"))
