from guanxi.platform.apps import AreaConfig


class GradingConfig(AreaConfig):
    name = "guanxi.grading"
    label = "gx_grading"
