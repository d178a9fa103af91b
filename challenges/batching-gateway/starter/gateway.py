"""A gateway that gathers inputs into batches for a model. See brief.md. May become a package, as long as `python -m gateway` works."""


def main() -> None:
    """Serve HTTP on 127.0.0.1:$PORT until SIGTERM, with the model at $MODEL_URL."""
    raise NotImplementedError


if __name__ == "__main__":
    main()
