from guanxi.platform.apps import AreaConfig


class JournalConfig(AreaConfig):
    name = "guanxi.platform.journal"
    label = "gx_journal"
