"""What GET /metrics shows, in Prometheus' text format."""

from collections import Counter

BOUNDS = (1, 2, 3, 4, 6, 8, 12, 16)


class Counters:
    """statuses: answers to POST /predict by status. sizes: batches by how many inputs they have; a second try is no new batch."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.sizes: Counter[int] = Counter()

    def exposition(self, waiting: int) -> str:
        """The text, with `waiting` as the depth of the queue."""
        out = ["# HELP gateway_requests_total Answers to POST /predict.", "# TYPE gateway_requests_total counter"]
        for status in sorted(self.statuses):
            out.append(f'gateway_requests_total{{status="{status}"}} {self.statuses[status]}')
        out += ["# HELP gateway_batch_size Inputs in a batch.", "# TYPE gateway_batch_size histogram"]
        for bound in BOUNDS:
            up_to = sum(self.sizes[size] for size in range(1, bound + 1))
            out.append(f'gateway_batch_size_bucket{{le="{bound}"}} {up_to}')
        out.append(f'gateway_batch_size_bucket{{le="+Inf"}} {self.sizes.total()}')
        out.append(f"gateway_batch_size_sum {sum(self.sizes.elements())}")
        out.append(f"gateway_batch_size_count {self.sizes.total()}")
        out += ["# HELP gateway_queue_depth Inputs that wait.", "# TYPE gateway_queue_depth gauge"]
        out.append(f"gateway_queue_depth {waiting}")
        return "\n".join(out) + "\n"
