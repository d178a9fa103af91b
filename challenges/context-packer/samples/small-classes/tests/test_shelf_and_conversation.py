import unittest

from packer import BudgetError, Conversation, Raw, Shelf, pack


def shelf(*rows):
    return Shelf([Raw(dict(zip(('id', 'tokens', 'score', 'source'), row), text=''), 'p') for row in rows])


def talk(*rows):
    return Conversation([Raw({'role': {'u': 'user', 'a': 'assistant'}[r[0]], 'tokens': r[1], 'text': '', 'pinned': len(r) > 2}, 'm')
                         for r in rows])


class ShelfTest(unittest.TestCase):
    def test_skips_what_does_not_fit(self):
        s = shelf(('a', 40, .9, 'x'), ('b', 30, .5, 'y'), ('c', 12, .3, 'z'))
        self.assertEqual(s.fill(54), 2)
        self.assertEqual(s.dropped(), ['b'])

    def test_source_limit_holds_over_both_rounds(self):
        s = shelf(('a', 1, 3, 'x'), ('b', 9, 2, 'x'), ('c', 1, 1, 'x'))
        s.fill(2)
        s.fill(100)
        self.assertEqual(s.dropped(), ['b'])

    def test_ties_by_id(self):
        self.assertEqual(shelf(('b', 1, 1, 'x'), ('a', 1, 1.0, 'y')).dropped(), ['a', 'b'])

    def test_duplicate_id(self):
        with self.assertRaisesRegex(ValueError, 'id'):
            shelf(('a', 1, 1, 'x'), ('a', 1, 2, 'y'))


class ConversationTest(unittest.TestCase):
    def test_stops_at_first_turn_that_does_not_fit(self):
        c = talk(('u', 1), ('u', 9), ('a', 9), ('u', 1))
        self.assertEqual(c.remember(10), 9)
        self.assertEqual(c.dropped(), [0, 1, 2])

    def test_pinned_turn_is_free(self):
        c = talk(('u', 2), ('u', 50, True), ('u', 2))
        self.assertEqual(c.remember(4), 0)
        self.assertEqual(c.dropped(), [])

    def test_answers_before_the_first_question_are_one_turn(self):
        c = talk(('a', 2), ('a', 3), ('u', 1))
        c.remember(5)
        self.assertEqual(c.dropped(), [0, 1])


class PackTest(unittest.TestCase):
    def test_form_is_checked_before_the_budget(self):
        bad = {'budget': 0, 'system': {'text': '', 'tokens': 5}, 'history': [], 'passages': [], 'question': {'text': ''}}
        with self.assertRaisesRegex(ValueError, 'tokens') as caught:
            pack(bad)
        self.assertNotIsInstance(caught.exception, BudgetError)


if __name__ == '__main__':
    unittest.main()
