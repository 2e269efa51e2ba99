"""How a run's time grows with its input, measured within one run so that a busy machine does not decide."""

import time
from collections.abc import Callable

# four times the input: 4 is linear, 16 quadratic
FOURFOLD = 10


def fourfold(run: Callable[[int], object], size: int) -> float:
    """The processor time of run(4 * size) over that of run(size), the best of five each, taken in turns."""
    small, large = [], []
    run(max(1, size // 10))
    for _ in range(5):
        for times, of in ((small, size), (large, 4 * size)):
            start = time.process_time()
            run(of)
            times.append(time.process_time() - start)
    return min(large) / max(min(small), 1e-4)
