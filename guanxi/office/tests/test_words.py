"""What the journal says has words for every record it may speak of."""

from django.apps import apps
from django.utils import translation

from guanxi.office.queries.words import in_words
from guanxi.platform.journal.triggers import journaled_tables


def test_every_journaled_record_has_a_chinese_name():
    tables = set(journaled_tables())
    models = [model for model in apps.get_models() if model._meta.db_table in tables]
    assert len(models) > 50
    with translation.override("zh-hans"):
        assert [m.__name__ for m in models if in_words(str(m._meta.verbose_name)).isascii()] == []
