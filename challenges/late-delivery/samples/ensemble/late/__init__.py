"""Late parcels: a blended ensemble with search, explanation, drift watch and an HTML report."""

__version__ = "0.9.0"
