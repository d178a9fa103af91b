"""Prometheus text, by hand: three metrics don't need a library (and there is none installed)."""

EDGES = (1, 2, 4, 8, 12, 16)


class Metrics:
    def __init__(self):
        self.by_status = {}
        self.buckets = [0] * len(EDGES)
        self.batches = 0
        self.inputs = 0

    def answered(self, status):
        self.by_status[status] = self.by_status.get(status, 0) + 1

    def batch(self, size):
        self.batches += 1
        self.inputs += size
        for index, edge in enumerate(EDGES):
            if size <= edge:
                self.buckets[index] += 1

    def render(self, waiting):
        yield "# HELP gateway_requests_total Answers to POST /predict by HTTP status."
        yield "# TYPE gateway_requests_total counter"
        for status, count in sorted(self.by_status.items()):
            yield 'gateway_requests_total{status="%d"} %d' % (status, count)
        yield "# HELP gateway_batch_size Inputs in a batch."
        yield "# TYPE gateway_batch_size histogram"
        for edge, count in zip(EDGES, self.buckets):
            yield 'gateway_batch_size_bucket{le="%d"} %d' % (edge, count)
        yield 'gateway_batch_size_bucket{le="+Inf"} %d' % self.batches
        yield "gateway_batch_size_sum %d" % self.inputs
        yield "gateway_batch_size_count %d" % self.batches
        yield "# HELP gateway_queue_depth Inputs that wait for a model slot."
        yield "# TYPE gateway_queue_depth gauge"
        yield "gateway_queue_depth %d" % waiting
