"""Why an import is refused."""

from django.utils.translation import gettext_lazy as _

from guanxi.platform.verbs import Refused


class CannotImport(Refused):
    sentence = _("This file cannot be imported as it is.")


class UnknownTarget(CannotImport):
    sentence = _("Choose what the file holds.")


class NotMapped(CannotImport):
    sentence = _("Some columns that are needed have not been chosen.")


class AtWork(CannotImport):
    sentence = _("This import is at work. Wait for its end, or cancel it first.")


class ImportedAlready(CannotImport):
    sentence = _("This import is done. Upload the file again to import it once more.")
