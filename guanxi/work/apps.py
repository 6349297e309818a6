from guanxi.platform.apps import AreaConfig


class WorkConfig(AreaConfig):
    name = "guanxi.work"
    label = "gx_work"
