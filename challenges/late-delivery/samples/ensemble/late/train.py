"""Search, blend, evaluate, refit, and (with LATE_ARTIFACTS) the HTML report."""

import json
import os
from pathlib import Path

import joblib

from late import columns
from late.report.explain import permutation_importance
from late.report.html import page
from late.report.metrics import bootstrap, everything, reliability
from late.watch.drift import drift
from late.zoo import MEMBERS, Blend, search


def months(raw):
    return columns.dates(raw).dt.to_period("M")


def train(data, model, report):
    raw = columns.read(data, "late").drop_duplicates("order_id").reset_index(drop=True)
    late, month = raw["late"].astype(int), months(raw)
    last, before_last = sorted(month.dropna().unique())[-1:-3:-1]
    older, tuning, final = month < before_last, month == before_last, month == last

    # 1. parameters and weights: members know everything up to two months ago, the month before last decides
    builder = columns.FeatureBuilder().fit(raw[older], late[older])
    past, future = builder.transform(raw[older]), builder.transform(raw[tuning])
    parameters, trials = {}, []
    for member in MEMBERS:
        parameters[member.name], tried = search(member, past, late[older], future, late[tuning])
        trials += tried
    tuned = Blend(parameters).fit_members(raw[older], late[older]).fit_weights(raw[tuning], late[tuning])

    # 2. the expectation: members know all but the last month
    judged = Blend(parameters).fit_members(raw[~final], late[~final]).with_weights_of(tuned)
    probability = judged.predict(raw[final])
    numbers = everything(late[final], probability)

    # 3. the model: weights from the last month, members from everything
    newest = Blend(parameters).fit_members(raw[~final], late[~final]).fit_weights(raw[final], late[final])
    joblib.dump(Blend(parameters).fit_members(raw, late).with_weights_of(newest), model, compress=3)
    Path(report).write_text(json.dumps({"auc": numbers["auc"], "brier": numbers["brier"]}))

    if folder := os.environ.get("LATE_ARTIFACTS"):
        importance = permutation_importance(judged, raw[final], late[final])
        drifted = drift(raw[older], raw[final])
        intervals = bootstrap(late[final], probability)
        points = reliability(late[final].to_numpy(), probability)
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder, "report.html").write_text(page(numbers, intervals, points, importance, trials, drifted))
        Path(folder, "metrics.json").write_text(json.dumps({"numbers": numbers, "trials": trials, "drift": drifted}))
