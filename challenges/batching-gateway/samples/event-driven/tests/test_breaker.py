from gateway.resilience.breaker import Circuit, CircuitBreaker


def test_opens_after_threshold():
    breaker = CircuitBreaker(True, 2, 60)
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert breaker.circuit is Circuit.OPEN
    assert not breaker.allows()


def test_half_open_after_recovery():
    breaker = CircuitBreaker(True, 1, 0)
    breaker.failed()
    assert breaker.allows()
    assert breaker.circuit is Circuit.HALF_OPEN
    breaker.succeeded()
    assert breaker.circuit is Circuit.CLOSED
