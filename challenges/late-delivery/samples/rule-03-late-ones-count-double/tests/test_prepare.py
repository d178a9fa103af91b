import pandas as pd

import late

ROW = dict(order_id="A1", ordered_at="2024-11-05T10:00:00", carrier="elm", service="express", origin="Mitte", destination="R01",
           distance_km="240", weight_kg="1", items="1", promised_days="2", warehouse_load="0.5")


def frame(**cells):
    return pd.DataFrame([{**ROW, **cells}])


def test_express_may_be_faster():
    assert late.prepare(frame()).speed[0] < late.prepare(frame(service="standard")).speed[0]


def test_rubbish_is_missing():
    x = late.prepare(frame(weight_kg="n/a", ordered_at="soon"))
    assert x.weight_kg.isna().all() and x.weekday.isna().all()


def test_features_ignore_the_other_rows():
    both = pd.concat([frame(), frame(distance_km="9999", carrier="new")])
    assert late.prepare(both).iloc[0].equals(late.prepare(frame()).iloc[0])
