from late.registry import ModelRegistry, Stage


def test_promotion_archives_the_previous(tmp_path):
    model = tmp_path / "model.bin"
    registry = ModelRegistry(str(tmp_path / "registry"))
    for content in (b"one", b"two"):
        model.write_bytes(content)
        registry.register("late", str(model), {"auc": 0.8})
    registry.promote("late", 1)
    registry.promote("late", 2)
    assert [version.stage for version in registry.versions("late")] == [Stage.ARCHIVED, Stage.PRODUCTION]
