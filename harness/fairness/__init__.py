"""Whether a challenge is fair: its reference passes, an empty answer fails, its tests catch wrong answers, nobody can cheat."""
