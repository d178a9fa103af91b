"""Runs what the settings say."""

import numpy as np
import pandas as pd

from late.hooks import Hooks
from late.registry import registry


class Recipe:
    """Features and a model, as learnt. This is what model.bin holds."""

    def __init__(self, settings):
        self.features = registry.create_all("feature", settings["features.use"], settings)
        self.model = registry.create("model", settings["model.name"], settings)

    def learn(self, table):
        for feature in self.features:
            feature.learn(table)
        self.model.fit(self.matrix(table), table["late"])
        return self

    def matrix(self, table):
        return pd.concat([feature.make(table) for feature in self.features], axis=1)

    def probability(self, table):
        return self.model.probability(self.matrix(table)) if len(table) else np.empty(0)


class Engine:
    def __init__(self, settings):
        self.settings = settings
        self.hooks = Hooks(settings)
        self.source = registry.create("source", settings["run.source"], settings)
        self.cleaners = registry.create_all("cleaner", settings["cleaning.steps"], settings)
        self.store = registry.create("store", settings["run.store"], settings)

    def train(self, data, model, report):
        table = self.orders(data, training=True)
        table["late"] = table["late"].astype(int)
        held = registry.create("splitter", self.settings["evaluation.splitter"], self.settings).held_out(table)
        judged = Recipe(self.settings).learn(table[~held])
        probability = self.hooks.fire("predicted", judged.probability(table[held]))
        numbers = {
            name: float(registry.create("metric", name, self.settings)(table["late"][held], probability))
            for name in self.settings["evaluation.metrics"]
        }
        numbers = self.hooks.fire("evaluated", numbers)
        registry.create("report", self.settings["run.report"], self.settings).write(report, numbers)
        recipe = self.hooks.fire("model_fitted", Recipe(self.settings).learn(table))
        self.store.save(model, recipe)
        self.hooks.fire("finished", None)

    def predict(self, model, data, out):
        table = self.orders(data, training=False)
        probability = self.hooks.fire("predicted", self.store.load(model).probability(table))
        sink = registry.create("sink", self.settings["run.sink"], self.settings)
        sink.write(out, table["order_id"].tolist(), [float(one) for one in probability])
        self.hooks.fire("finished", None)

    def orders(self, path, training):
        table = self.hooks.fire("orders_read", self.source.read(path, training))
        for cleaner in self.cleaners:
            table = cleaner.clean(table, training)
        return self.hooks.fire("orders_cleaned", table)
