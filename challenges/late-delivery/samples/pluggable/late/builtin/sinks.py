import json

from late.registry import registry


@registry.register("sink", "csv")
class CsvSink:
    def __init__(self, settings):
        pass

    def write(self, path, identities, probabilities):
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write("order_id,probability\n")
            for identity, probability in zip(identities, probabilities):
                text = str(identity)
                if any(character in text for character in ',"\n\r'):
                    text = '"' + text.replace('"', '""') + '"'
                file.write(f"{text},{probability!r}\n")


@registry.register("report", "json")
class JsonReport:
    def __init__(self, settings):
        pass

    def write(self, path, numbers):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(numbers, file, indent=2)


@registry.register("report", "text")
class TextReport:
    def __init__(self, settings):
        pass

    def write(self, path, numbers):
        with open(path, "w", encoding="utf-8") as file:
            for name, number in numbers.items():
                print(f"{name}: {number:.4f}", file=file)
