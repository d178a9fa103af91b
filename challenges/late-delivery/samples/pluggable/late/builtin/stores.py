import pickle

import joblib

from late.problem import Problem
from late.registry import registry


class Store:
    def __init__(self, settings):
        pass

    def load(self, path):
        try:
            with open(path, "rb") as file:
                return self.read(file)
        except FileNotFoundError:
            raise Problem(f"{path} does not exist") from None


@registry.register("store", "pickle")
class PickleStore(Store):
    def save(self, path, thing):
        with open(path, "wb") as file:
            pickle.dump(thing, file)

    def read(self, file):
        return pickle.load(file)


@registry.register("store", "joblib")
class JoblibStore(Store):
    def save(self, path, thing):
        joblib.dump(thing, path, compress=3)

    def read(self, file):
        return joblib.load(file)
