import os

import pandas as pd

from late.problem import Problem
from late.registry import registry


@registry.register("source", "csv")
class CsvSource:
    def __init__(self, settings):
        self.needed = ["order_id", *settings["cleaning.moments"], *settings["cleaning.texts"], *settings["cleaning.numbers"]]

    def read(self, path, outcome):
        if not os.path.exists(path):
            raise Problem(f"{path} does not exist")
        try:
            table = pd.read_csv(path, dtype=str, keep_default_na=False)
        except pd.errors.EmptyDataError:
            raise Problem(f"{path} has no columns") from None
        needed = self.needed + (["late"] if outcome else [])
        for column in needed:
            if column not in table.columns:
                raise Problem(f"{path} has no column {column}")
        return table[needed]
