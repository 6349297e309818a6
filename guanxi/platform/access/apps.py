from guanxi.platform.apps import AreaConfig


class AccessConfig(AreaConfig):
    name = "guanxi.platform.access"
    label = "gx_access"
