"""Reading, validating, cleaning and writing of tables."""

from late.data.cleaners import CLEANERS
from late.data.readers import CsvReader
from late.data.schema import PREDICTION_SCHEMA, TRAINING_SCHEMA, TableSchema
from late.data.validators import ColumnValidator
from late.data.writers import JsonWriter, PredictionWriter

__all__ = [
    "CLEANERS",
    "ColumnValidator",
    "CsvReader",
    "JsonWriter",
    "PREDICTION_SCHEMA",
    "PredictionWriter",
    "TRAINING_SCHEMA",
    "TableSchema",
]
