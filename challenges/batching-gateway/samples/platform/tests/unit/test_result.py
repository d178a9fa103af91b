from gateway.shared.result import Err, Ok


def test_map():
    assert Ok(2).map(lambda value: value + 1) == Ok(3)
    assert Err("no").map(lambda value: value + 1) == Err("no")


def test_unwrap_or():
    assert Ok(2).unwrap_or(5) == 2
    assert Err("no").unwrap_or(5) == 5
