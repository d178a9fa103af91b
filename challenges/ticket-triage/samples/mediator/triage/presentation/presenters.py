from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from triage.application.dto import ErrorDto, ResultDto


class DictPresenter:
    def present(self, dto: ResultDto | ErrorDto) -> dict[str, Any]:
        return asdict(dto)


class JsonLinePresenter:
    def __init__(self) -> None:
        self._dicts = DictPresenter()

    def present(self, dto: ResultDto | ErrorDto) -> str:
        return json.dumps(self._dicts.present(dto))
