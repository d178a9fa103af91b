"""Late-delivery warnings: a logistic regression that a person can read."""
