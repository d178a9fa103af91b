"""Mutants of the reference: one small wrong change each, by cosmic-ray's operators."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from harness.errors import GradeError
from harness.submission import SourceFile, Submission

# Of cosmic-ray's operators those whose change is a mistake that a person makes: every comparison's neighbour and its opposite, an
# arithmetic operator's opposite, a number off by one, a condition turned round. All of them at every place would be thousands.
_COMPARISONS = {
    "Lt": ("LtE", "GtE"), "LtE": ("Lt", "Gt"), "Gt": ("GtE", "LtE"), "GtE": ("Gt", "Lt"), "Eq": ("NotEq",), "NotEq": ("Eq",),
    "Is": ("IsNot",), "IsNot": ("Is",), "In": ("NotIn",), "NotIn": ("In",),
}  # fmt: skip
_ARITHMETIC = {
    "Add": ("Sub",),
    "Sub": ("Add",),
    "Mul": ("Div",),
    "Div": ("Mul",),
    "FloorDiv": ("Mul",),
    "Mod": ("Mul",),
    "Pow": ("Mul",),
}
_OTHERS = (
    "AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak", "NumberReplacer", "ExceptionReplacer", "ZeroIterationForLoop", "RemoveDecorator",
    "ReplaceUnaryOperator_USub_UAdd", "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_Invert",
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One changed reference. line: of the change, from 1; change: the line before and after."""

    file: str
    line: int
    change: str
    submission: Submission


def operators() -> list[str]:
    """The names of the operators that are used."""
    pairs = [f"ReplaceComparisonOperator_{a}_{b}" for a, others in _COMPARISONS.items() for b in others]
    pairs += [f"ReplaceBinaryOperator_{a}_{b}" for a, others in _ARITHMETIC.items() for b in others]
    return [f"core/{name}" for name in (*pairs, *_OTHERS)]


def mutants(reference: Submission) -> list[Mutant]:
    """Every mutant of the reference's modules, without twins, by file and line.

    Raises GradeError where cosmic-ray is not installed.
    """
    found: dict[tuple[str, str], Mutant] = {}
    for file in reference.files:
        if (
            file.path.endswith(".py")
            and not file.path.rpartition("/")[2].startswith("test_")
            and not file.path.startswith("tests/")
        ):
            for text in _changed(file.data.decode("utf-8")):
                line, change = _difference(file.data.decode("utf-8"), text)
                changed = SourceFile(file.path, text.encode(), file.executable)
                files = tuple(changed if each is file else each for each in reference.files)
                found.setdefault((file.path, text), Mutant(file.path, line, change, replace(reference, files=files)))
    return sorted(found.values(), key=lambda mutant: (mutant.file, mutant.line, mutant.change))


def _changed(source: str) -> Iterator[str]:
    try:
        from cosmic_ray.ast import ast_nodes, get_ast  # type: ignore[import-untyped]
        from cosmic_ray.mutating import mutate_code  # type: ignore[import-untyped]
        from cosmic_ray.plugins import get_operator, operator_names  # type: ignore[import-untyped]
    except ImportError:
        raise GradeError("mutants need the package cosmic-ray: pip install 'grade[verify]'") from None
    known = set(operator_names())
    tree = get_ast(source)
    for name in operators():
        if name not in known:
            continue
        operator = get_operator(name)()
        count = sum(len(list(operator.mutation_positions(node))) for node in ast_nodes(tree))
        for occurrence in range(count):
            try:
                text = mutate_code(source, operator, occurrence)
            except AttributeError:  # its ExceptionReplacer knows no dotted names, such as `except aiohttp.ClientError`
                continue
            if text is not None and text != source and _compiles(text):
                yield text


def _compiles(text: str) -> bool:
    try:
        compile(text, "<mutant>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def _difference(before: str, after: str) -> tuple[int, str]:
    old, new = before.splitlines(), after.splitlines()
    for tag, i, end, j, other in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            return (
                i + 1,
                f"{' / '.join(line.strip() for line in old[i:end])} -> {' / '.join(line.strip() for line in new[j:other])}",
            )
    return 1, ""
