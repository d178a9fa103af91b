import numpy as np
import pandas as pd

from late.registry import registry


class Cleaner:
    def __init__(self, settings):
        self.settings = settings

    def clean(self, table, training):
        raise NotImplementedError


@registry.register("cleaner", "strip")
class StripTexts(Cleaner):
    def clean(self, table, training):
        columns = self.settings["cleaning.texts"]
        return table.assign(**{column: table[column].str.strip() for column in columns})


@registry.register("cleaner", "numbers")
class ParseNumbers(Cleaner):
    def clean(self, table, training):
        parsed = {column: pd.to_numeric(table[column], errors="coerce") for column in self.settings["cleaning.numbers"]}
        return table.assign(**{column: values.where(np.isfinite(values)) for column, values in parsed.items()})


@registry.register("cleaner", "moments")
class ParseMoments(Cleaner):
    def clean(self, table, training):
        columns = self.settings["cleaning.moments"]
        return table.assign(**{column: pd.to_datetime(table[column], errors="coerce", format="ISO8601") for column in columns})


@registry.register("cleaner", "unique")
class DropRepeated(Cleaner):
    def clean(self, table, training):
        return table[~table["order_id"].duplicated()].reset_index(drop=True) if training else table
