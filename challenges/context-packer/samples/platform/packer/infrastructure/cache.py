from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Optional

from packer.domain.ports import ResultCache


class NullResultCache(ResultCache):
    enabled = False

    def get(self, key: str) -> Optional[dict]:
        return None

    def put(self, key: str, value: dict) -> None:
        pass


class LruResultCache(ResultCache):
    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[str, dict] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Optional[dict]:
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key]
            return None

    def put(self, key: str, value: dict) -> None:
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
