"""Batching gateway: many clients with one input each on one side, a model that wants batches on the other."""
