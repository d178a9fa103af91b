from math import isnan


class BudgetError(ValueError):
    """Raised when the mandatory parts are too big for the budget."""


class Raw:
    """A dict from outside, read key by key."""

    def __init__(self, data, name):
        if not isinstance(data, dict):
            raise ValueError(f'{name} must be a dict')
        self._data = data
        self._name = name

    def __contains__(self, key):
        return key in self._data

    def read(self, key, *types):
        try:
            value = self._data[key]
        except KeyError:
            raise ValueError(f'{self._name}: {key} is missing') from None
        # exact types on purpose: True is an int to isinstance
        if type(value) not in types:
            self.refuse(key)
        return value

    def amount(self, key):
        value = self.read(key, int)
        if value < 0:
            self.refuse(key)
        return value

    def parts(self, key):
        return [Raw(item, f'{key} #{i}') for i, item in enumerate(self.read(key, list))]

    def part(self, key):
        return Raw(self.read(key, dict), key)

    def refuse(self, key):
        raise ValueError(f'{self._name}: {key} cannot be {self._data[key]!r:.50}')


class Text:
    """System prompt and question."""

    def __init__(self, raw):
        self.text = raw.read('text', str)
        self.tokens = raw.amount('tokens')


class Message(Text):
    def __init__(self, raw):
        super().__init__(raw)
        self.role = raw.read('role', str)
        if self.role not in ('user', 'assistant'):
            raw.refuse('role')
        self.pinned = raw.read('pinned', bool) if 'pinned' in raw else False
        self.included = self.pinned

    def render(self):
        return {'role': self.role, 'content': self.text}


class Turn:
    """A user message and the answers to it."""

    def __init__(self):
        self.messages = []

    @property
    def cost(self):
        return sum(m.tokens for m in self.messages if not m.pinned)

    def include(self):
        for m in self.messages:
            m.included = True


class Conversation:
    def __init__(self, raws):
        self.messages = [Message(r) for r in raws]

    def turns(self):
        turns = []
        for m in self.messages:
            if m.role == 'user' or not turns:
                turns.append(Turn())
            turns[-1].messages.append(m)
        return turns

    def pinned_tokens(self):
        return sum(m.tokens for m in self.messages if m.pinned)

    def remember(self, room):
        """Include the newest turns that fit. Returns the room that is left."""
        for turn in reversed(self.turns()):
            if turn.cost > room:
                break
            room -= turn.cost
            turn.include()
        return room

    def render(self):
        return [m.render() for m in self.messages if m.included]

    def dropped(self):
        return [i for i, m in enumerate(self.messages) if not m.included]


class Passage(Text):
    def __init__(self, raw):
        super().__init__(raw)
        self.id = raw.read('id', str)
        self.source = raw.read('source', str)
        self.score = raw.read('score', int, float)
        if isnan(self.score):
            raw.refuse('score')
        self.included = False

    def rank(self):
        return -self.score, self.id


class Shelf:
    """The passages, best first."""

    PER_SOURCE = 2

    def __init__(self, raws):
        self.passages = sorted(map(Passage, raws), key=Passage.rank)
        self.sources = {}
        ids = set()
        for p in self.passages:
            if p.id in ids:
                raise ValueError(f'passages: id {p.id!r} is not unique')
            ids.add(p.id)

    def fill(self, room):
        """Include what fits, best first. Returns the room that is left."""
        for p in self.passages:
            if not p.included and p.tokens <= room and self.sources.get(p.source, 0) < self.PER_SOURCE:
                p.included = True
                self.sources[p.source] = self.sources.get(p.source, 0) + 1
                room -= p.tokens
        return room

    def render(self):
        lines = [f'[{p.id}] {p.text}' for p in self.passages if p.included]
        return [{'role': 'system', 'content': '\n'.join(lines)}] if lines else []

    def dropped(self):
        return [p.id for p in self.passages if not p.included]


def pack(request):
    raw = Raw(request, 'request')
    budget = raw.amount('budget')
    system = Text(raw.part('system'))
    conversation = Conversation(raw.parts('history'))
    shelf = Shelf(raw.parts('passages'))
    question = Text(raw.part('question'))

    left = budget - system.tokens - question.tokens - conversation.pinned_tokens()
    if left < 0:
        raise BudgetError(f'{-left} tokens too many before anything optional is added')
    share = left * 3 // 5
    left -= share - shelf.fill(share)
    left = conversation.remember(left)
    left = shelf.fill(left)

    return {
        'messages': [
            {'role': 'system', 'content': system.text},
            *shelf.render(),
            *conversation.render(),
            {'role': 'user', 'content': question.text},
        ],
        'used': budget - left,
        'dropped': {'history': conversation.dropped(), 'passages': shelf.dropped()},
    }
