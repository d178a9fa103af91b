import json
import unittest

from triage import Mask, NotATicket, Ticket, Verdict

VISA = "4111111111111111"


class MaskTest(unittest.TestCase):
    def check(self, text, want):
        self.assertEqual(Mask.apply(text), want)

    def test_addresses(self):
        self.check("mail <ann.b+c@mail.example.co.uk>.", "mail <[email]>.")
        self.check("a@b.de,c@d.com", "[email],[email]")
        self.check("@ home", "@ home")

    def test_cards(self):
        self.check(f"card {VISA}!", "card [card]!")
        self.check("4111-1111 1111-1111", "[card]")
        self.check(" ".join(VISA), "[card]")

    def test_neighbours_stay(self):
        self.check("4711 4111 1111 1111 1111 123", "4711 [card] 123")
        self.check("4111 1111 1111 1111 12/27", "[card] 12/27")

    def test_no_cards(self):
        self.check("order 4111111111111112, tel 0800 123 4567", "order 4111111111111112, tel 0800 123 4567")


class VerdictTest(unittest.TestCase):
    GOOD = {"category": "bug", "urgency": 1, "needs_human": False, "reply": "Hi"}

    def test_good(self):
        self.assertEqual(Verdict.of(json.dumps(self.GOOD)).urgency, 1)
        self.assertEqual(Verdict.of("```json\n" + json.dumps(self.GOOD) + "\n```").category, "bug")

    def test_bad(self):
        for change in ({"urgency": True}, {"urgency": 5}, {"category": "Bug"}, {"category": ["bug"]}, {"reply": ""},
                       {"reply": "x" * 601}, {"needs_human": 0}):
            with self.subTest(change), self.assertRaises(ValueError):
                Verdict.of(json.dumps({**self.GOOD, **change}))
        for text in ("", "[]", "null", "[" * 100_000, "hello"):
            with self.assertRaises(ValueError):
                Verdict.of(text)


class TicketTest(unittest.TestCase):
    def test_id_of_the_error(self):
        with self.assertRaises(NotATicket) as caught:
            Ticket.of({"id": "7", "subject": "no more than this"})
        self.assertEqual(caught.exception.id, "7")
        with self.assertRaises(NotATicket) as caught:
            Ticket.of_line(b'{"id": 7}')
        self.assertIsNone(caught.exception.id)


if __name__ == "__main__":
    unittest.main()
