"""People, teams and roles, and the company itself."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanxi.platform.access.types import Scope
from guanxi.platform.merging import Combine
from guanxi.platform.records import Everyone, Own, Record, RecordQuerySet


class Company(Record):
    """The one company of this installation."""

    name = models.CharField(_("company name"), max_length=200)
    zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    currency = models.CharField(_("home currency"), max_length=3, default="CNY")

    policy = Everyone(see="access.see_company")

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="gx_one_company"),)

    def __str__(self) -> str:
        return self.name


class Team(Record):
    name = models.CharField(_("team"), max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    policy = Everyone(see="access.see_people")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="gx_team_not_its_own_parent"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Role(Record):
    """A named set of rights, each with its row scope. `customers.*` stands for all rights of an area."""

    name = models.CharField(_("role"), max_length=100, unique=True)
    code = models.CharField(max_length=40, unique=True)
    rights = models.JSONField(_("rights"), default=dict)

    policy = Everyone(see="access.see_people")

    def __str__(self) -> str:
        return gettext(self.name)


# The names of the roles an installation begins with, so that each reader sees them in the own language.
BUILT_IN_NAMES = (_("Administrator"), _("Sales manager"), _("Salesperson"), _("Marketer"), _("Analyst"))


class UserManager(BaseUserManager.from_queryset(RecordQuerySet)):  # type: ignore[misc]  # made at run time by Django
    def get_by_natural_key(self, username: str | None) -> "User":
        found: User = self.get(email__iexact=username)
        return found


class User(AbstractBaseUser, Record):
    """A colleague who signs in. People who left stay as rows, so that history keeps its names."""

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "简体中文"
        ENGLISH = "en", "English"

    class Theme(models.TextChoices):
        AUTO = "auto", _("as the device")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    last_login = None  # a sign-in changes no record
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=100)
    is_active = models.BooleanField(default=True)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.CHINESE)
    theme = models.CharField(_("appearance"), max_length=10, choices=Theme, default=Theme.AUTO)
    zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    manager = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    roles = models.ManyToManyField(Role, related_name="+")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    policy = Everyone(see="access.see_people")
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="gx_user_email"),)
        # A list of a million rows sorted by its owners' names begins with the first owner's rows.
        indexes = (models.Index(fields=("name", "id"), name="gx_user_name"),)

    def __str__(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Without Django's silent rewrite of old hashes: a sign-in changes no record."""
        return check_password(raw_password, self.password)


class Share(Record):
    """A record of somebody else that a colleague reaches like an own one, for good or until a moment."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("shared with"))
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    given_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("given by")
    )
    at = models.DateTimeField(_("since"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, default="")

    policy = Own(see="access.see_people", owner="user", team=None)
    on_merge = (Combine("subject", same=("user",)),)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "subject_type", "subject_id"), name="gx_share_once"),
        )
        indexes = (models.Index(fields=("subject_type", "subject_id"), name="gx_share_subject"),)

    def __str__(self) -> str:
        return str(self.user)


class Invitation(Record):
    """A link by which one colleague joins. Only the digest of its token is kept."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=100)
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    manager = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    policy = Everyone(see="access.invite_colleague")

    def __str__(self) -> str:
        return self.email


class ApiKey(Record):
    """By it a program acts for a person, with some of the person's rights. Its token is kept as a digest."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=80)
    token_digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)  # how the token begins, to tell keys apart
    rights = models.JSONField(_("rights"), default=list)  # names only: their scopes are the person's of today
    expires_on = models.DateField(_("last day"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)

    policy = Own(see="access.see_api_keys", owner="user", team=None)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "name"), name="gx_apikey_name"),)

    def __str__(self) -> str:
        return self.name


class ApiUse(models.Model):
    """When a key was used last, and how often within that minute. Not journaled: each call counts up."""

    key = models.OneToOneField(ApiKey, models.CASCADE, primary_key=True, related_name="use")
    minute = models.DateTimeField()
    count = models.IntegerField()
    last_at = models.DateTimeField(_("last used"))

    def __str__(self) -> str:
        return f"{self.key_id} {self.last_at:%Y-%m-%d %H:%M}"


SCOPES = [
    (Scope.OWN, _("own")),
    (Scope.SUBORDINATES, _("own and subordinates'")),
    (Scope.TEAM, _("team")),
    (Scope.TEAM_BELOW, _("team and teams below")),
    (Scope.ALL, _("all")),
]
