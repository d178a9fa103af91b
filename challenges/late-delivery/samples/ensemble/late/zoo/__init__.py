from late.zoo.blend import Blend
from late.zoo.members import MEMBERS
from late.zoo.search import search

__all__ = ["MEMBERS", "Blend", "search"]
