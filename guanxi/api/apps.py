from guanxi.platform.apps import AreaConfig


class ApiConfig(AreaConfig):
    name = "guanxi.api"
    label = "gx_api"
