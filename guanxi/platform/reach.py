"""Which rights reach more or fewer rows, and which one simply has or has not."""

from functools import lru_cache

from django.apps import apps
from django.db import models

from guanxi.platform.records import Everyone, Own, Through, policy_of, see_right
from guanxi.platform.verbs import verb_named


@lru_cache(maxsize=1024)
def reaches_rows(right: str) -> bool:
    """Whether the scope of this right says which records it counts for.

    It does not where the records are the whole company's (`Everyone`): there every scope reaches all of them.
    """
    try:
        acted_on: list[type[models.Model]] = [target.model for target in verb_named(right).targets.values()]
    except KeyError:
        acted_on = [model for model in apps.get_models() if _is_seen_by(model, right)]
    return any(_is_owned(model) for model in acted_on)


def _is_seen_by(model: type[models.Model], right: str) -> bool:
    return isinstance(getattr(model, "policy", None), Own | Through | Everyone) and see_right(model) == right


def _is_owned(model: type[models.Model]) -> bool:
    policy = policy_of(model)
    if isinstance(policy, Through):
        return _is_owned(apps.get_model(policy.model))
    return isinstance(policy, Own)
