def test_report():
    pass
