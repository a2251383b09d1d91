"""Asks an exported model in onnxruntime what the program itself has answered, row by row.

usage: check.py MODEL.onnx ANSWERS.parquet

ANSWERS is what `nonagon predict MODEL@ALIAS DATA --out ANSWERS.parquet` wrote: the raw columns,
"prediction", and for classes "probability of LABEL". Needs onnxruntime, numpy and pyarrow.
"""

import sys

import numpy as np
import onnxruntime as ort
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

# Rows per call: an operator of a forest holds one number per row, tree and class.
BATCH = 8192
# Probabilities and numbers may differ by so much, relative to numbers above 1.
CLOSE = 1e-9


def column(table, want):
    """A raw column as the graph wants it: shape (rows, 1), gaps as its description says."""
    values = table[want.name].combine_chunks()
    if want.type == "tensor(string)":
        texts = pc.fill_null(values.cast(pa.string()), "").to_pylist()
        return np.array(texts, dtype=object).reshape(-1, 1)
    if want.type == "tensor(int64)":
        times = values.cast(pa.timestamp("us")).cast(pa.int64())
        return pc.fill_null(times, np.iinfo(np.int64).min).to_numpy().reshape(-1, 1)
    if pa.types.is_boolean(values.type):
        values = values.cast(pa.int8())
    numbers = pc.fill_null(values.cast(pa.float64()), float("nan"))
    return numbers.to_numpy(zero_copy_only=False).reshape(-1, 1)


def main(model, answers):
    session = ort.InferenceSession(model, providers=["CPUExecutionProvider"])
    table = pq.read_table(answers)
    feeds = {want.name: column(table, want) for want in session.get_inputs()}
    names = [out.name for out in session.get_outputs()]
    parts = []
    for first in range(0, table.num_rows, BATCH):
        rows = {name: values[first : first + BATCH] for name, values in feeds.items()}
        parts.append(session.run(None, rows))
    outputs = {name: np.concatenate([part[i] for part in parts]) for i, name in enumerate(names)}

    wanted = table["prediction"].combine_chunks()
    if "prediction" in outputs or "predicted_prediction" in outputs:
        found = outputs[names[0]].ravel()
        wanted = wanted.to_numpy()
        wrong = 0
    else:
        labels = np.array(wanted.cast(pa.string()).to_pylist(), dtype=object)
        wrong = int((outputs[names[0]].ravel() != labels).sum())
        shares = [name for name in table.column_names if name.startswith("probability of ")]
        wanted = np.stack([table[name].to_numpy() for name in shares], axis=1)
        found = outputs[names[1]]
    far = float(np.max(np.abs(found - wanted) / np.maximum(1.0, np.abs(wanted)))) if wanted.size else 0.0
    print(f"{model}: {table.num_rows} rows, {wrong} other labels, numbers differ by at most {far:.2g}")
    if wrong or not far <= CLOSE:
        sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
