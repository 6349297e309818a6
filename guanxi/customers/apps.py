from guanxi.platform.apps import AreaConfig


class CustomersConfig(AreaConfig):
    name = "guanxi.customers"
    label = "gx_customers"
