from triage.domain.model.values import Category, Reply, Urgency
from triage.domain.model.verdict import Origin, Verdict


class FallbackFactory:
    TEXT = "Thank you very much for your request. It has been registered, and a member of our team will contact you soon."

    def create(self) -> Verdict:
        return Verdict(Category.OTHER, Urgency.TODAY, True, Reply(self.TEXT), Origin.FALLBACK)
