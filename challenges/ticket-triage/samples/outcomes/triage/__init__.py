"""Reads support tickets with a language model: where each goes, how urgent it is, what to reply first.

    ticket.py     what a ticket is (rule 7)
    privacy.py    what must not leave the house (rule 4)
    answer.py     what the model may say (rule 1)
    desk.py       one ticket from the first request to the result (rules 2, 3, 5, 6)
    __main__.py   many tickets, as JSON Lines (rules 7, 8, 9)
"""

from triage.desk import triage_ticket

__all__ = ["triage_ticket"]
