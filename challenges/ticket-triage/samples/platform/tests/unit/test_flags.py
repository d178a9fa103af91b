from triage.features.flags import FeatureFlags


def test_flags():
    flags = FeatureFlags({"TRIAGE_FEATURES": "cache, unknown"})
    assert "cache" in flags and "unknown" not in flags and "tracing" not in flags
