"""A candidate's own tests apart from the product: by name, place and imports. Runs in the reader."""

import re

from harness.heuristics.source.python import Module

TEST_PLACES = {"test", "tests", "testing", "spec", "specs", "e2e", "__tests__", "fixtures"}
TEST_NAMES = re.compile(r"(test_.*|.*_test|conftest|tests?)\.py|.*[._](test|spec)\.[jt]sx?|.*_test\.go")
TEST_IMPORTS = {"pytest", "unittest", "hypothesis", "nose", "respx", "vcr"}


def is_test_path(path: str) -> bool:
    *folders, name = path.split("/")
    return any(part.lower() in TEST_PLACES for part in folders) or TEST_NAMES.fullmatch(name) is not None


def _looks_like_test(module: Module) -> bool:
    frameworks = any(name.partition(".")[0] in TEST_IMPORTS for name, _, local in module.imports if not local)
    return is_test_path(module.path) or frameworks


def apart(modules: list[Module]) -> tuple[list[Module], list[Module]]:
    """By name, place and imports; but what the product imports is product, wherever it lies."""
    product = [module for module in modules if not _looks_like_test(module)]
    rest = [module for module in modules if _looks_like_test(module)]
    while True:
        wanted = {name for module in product for name, _, _ in module.imports}
        moved = [module for module in rest if module.name in wanted and not _has_tests(module)]
        if not moved:
            return product, rest
        product += moved
        rest = [module for module in rest if module not in moved]


def _has_tests(module: Module) -> bool:
    return any(each.name.lower().startswith("test") for each in module.defs)
