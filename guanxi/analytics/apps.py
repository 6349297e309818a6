from guanxi.platform.apps import AreaConfig


class AnalyticsConfig(AreaConfig):
    name = "guanxi.analytics"
    label = "gx_analytics"
