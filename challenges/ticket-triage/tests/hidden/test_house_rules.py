"""Rule 6: an enterprise customer's bug."""

import pytest
from desk import CATEGORIES, by_subject, must, plain, result, said, same, ticket

RULE = "rule 6: an enterprise customer's bug has urgency 1 or 2; one that the model gives 3 or 4 becomes 2"


def check(desk, tier, category, urgency, want, rule=RULE):
    made, answer = ticket(customer_tier=tier), said(category=category, urgency=urgency)
    desk.model.script(answer)
    must(same(plain(desk.triage(made)).get("urgency"), want), rule)


@pytest.mark.rule(6)
@pytest.mark.parametrize("urgency", [3, 4])
def test_less_urgent_becomes_2(desk, urgency):
    """An enterprise customer's bug that the model takes for less urgent becomes 2."""
    check(desk, "enterprise", "bug", urgency, 2)


@pytest.mark.rule(6)
@pytest.mark.parametrize("urgency", [1, 2])
def test_urgent_stays(desk, urgency):
    """An enterprise customer's bug that is urgent keeps its urgency."""
    check(desk, "enterprise", "bug", urgency, urgency)


@pytest.mark.rule(6)
def test_other_categories_stay(desk):
    """What is no bug keeps its urgency, from an enterprise customer too."""
    for category in CATEGORIES:
        if category != "bug":
            for urgency in (3, 4):
                check(desk, "enterprise", category, urgency, urgency, "rule 6: only a bug's urgency is changed")


@pytest.mark.rule(6)
@pytest.mark.parametrize("tier", ["free", "pro"])
def test_other_customers_stay(desk, tier):
    """Other customers' bugs keep their urgency."""
    for urgency in (1, 2, 3, 4):
        check(desk, tier, "bug", urgency, urgency, "rule 6: only an enterprise customer's urgency is changed")


@pytest.mark.rule(6)
def test_nothing_else_changes(desk):
    """The house rule changes the urgency and nothing else."""
    made, answer = ticket(customer_tier="enterprise"), said(category="bug", urgency=4)
    desk.model.script(answer)
    must(
        same(desk.triage(made), result(made, {**answer, "urgency": 2})),
        "rule 6: the urgency becomes 2, all else is as the model said",
    )


@pytest.mark.rule(6)
def test_command_keeps_the_house_rule(desk):
    """`python -m triage` keeps the rule ticket by ticket."""
    tickets = [ticket(customer_tier=tier) for tier in ("enterprise", "free", "pro", "enterprise")]
    answers = [said(category=category, urgency=4) for category in ("bug", "bug", "bug", "billing")]
    desk.model.default = by_subject({made["subject"]: answer for made, answer in zip(tickets, answers)})
    must([each.get("urgency") for each in desk.run(tickets)] == [2, 4, 4, 4], RULE)
