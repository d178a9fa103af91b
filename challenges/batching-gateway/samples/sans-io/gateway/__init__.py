"""A gateway that gathers single inputs into batches.

    schedule.py   who waits, and which batch leaves when. No clock, no sockets, no asyncio.
    model.py      one conversation with the model server.
    service.py    the schedule, driven by a real clock, and the HTTP interface on top of it.
    counters.py   what GET /metrics shows.
"""
