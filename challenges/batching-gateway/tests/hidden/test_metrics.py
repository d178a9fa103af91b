"""GET /metrics, the last line of the table (rule 0)."""

import pytest
from client import collect
from fakemodel import Answer
from prometheus import Metrics, scraped
from service import Busy, at_once, close, must, once, words
from situations import Overload

WAITING = 20


class Counted:
    """Requests of all kinds, one after the other, and the metrics: while inputs waited, and at the end."""

    def __init__(self, gateway, model):
        answers = [gateway.predict(text) for text in words(3)]
        for body in (b"{}", b"[]", b"x" * 70_000):
            answers.append(gateway.ask("POST", "/predict", body))
        model.script = lambda call: Answer(500)
        answers.append(gateway.predict(*words(1)))
        model.script = lambda call: Answer(503) if call.attempt == 1 else Answer()
        answers.append(gateway.predict(*words(1)))
        model.script = lambda call: Answer()
        connections = gateway.connect(WAITING)
        busy = Busy(gateway, model)
        at_once(connections, words(WAITING))
        self.waiting = scraped(gateway, lambda found: found.value("gateway_queue_depth") == WAITING, timeout=1.0)
        busy.release()
        collect([*busy.connections, *connections], timeout=10)
        answers += [connection.answer for connection in [*busy.connections, *connections]]
        close([*busy.connections, *connections])
        self.statuses = [answer.status for answer in answers if answer is not None]
        self.end = scraped(gateway, lambda found: found.value("gateway_requests_total") == len(self.statuses))
        self.sizes = [call.size for call in model.batches()]
        self.calls = len(model.calls)


@pytest.fixture
def counted(candidate, model):
    return once(Counted, candidate, model)


@pytest.mark.rule(0)
@pytest.mark.parametrize("status", [200, 400, 413, 502])
def test_answers_by_status(counted, status):
    """The counter has the number of answers to POST /predict with this status, and of nothing else."""
    found = counted.end.value("gateway_requests_total", status=str(status))
    want = counted.statuses.count(status)
    must(
        found == want,
        f'table: gateway_requests_total{{status="{status}"}} counts the answers with that status: {want} here, not {found:g}',
    )


@pytest.mark.rule(0)
def test_refused_inputs_are_counted(candidate, model):
    """The counter has the answers 503 of an overloaded gateway as well."""
    overload = once(Overload, candidate, model)
    want = sum(answer is not None and answer.status == 503 for answer in overload.all_answers)
    found = Metrics(overload.metrics).value("gateway_requests_total", status="503")
    must(
        found == want > 0,
        f'table: gateway_requests_total{{status="503"}} counts the answers with that status: {want} here, not {found:g}',
    )


@pytest.mark.rule(0)
def test_only_answers_to_predict_are_counted(counted):
    """Other requests, such as GET /metrics itself, are not in the counter."""
    found = counted.end.value("gateway_requests_total")
    must(
        found == len(counted.statuses),
        f"table: gateway_requests_total counts answers to POST /predict: {len(counted.statuses)} here, not {found:g}",
    )


@pytest.mark.rule(0)
def test_one_observation_a_batch(counted):
    """The histogram has one observation for each batch, also for one that was tried twice."""
    found = counted.end.value("gateway_batch_size_count")
    must(
        found == len(counted.sizes),
        f"table: gateway_batch_size has one observation a batch, also where it is tried twice: {len(counted.sizes)} batches "
        f"(in {counted.calls} model requests) here, not {found:g}",
    )


@pytest.mark.rule(0)
def test_observations_are_batch_sizes(counted):
    """The histogram's sum is the number of inputs in all batches."""
    found = counted.end.value("gateway_batch_size_sum")
    must(
        found == sum(counted.sizes),
        f"table: gateway_batch_size observes how many inputs a batch has: {sum(counted.sizes)} in all here, not {found:g}",
    )


@pytest.mark.rule(0)
def test_buckets(counted):
    """Each of the histogram's buckets counts the batches up to its bound, and the last one all."""
    buckets = counted.end.buckets("gateway_batch_size")
    must(
        buckets and buckets[-1][0] == float("inf"),
        'table: gateway_batch_size is a Prometheus histogram, with le="+Inf" at its end',
    )
    right = all(count == sum(size <= bound for size in counted.sizes) for bound, count in buckets)
    must(right, "table: gateway_batch_size is a Prometheus histogram: a bucket counts the batches up to its bound")


@pytest.mark.rule(0)
def test_queue_depth(counted):
    """The gauge is the number of inputs that wait: not those that the model has."""
    found = counted.waiting.value("gateway_queue_depth")
    must(found == WAITING, f"table: gateway_queue_depth is the number of inputs that wait: {WAITING} here, not {found:g}")


@pytest.mark.rule(0)
def test_queue_depth_when_nothing_waits(counted):
    """The gauge is 0 once nothing waits."""
    must(counted.end.has("gateway_queue_depth"), "table: GET /metrics has the gauge gateway_queue_depth")
    found = counted.end.value("gateway_queue_depth")
    must(found == 0, f"table: gateway_queue_depth is the number of inputs that wait: none here, not {found:g}")


@pytest.mark.rule(0)
def test_types(counted):
    """The text says which metric is a counter, a histogram and a gauge."""
    want = {"gateway_requests_total": "counter", "gateway_batch_size": "histogram", "gateway_queue_depth": "gauge"}
    found = {name: counted.end.types.get(name, "nothing") for name in want}
    wrong = "; ".join(f"{name} is a {want[name]}, not {found[name]}" for name in want if want[name] != found[name])
    must(not wrong, f"table: the metrics have the types that it names: {wrong}")
