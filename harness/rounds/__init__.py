"""Rounds: one rubric and one challenge for everyone, locked before the work is seen, and a log that shows what happened since.

`round` (what was locked), `scorecard` and `log` are types. `store` writes, `state` replays the log, `folder` reads a round.
"""
