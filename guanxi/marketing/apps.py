from guanxi.platform.apps import AreaConfig


class MarketingConfig(AreaConfig):
    name = "guanxi.marketing"
    label = "gx_marketing"
