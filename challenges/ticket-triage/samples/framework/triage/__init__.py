"""Ticket triage framework.

Quick start::

    from triage import triage_ticket

    result = triage_ticket({"id": "1", ...})

For advanced usage see :class:`triage.core.container.Container`, which allows every component to be replaced.
"""

from triage.facade import triage_ticket

__all__ = ["triage_ticket"]
