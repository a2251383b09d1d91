"""Takes NannyML's reconstruction error of the flights from its oracle: multivariate.py ORACLE > multivariate.json."""

import json
import sys

rows = json.load(open(sys.argv[1]))["pca_reconstruction_error"]
key = "reconstruction_error|"
print(
    json.dumps(
        [
            {
                "month": row["chunk|key"],
                "value": row[key + "value"],
                "lower": row[key + "lower_threshold"],
                "upper": row[key + "upper_threshold"],
                "alert": row[key + "alert"],
            }
            for row in rows
        ],
        indent=1,
    )
)
