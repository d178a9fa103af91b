"""Requests and responses of the API."""

from dataclasses import dataclass
from typing import Any

from late.core.errors import InputError
from late.data import PREDICTION_SCHEMA

MOST_ORDERS = 1000


@dataclass(frozen=True)
class PredictRequest:
    """Orders as text cells."""

    orders: list[dict[str, str]]

    @classmethod
    def parse(cls, data: Any) -> "PredictRequest":
        """Validate a JSON body."""
        if not isinstance(data, dict) or not isinstance(data.get("orders"), list):
            raise InputError("expected an object with a list `orders`")
        if len(data["orders"]) > MOST_ORDERS:
            raise InputError(f"at most {MOST_ORDERS} orders a request")
        orders = []
        for order in data["orders"]:
            if not isinstance(order, dict) or "order_id" not in order:
                raise InputError("every order needs an order_id")
            orders.append({name: str(order.get(name) or "") for name in PREDICTION_SCHEMA.names})
        return cls(orders)


@dataclass(frozen=True)
class PredictResponse:
    """Probabilities, in the order of the request."""

    model_version: str
    predictions: list[dict[str, Any]]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"model_version": self.model_version, "predictions": self.predictions}
