from triage.redact import redact


def test_email():
    assert redact("write to jo.doe+x@mail.example.com.") == "write to [email]."


def test_card_with_neighbours():
    assert redact("order 12345 4111 1111 1111 1111 123") == "order 12345 [card] 123"


def test_order_number_stays():
    assert redact("order 4111111111111112") == "order 4111111111111112"
