"""What can be counted of a submission, to be compared with the challenge's accepted solutions. Runs in the reader."""

from harness.heuristics.source.abstractions import implementations, is_abstract, is_doubled, is_error, is_used
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def


def figures(project: Project) -> dict[str, float]:
    """Own tests, documents and data are in none of them but `tests`."""
    modules, others, reach = project.modules, project.others, project.reach
    reached = [each for each in reach.hops if not each.is_class]
    weight = sum(own(each) for each in reached)
    used = {each.module for each in reach.hops}
    return {
        "nodes": float(sum(module.size for module in modules) + sum(tree.nodes for tree in others)),
        "definitions": float(len(project.defs) + sum(tree.definitions for tree in others)),
        "files": float(sum(1 for module in modules if module.size > 1) + len(others)),
        "hops": round(sum(own(each) * reach.hops[each] for each in reached) / weight, 3) if weight else 0.0,
        "touched": float(len(used)),
        "tests": float(sum(module.size for module in project.tests) + sum(tree.nodes for tree in project.other_tests)),
        "python": float(sum(module.size for module in modules)),
    }


def own(each: Def) -> int:
    """Nodes of a definition without those of what is defined in it."""
    return each.size - sum(inner.size for inner in each.inner)


def abstractions(project: Project) -> list[list[object]]:
    """[path, line, name, [[class, numbers of its functions], ...]] of each abstraction of which reading finds several in use."""
    numbers = {each: number for number, each in enumerate(each for each in project.defs if not each.is_class)}
    found: list[list[object]] = []
    for each in project.defs:
        if not each.is_class or is_error(project, each) or not is_abstract(project, each) or is_doubled(project, each):
            continue
        used = [other for other in implementations(project, each) if is_used(project, other)]
        if len(used) > 1 and len(found) < 200:
            found.append([each.file, each.line, each.name, [[o.name, [numbers[m] for m in o.methods]] for o in used]])
    return found


def functions(project: Project) -> list[list[object]]:
    """[path, qualified name, line, last line, nodes, whether own tests use its name] of each function, in order of number."""
    found: list[list[object]] = []
    for each in project.defs:
        if not each.is_class and len(found) < 5000:
            found.append([each.file, each.qualname, each.line, each.last, each.size, bool(project.test_uses[each.name])])
    return found
