"""The data with known right answers, as cubes."""

import json

import numpy as np
import pandas as pd

from exams.analysis.cube import NOT_REACHED, OMITTED, WRITTEN, Cube

FULL_MARKS = {"partial": [2, 2, 2, 2, 3, 3, 4, 4]}


class Reference:
    """One set: its cube, and its values in results.json as (array, tolerance)."""

    def __init__(self, folder, name):
        self.name = name
        self.values = json.loads((folder / "results.json").read_text())["values"]
        data = folder / "data"
        if name == "exam186":
            rows, self.key, self.frame = _exam186(data)
        elif name.startswith("lsat"):
            table = pd.read_csv(data / f"{name}.csv")
            rows = frame(table.iloc[:, :-1].to_numpy(), times=table["count"].to_numpy())
        else:
            points = pd.read_csv(data / f"{name}.csv").iloc[:, 1:].to_numpy()
            rows = frame(points, full=FULL_MARKS.get(name))
        self.rows = rows
        self.cube = Cube.count(rows)

    def expected(self, key):
        entry = self.values[f"{self.name}.{key}"]
        return np.array(entry["value"], dtype=float), entry["tolerance"]


def frame(points, *, full=None, responses=None, times=None, group=0):
    """One row a person and item, from an array of people x items."""
    n, k = points.shape
    rows = pd.DataFrame(
        {
            "group": group,
            "item": np.tile(np.arange(k), n),
            "full": np.tile(np.ones(k, int) if full is None else full, n),
            "total": np.repeat(points.sum(axis=1), k),
            "points": points.ravel(),
            "response": WRITTEN if responses is None else responses.ravel(),
        }
    )
    return rows if times is None else rows.assign(n=np.repeat(times, k))


def _exam186(data):
    table = pd.read_csv(data / "exam186-responses.csv", dtype=str, keep_default_na=False)
    key = pd.read_csv(data / "exam186-key.csv")["key"].to_numpy(object)
    raw = table.iloc[:, 5:].to_numpy(object)
    position = np.arange(raw.shape[1])
    last = np.where(raw != "", position, -1).max(axis=1)
    blank = np.where(position > last[:, None], NOT_REACHED, OMITTED)
    responses = np.where(raw != "", raw, blank)
    return frame((raw == key).astype(int), responses=responses), key, responses
