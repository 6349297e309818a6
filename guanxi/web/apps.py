from guanxi.platform.apps import AreaConfig


class WebConfig(AreaConfig):
    name = "guanxi.web"
    label = "gx_web"
