"""Says which parcels will probably be late. See brief.md.

    python -m late train --data train.csv --model model.bin --report report.json
    python -m late predict --model model.bin --data orders.csv --out predictions.csv
"""


def main() -> None:
    raise NotImplementedError


if __name__ == "__main__":
    main()
