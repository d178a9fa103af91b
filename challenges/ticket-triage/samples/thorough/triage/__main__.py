"""
Main Module
===========

This module contains the command line interface.
"""

import asyncio
import json
import sys
from typing import Any, Dict, List, Optional

from triage.constants import FIELD_ERROR, FIELD_ID, MAX_CONCURRENT_REQUESTS
from triage.exceptions import TicketValidationError
from triage.llm_client import LLMClient
from triage.logging_utils import get_logger
from triage.triage_service import TriageService
from triage.validation_utils import extract_ticket_id, validate_ticket

logger = get_logger(__name__)


class OrderedOutputWriter:
    """Writer that writes results in the order of the input."""

    def __init__(self) -> None:
        """Initialize the writer."""
        self._results: Dict[int, Dict[str, Any]] = {}
        self._next_index = 0

    def add_result(self, index: int, result: Dict[str, Any]) -> None:
        """
        Add a result and write all results that are ready.

        Args:
            index (int): The index of the result.
            result (Dict[str, Any]): The result.
        """
        self._results[index] = result
        while self._next_index in self._results:
            self._write(self._results.pop(self._next_index))
            self._next_index += 1

    def _write(self, result: Dict[str, Any]) -> None:
        """
        Write a result.

        Args:
            result (Dict[str, Any]): The result.
        """
        sys.stdout.write(json.dumps(result))
        sys.stdout.write("\n")
        sys.stdout.flush()


def parse_line(line: bytes) -> Any:
    """
    Parse a line.

    Args:
        line (bytes): The line.

    Returns:
        Any: The parsed data.

    Raises:
        TicketValidationError: If the line is not valid.
    """
    try:
        return json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise TicketValidationError("Line is not valid UTF-8") from error
    except RecursionError as error:
        raise TicketValidationError("Line is nested too deeply") from error
    except ValueError as error:
        raise TicketValidationError("Line is not valid JSON") from error


async def process_line(
    index: int, line: bytes, service: TriageService, semaphore: asyncio.Semaphore, writer: OrderedOutputWriter
) -> None:
    """
    Process a line.

    Args:
        index (int): The index of the line.
        line (bytes): The line.
        service (TriageService): The service.
        semaphore (asyncio.Semaphore): The semaphore that limits concurrency.
        writer (OrderedOutputWriter): The writer.
    """
    ticket: Optional[Any] = None
    try:
        ticket = parse_line(line)
        validate_ticket(ticket)
        async with semaphore:
            result = await service.triage(ticket)
    except TicketValidationError as error:
        result = {FIELD_ID: extract_ticket_id(ticket), FIELD_ERROR: error.message}
    except Exception as error:
        logger.error("Unexpected error: %s", error)
        result = {FIELD_ID: extract_ticket_id(ticket), FIELD_ERROR: f"Unexpected error: {type(error).__name__}"}
    writer.add_result(index, result)


async def main() -> None:
    """Run the command line interface."""
    semaphore = asyncio.Semaphore(MAX_CONCURRENT_REQUESTS)
    writer = OrderedOutputWriter()
    tasks: List["asyncio.Task[None]"] = []
    async with LLMClient() as llm_client:
        service = TriageService(llm_client)
        # Read the lines
        while True:
            line = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.readline)
            if not line:
                break
            # Skip blank lines
            if not line.strip():
                continue
            tasks.append(asyncio.create_task(process_line(len(tasks), line, service, semaphore, writer)))
        # Wait for all tasks
        await asyncio.gather(*tasks)


if __name__ == "__main__":
    asyncio.run(main())
