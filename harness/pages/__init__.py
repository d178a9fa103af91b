"""The pages that a hiring team reads: each is made from what is on record, and computes nothing that decides."""
