import numpy as np
import pandas as pd
import pytest

from late.table import TableError, read_orders


def test_rubbish_is_nothing(shop):
    table, write = shop
    table = table.head(3).astype(object)
    table.loc[0, "weight_kg"] = "n/a"
    table.loc[1, "ordered_at"] = "yesterday"
    table.loc[2, ["carrier", "distance_km"]] = ["", "inf"]
    orders = read_orders(write(table))
    assert np.isnan(orders.loc[0, "weight_kg"])
    assert orders.loc[1, "placed"] is pd.NaT
    assert orders.loc[2, "carrier"] is None and np.isnan(orders.loc[2, "distance_km"])


def test_repeated_orders_are_dropped_from_training_and_kept_for_prediction(shop):
    table, write = shop
    path = write(pd.concat([table.head(5), table.head(2)]))
    assert len(read_orders(path, with_outcome=True)) == 5
    assert read_orders(path)["order_id"].tolist() == ["B0", "B1", "B2", "B3", "B4", "B0", "B1"]


def test_leading_zeros_stay(shop):
    table, write = shop
    assert read_orders(write(table.head(1).assign(order_id="0007")))["order_id"].tolist() == ["0007"]


def test_what_is_known_too_late_is_not_even_read(shop):
    table, write = shop
    assert not {"last_scan_status", "support_contacts"} & set(read_orders(write(table)).columns)


@pytest.mark.parametrize("column", ["order_id", "ordered_at", "carrier", "warehouse_load"])
def test_a_missing_column_is_named(shop, column):
    table, write = shop
    with pytest.raises(TableError, match=column):
        read_orders(write(table.drop(columns=column)))


def test_late_is_needed_for_training_only(shop):
    table, write = shop
    path = write(table.drop(columns="late"))
    read_orders(path)
    with pytest.raises(TableError, match="no column late"):
        read_orders(path, with_outcome=True)


def test_no_file_and_an_empty_one(tmp_path):
    with pytest.raises(TableError, match="nowhere.csv"):
        read_orders(str(tmp_path / "nowhere.csv"))
    (tmp_path / "empty.csv").touch()
    with pytest.raises(TableError, match="empty.csv"):
        read_orders(str(tmp_path / "empty.csv"))
