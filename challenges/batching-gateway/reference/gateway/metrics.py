"""Three metrics in Prometheus' text format."""

from collections import Counter

from gateway.batching import MOST_INPUTS


class Metrics:
    def __init__(self) -> None:
        self.requests: Counter[int] = Counter()
        self.batch_sizes: Counter[int] = Counter()

    def text(self, depth: int) -> str:
        lines = ["# TYPE gateway_requests_total counter"]
        lines += [f'gateway_requests_total{{status="{status}"}} {count}' for status, count in sorted(self.requests.items())]
        lines.append("# TYPE gateway_batch_size histogram")
        for bound in range(1, MOST_INPUTS + 1):
            below = sum(count for size, count in self.batch_sizes.items() if size <= bound)
            lines.append(f'gateway_batch_size_bucket{{le="{bound}"}} {below}')
        lines.append(f'gateway_batch_size_bucket{{le="+Inf"}} {self.batch_sizes.total()}')
        lines.append(f"gateway_batch_size_sum {sum(size * count for size, count in self.batch_sizes.items())}")
        lines.append(f"gateway_batch_size_count {self.batch_sizes.total()}")
        lines += ["# TYPE gateway_queue_depth gauge", f"gateway_queue_depth {depth}"]
        return "\n".join(lines) + "\n"
