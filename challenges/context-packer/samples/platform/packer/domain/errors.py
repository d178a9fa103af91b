class DomainError(ValueError):
    code = "domain_error"


class InvalidRequestError(DomainError):
    code = "invalid_request"


class BudgetError(DomainError):
    code = "budget_exceeded"
