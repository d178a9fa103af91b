"""Context packing with interchangeable strategies."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Callable, Generic, Iterable, Optional, TypeVar

T = TypeVar("T")


class BudgetError(ValueError):
    """Raised when mandatory parts exceed the token budget."""


class Role(str, Enum):
    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"


@dataclass(frozen=True)
class PackerConfig:
    """Tunable knobs of the packer."""

    passage_ratio_numerator: int = 3
    passage_ratio_denominator: int = 5
    max_passages_per_source: int = 2
    passage_template: str = "[{id}] {text}"
    passage_separator: str = "\n"
    strict: bool = True
    on_drop: Optional[Callable[[str, Any], None]] = None


@dataclass
class TokenLedger:
    """Keeps track of the tokens that were spent."""

    budget: int
    spent: int = 0
    entries: list[tuple[str, int]] = field(default_factory=list)

    @property
    def remaining(self) -> int:
        return self.budget - self.spent

    def can_afford(self, tokens: int) -> bool:
        return tokens <= self.remaining

    def spend(self, label: str, tokens: int) -> None:
        self.entries.append((label, tokens))
        self.spent += tokens


class Validator(ABC):
    """One aspect of a request that can be wrong."""

    @abstractmethod
    def validate(self, value: Any, key: str) -> None: ...


class TypeValidator(Validator):
    def __init__(self, *types: type) -> None:
        self.types = types

    def validate(self, value: Any, key: str) -> None:
        if not isinstance(value, self.types) or (isinstance(value, bool) and bool not in self.types):
            raise ValueError(f"{key}: unexpected type {type(value).__name__}")


class NonNegativeValidator(TypeValidator):
    def __init__(self) -> None:
        super().__init__(int)

    def validate(self, value: Any, key: str) -> None:
        super().validate(value, key)
        if value < 0:
            raise ValueError(f"{key}: must not be negative")


class NotNanValidator(TypeValidator):
    def __init__(self) -> None:
        super().__init__(int, float)

    def validate(self, value: Any, key: str) -> None:
        super().validate(value, key)
        if math.isnan(value):
            raise ValueError(f"{key}: must not be NaN")


class ChoiceValidator(TypeValidator):
    def __init__(self, *choices: str) -> None:
        super().__init__(str)
        self.choices = choices

    def validate(self, value: Any, key: str) -> None:
        super().validate(value, key)
        if value not in self.choices:
            raise ValueError(f"{key}: must be one of {', '.join(self.choices)}")


class ObjectValidator(Validator):
    """Validates a dict key by key."""

    def __init__(self, required: dict[str, Validator], optional: Optional[dict[str, Validator]] = None) -> None:
        self.required = required
        self.optional = optional or {}

    def validate(self, value: Any, key: str) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{key}: must be a dict")
        for name, validator in self.required.items():
            if name not in value:
                raise ValueError(f"{key}: {name} is missing")
            validator.validate(value[name], f"{key}.{name}")
        for name, validator in self.optional.items():
            if name in value:
                validator.validate(value[name], f"{key}.{name}")


class ListValidator(Validator):
    def __init__(self, member: Validator, unique_by: Optional[str] = None) -> None:
        self.member = member
        self.unique_by = unique_by

    def validate(self, value: Any, key: str) -> None:
        if not isinstance(value, list):
            raise ValueError(f"{key}: must be a list")
        seen = set()
        for index, member in enumerate(value):
            self.member.validate(member, f"{key}[{index}]")
            if self.unique_by is not None:
                if member[self.unique_by] in seen:
                    raise ValueError(f"{key}[{index}].{self.unique_by}: not unique")
                seen.add(member[self.unique_by])


class ValidatorFactory:
    """Creates the validators for each kind of object."""

    @staticmethod
    def create_request_validator() -> Validator:
        part = ObjectValidator({"text": TypeValidator(str), "tokens": NonNegativeValidator()})
        message = ObjectValidator(
            {
                "role": ChoiceValidator(Role.USER.value, Role.ASSISTANT.value),
                "text": TypeValidator(str),
                "tokens": NonNegativeValidator(),
            },
            {"pinned": TypeValidator(bool)},
        )
        passage = ObjectValidator(
            {
                "id": TypeValidator(str),
                "text": TypeValidator(str),
                "tokens": NonNegativeValidator(),
                "score": NotNanValidator(),
                "source": TypeValidator(str),
            }
        )
        return ObjectValidator(
            {
                "budget": NonNegativeValidator(),
                "system": part,
                "history": ListValidator(message),
                "passages": ListValidator(passage, unique_by="id"),
                "question": part,
            }
        )


class SelectionStrategy(ABC, Generic[T]):
    """Chooses from candidates under a limit of tokens."""

    def __init__(self, config: PackerConfig) -> None:
        self.config = config

    @abstractmethod
    def select(self, candidates: Iterable[T], ledger: TokenLedger, limit: int) -> list[T]: ...


class RankedPassageStrategy(SelectionStrategy[dict]):
    def __init__(self, config: PackerConfig) -> None:
        super().__init__(config)
        self.per_source: dict[str, int] = {}

    def select(self, candidates: Iterable[dict], ledger: TokenLedger, limit: int) -> list[dict]:
        selected = []
        for passage in candidates:
            count = self.per_source.get(passage["source"], 0)
            if passage["tokens"] > limit or count >= self.config.max_passages_per_source:
                continue
            self.per_source[passage["source"]] = count + 1
            limit -= passage["tokens"]
            ledger.spend(f"passage:{passage['id']}", passage["tokens"])
            selected.append(passage)
        return selected


class RecentTurnsStrategy(SelectionStrategy[list]):
    def select(self, candidates: Iterable[list], ledger: TokenLedger, limit: int) -> list[list]:
        selected = []
        for turn in candidates:
            cost = sum(message["tokens"] for _, message in turn if not message.get("pinned", False))
            if cost > limit:
                break
            limit -= cost
            ledger.spend("turn", cost)
            selected.append(turn)
        return selected


class TurnSplitter:
    """Groups a conversation into turns."""

    def split(self, history: list[dict]) -> list[list[tuple[int, dict]]]:
        turns: list[list[tuple[int, dict]]] = []
        for index, message in enumerate(history):
            if message["role"] == Role.USER or not turns:
                turns.append([])
            turns[-1].append((index, message))
        return turns


class MessageFormatter:
    """Renders what was selected."""

    def __init__(self, config: PackerConfig) -> None:
        self.config = config

    def message(self, role: str, content: str) -> dict[str, str]:
        return {"role": role, "content": content}

    def passages(self, passages: list[dict]) -> dict[str, str]:
        lines = [self.config.passage_template.format(id=p["id"], text=p["text"]) for p in passages]
        return self.message(Role.SYSTEM.value, self.config.passage_separator.join(lines))


class ContextPacker:
    """Facade over validation, selection and formatting."""

    def __init__(self, config: Optional[PackerConfig] = None) -> None:
        self.config = config or PackerConfig()
        self.validator = ValidatorFactory.create_request_validator()
        self.splitter = TurnSplitter()
        self.formatter = MessageFormatter(self.config)

    def pack(self, request: dict) -> dict:
        if self.config.strict:
            self.validator.validate(request, "request")
        ledger = TokenLedger(request["budget"])
        kept = self._reserve(request, ledger)
        ranked = sorted(request["passages"], key=lambda p: (-p["score"], p["id"]))
        strategy = RankedPassageStrategy(self.config)
        share = ledger.remaining * self.config.passage_ratio_numerator // self.config.passage_ratio_denominator
        chosen = {p["id"] for p in strategy.select(ranked, ledger, share)}
        turns = RecentTurnsStrategy(self.config).select(
            reversed(self.splitter.split(request["history"])), ledger, ledger.remaining
        )
        kept.update(index for turn in turns for index, _ in turn)
        rest = [p for p in ranked if p["id"] not in chosen]
        chosen.update(p["id"] for p in strategy.select(rest, ledger, ledger.remaining))
        return self._render(request, ledger, ranked, chosen, kept)

    def _reserve(self, request: dict, ledger: TokenLedger) -> set[int]:
        kept = set()
        ledger.spend("system", request["system"]["tokens"])
        ledger.spend("question", request["question"]["tokens"])
        for index, message in enumerate(request["history"]):
            if message.get("pinned", False):
                kept.add(index)
                ledger.spend(f"pinned:{index}", message["tokens"])
        if not ledger.can_afford(0):
            raise BudgetError(f"mandatory parts need {ledger.spent} of {ledger.budget} tokens")
        return kept

    def _render(self, request: dict, ledger: TokenLedger, ranked: list[dict], chosen: set[str], kept: set[int]) -> dict:
        messages = [self.formatter.message(Role.SYSTEM.value, request["system"]["text"])]
        if chosen:
            messages.append(self.formatter.passages([p for p in ranked if p["id"] in chosen]))
        dropped_history, dropped_passages = [], []
        for index, message in enumerate(request["history"]):
            if index in kept:
                messages.append(self.formatter.message(message["role"], message["text"]))
            else:
                dropped_history.append(index)
                self._notify("history", index)
        messages.append(self.formatter.message(Role.USER.value, request["question"]["text"]))
        for passage in ranked:
            if passage["id"] not in chosen:
                dropped_passages.append(passage["id"])
                self._notify("passage", passage["id"])
        return {
            "messages": messages,
            "used": ledger.spent,
            "dropped": {"history": dropped_history, "passages": dropped_passages},
        }

    def _notify(self, kind: str, key: Any) -> None:
        if self.config.on_drop is not None:
            self.config.on_drop(kind, key)


_default = ContextPacker()


def pack(request: dict) -> dict:
    return _default.pack(request)
