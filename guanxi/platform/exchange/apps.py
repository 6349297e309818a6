from guanxi.platform.apps import AreaConfig


class ExchangeConfig(AreaConfig):
    name = "guanxi.platform.exchange"
    label = "gx_exchange"
