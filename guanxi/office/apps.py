from guanxi.platform.apps import AreaConfig


class OfficeConfig(AreaConfig):
    name = "guanxi.office"
    label = "gx_office"
