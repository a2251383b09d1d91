"""Writes learners.json: what scikit-learn 1.9.1 reaches on the tables of models.json, and what it
finds in them without their answers.

python learners.py, beside models.json. Columns are standardised by the training rows (for what is
found without answers: by all rows). Probabilities of support vector machines are not compared:
scikit-learn's depend on its folds.
"""

import json

import numpy as np
from sklearn.cluster import DBSCAN, KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import ElasticNet, Lasso, TweedieRegressor
from sklearn.metrics import accuracy_score, log_loss, r2_score, roc_auc_score, silhouette_score
from sklearn.mixture import GaussianMixture
from sklearn.naive_bayes import BernoulliNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.svm import SVC, SVR


def classes(model, x, y, n, task):
    model.fit(x[:n], y[:n])
    found = {"accuracy": accuracy_score(y[n:], model.predict(x[n:]))}
    if hasattr(model, "predict_proba"):
        found["log_loss"] = log_loss(y[n:], model.predict_proba(x[n:]))
        score = model.predict_proba(x[n:])[:, 1]
    else:
        score = model.decision_function(x[n:])
    if task == "binary":
        found["roc_auc"] = roc_auc_score(y[n:], score)
    return found


def numbers(model, x, y, n):
    model.fit(x[:n], y[:n])
    found = {"r2": r2_score(y[n:], model.predict(x[n:]))}
    if hasattr(model, "coef_") and model.coef_.ndim == 1:
        found["weights"] = model.coef_.tolist()
        found["intercept"] = float(model.intercept_)
    return found


class ScaledSVR(SVR):
    """Answers scaled to a spread of 1, as ours are."""

    def fit(self, x, y):
        self.center, self.spread = y.mean(), y.std()
        return super().fit(x, (y - self.center) / self.spread)

    def predict(self, x):
        return self.center + self.spread * super().predict(x)


out = {}
for table in json.load(open("models.json")):
    raw = np.array([table["columns"][name] for name in sorted(table["columns"])], dtype=float).T
    y, n, task = np.array(table["target"]), table["n_train"], table["task"]
    x = (raw - raw[:n].mean(0)) / raw[:n].std(0)
    if task == "regression":
        models = {
            "lasso": numbers(Lasso(alpha=0.1, tol=1e-12, max_iter=100_000), x, y, n),
            "elastic_net": numbers(ElasticNet(alpha=0.1, l1_ratio=0.5, tol=1e-12, max_iter=100_000), x, y, n),
            "svm": numbers(ScaledSVR(), x, y, n),
            "neighbors": numbers(KNeighborsRegressor(15), x, y, n),
        }
        for name, power in [("poisson", 1.0), ("tweedie", 1.5), ("gamma", 2.0)]:
            glm = TweedieRegressor(power=power, alpha=0.01, link="log", tol=1e-10, max_iter=100_000, solver="newton-cholesky")
            models[name] = numbers(glm, x, y, n)
    else:
        models = {
            "multinomial_bayes": classes(MultinomialNB(), np.abs(raw), y, n, task),
            "bernoulli_bayes": classes(BernoulliNB(), x, y, n, task),
            "svm": classes(SVC(), x, y, n, task),
            "svm_linear": classes(SVC(kernel="linear"), x, y, n, task),
            "neighbors": classes(KNeighborsClassifier(15), x, y, n, task),
            "neighbors_distance": classes(KNeighborsClassifier(15, weights="distance"), x, y, n, task),
        }
    x = (raw - raw.mean(0)) / raw.std(0)
    pca = PCA().fit(x)
    means = KMeans(3, n_init=50, random_state=0, tol=1e-10).fit(x)
    near = DBSCAN(eps=2.5, min_samples=5).fit(x).labels_
    mixture = GaussianMixture(2, n_init=5, random_state=0, tol=1e-6, max_iter=1000).fit(x)
    models["found"] = {
        "variances": pca.explained_variance_[:5].tolist(),
        "shares": pca.explained_variance_ratio_[:5].tolist(),
        "first": pca.components_[0].tolist(),
        "inertia": float(means.inertia_),
        "silhouette": float(silhouette_score(x, means.labels_)),
        "clusters": int(near.max() + 1),
        "noise": int((near == -1).sum()),
        "bic": float(mixture.bic(x)),
    }
    out[table["name"]] = models
json.dump(out, open("learners.json", "w"), separators=(",", ":"))
