"""`weft run` over the small shop, from outside."""

from pathlib import Path

from harness import Pipeline


def test_a_run_publishes_and_says_what_to_do_next(
    pipeline: Pipeline, deliveries: dict[str, Path]
) -> None:
    finished = pipeline.weft(
        "run", "--from", str(deliveries["first"]), "--run-at", "2026-01-06T06:00:00"
    )
    print(finished.output, finished.seconds)
    assert finished.code == 0
    assert str(pipeline.published) in finished.output
