"""Static files with their content hash in the name, also where one ES module imports another."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class StaticFiles(ManifestStaticFilesStorage):
    """Before files are collected (development, tests) addresses are the plain ones."""

    support_js_module_import_aggregation = True
    manifest_strict = False
    keep_intermediate_files = False

    def url(self, name: str, force: bool = False) -> str:  # type: ignore[override]  # as the mixin declares it
        if not self.hashed_files:
            return f"{self.base_url}{name}"
        return super().url(name, force)
