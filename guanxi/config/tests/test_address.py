import pytest

from guanxi.config import address


def test_only_pages_have_a_statement_timeout():
    url = "postgresql://ann:s%40crown@db.example:5433/crm?sslmode=require"
    for_jobs = address.django_database(url, for_web=False)
    assert for_jobs["OPTIONS"] == {"sslmode": "require"}
    assert (for_jobs["NAME"], for_jobs["USER"], for_jobs["PASSWORD"]) == ("crm", "ann", "s@crown")
    assert (for_jobs["HOST"], for_jobs["PORT"]) == ("db.example", "5433")
    assert address.django_database(url, for_web=True)["OPTIONS"]["options"] == "-c statement_timeout=15000"


def test_an_unreadable_address_is_one_clear_sentence():
    with pytest.raises(address.CannotUse, match="DATABASE_URL cannot be read"):
        address.django_database("postgresql://%zz", for_web=False)


def test_the_signing_key_is_made_once_and_private(tmp_path):
    folder = tmp_path / "new"
    key = address.secret_key(folder)
    assert len(key) >= 60
    assert address.secret_key(folder) == key
    assert (folder / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_given_address_wins_over_the_embedded_database(tmp_path, monkeypatch):
    (tmp_path / "database-url").write_text("postgresql://embedded/x")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert address.database_url(tmp_path) == "postgresql://embedded/x"
    monkeypatch.setenv("DATABASE_URL", "postgresql://real/x")
    assert address.database_url(tmp_path) == "postgresql://real/x"


@pytest.mark.django_db
def test_the_tests_database_answers():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('is_superuser')")
        assert cursor.fetchone()[1] == "off"
