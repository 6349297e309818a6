from guanxi.platform.apps import AreaConfig


class CommerceConfig(AreaConfig):
    name = "guanxi.commerce"
    label = "gx_commerce"
