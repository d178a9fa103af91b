"""An example of a plug-in: LATE__RUN__PLUGIN_FOLDERS='["plugins"]' and "holidays" in features.use."""

from late.registry import registry

DAYS = {(1, 1), (5, 1), (12, 24), (12, 25), (12, 26), (12, 31)}


@registry.register("feature", "holidays")
class Holidays:
    def __init__(self, settings):
        pass

    def learn(self, table):
        pass

    def make(self, table):
        moment = table["ordered_at"]
        return moment.map(lambda at: float((at.month, at.day) in DAYS)).rename("holiday").to_frame()
