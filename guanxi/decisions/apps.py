from guanxi.platform.apps import AreaConfig


class DecisionsConfig(AreaConfig):
    name = "guanxi.decisions"
    label = "gx_decisions"
