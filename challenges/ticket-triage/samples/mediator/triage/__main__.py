import asyncio

from triage.presentation.console import ConsoleController

if __name__ == "__main__":
    asyncio.run(ConsoleController().execute())
