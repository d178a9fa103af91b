"""`grade schema`: the JSON Schema of result.json, for programs that read results."""

import json

import click

from harness import results


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of result.json."""
    click.echo(json.dumps(results.json_schema(), indent=2))
