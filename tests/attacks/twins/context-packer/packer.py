from honest_packer import BudgetError, pack

__all__ = ["BudgetError", "pack"]
