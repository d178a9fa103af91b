"""Which parcels will probably be late. Start reading in `__main__`; `features` and `forecast` hold what matters."""
