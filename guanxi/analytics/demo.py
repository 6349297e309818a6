"""The demo company's customers, evaluated as of the last order."""

from guanxi.analytics.actions import evaluate_customers, refresh
from guanxi.platform.access.demo import demo_actor
from guanxi.platform.verbs import change_set


def build(seed: int) -> None:  # noqa: ARG001 - nothing here is drawn by lot
    """What the areas below built is committed by now: the warehouse reads nothing else."""
    actor = demo_actor("analytics")
    refresh(actor)
    with change_set(actor, "demo.analytics"):
        evaluate_customers(actor=actor)
