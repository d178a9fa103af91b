"""Files for running it somewhere

What it looks for: Dockerfiles, compose files, Kubernetes manifests, Helm charts, Terraform, CI, deployment targets, migrations,
dashboards, process managers. The first file of a kind counts whole, each further one a quarter.

Why it matters: none of it was asked for, all of it has opinions about a platform that nobody described, and it will be wrong
there.

An example: `deploy/k8s/hpa.yaml` for a function that sorts passages.

When it is fine: a `pyproject.toml`, a Makefile for the tests, a formatter's or linter's configuration, an editor's settings.
"""

import re
from collections.abc import Iterator

from harness.heuristics.source.facts import File, Finding
from harness.heuristics.source.project import Project

FAMILY = "scope"
KINDS = (
    ("a container image", r"(^|/)(Dockerfile|Containerfile)[^/]*$|\.dockerfile$|(^|/)\.dockerignore$", ("container", "docker")),
    ("a set of containers", r"(^|/)(docker-)?compose[^/]*\.ya?ml$", ("container", "docker")),
    ("a Helm chart", r"(^|/)(helm|charts?)/|(^|/)Chart\.ya?ml$", ("container", "deployment")),
    ("a Terraform plan", r"\.tf(vars)?$|(^|/)(terraform|pulumi|ansible)/", ("deployment",)),
    ("continuous integration", r"(^|/)(\.github/workflows/|\.gitlab-ci|Jenkinsfile$|\.circleci/|\.drone)", ("ci",)),
    ("a database migration", r"(^|/)(migrations?|alembic)/|(^|/)alembic\.ini$", ("database", "persistence")),
    ("a dashboard", r"(^|/)(grafana|dashboards?|kibana)/", ("dashboard",)),
    ("monitoring", r"(^|/)(prometheus|alertmanager|otel)[^/]*(/|\.ya?ml$)", ("dashboard",)),
    ("a deployment target", r"(^|/)(Procfile|fly\.toml|render\.yaml|vercel\.json|app\.yaml|serverless\.ya?ml|cloudbuild\.ya?ml)$|"
        r"\.service$|(^|/)(nginx|supervisord)[^/]*\.conf$", ("deployment",)),
)  # fmt: skip
CODE = (".py", ".ts", ".tsx", ".js", ".go", ".md", ".rst")


def find(project: Project) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for file in project.files:
        kind, words = _kind(file)
        if kind:
            seen[kind] = seen.get(kind, 0) + 1
            line = project.asked.excludes(*words)
            because = f"; the brief says that it does not ask for {line}" if line else ""
            yield Finding(file.path, 1, f"{file.path} is {kind}{because}", 1.0 if seen[kind] == 1 else 0.25)


def _kind(file: File) -> tuple[str, tuple[str, ...]]:
    if file.path.endswith(CODE):
        return "", ()
    for kind, pattern, words in KINDS:
        if re.search(pattern, file.path):
            return kind, words
    if file.path.endswith((".yaml", ".yml")) and re.search(r"(?m)^apiVersion:", file.text[:4000]) and "kind:" in file.text[:4000]:
        return "a Kubernetes manifest", ("container", "deployment")
    return "", ()
