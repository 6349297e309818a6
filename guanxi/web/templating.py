"""The one Jinja2 environment: every page of every area is drawn by it.

In a template: `_("...")`, `url("customers:page", key)`, `static("web/shell.js")`, `vendor("htmx.js")`,
`icon("user")`, `csrf()`, `actor()`, and the filters money, number, compact, percent, day, moment, clock, ago.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from guanxi.platform.access.types import Actor
from guanxi.web.assets import icon_names, manifest
from guanxi.web.current import current_request, page_name
from guanxi.web.fields import drawn
from guanxi.web.formats import FILTERS


class UnknownIcon(LookupError):
    """A template asks for an icon that `guanxi/web/icons.txt` does not list."""


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates of all installed areas, escaped always, a missing name an error."""
    folders = [Path(a.path) / "templates" for a in apps.get_app_configs() if a.name.startswith("guanxi.")]
    env = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=settings.DEBUG,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        drawn=drawn,
        url=url,
        static=static,
        vendor=vendor,
        icon=icon,
        csrf=csrf,
        csrf_value=csrf_value,
        actor=actor,
    )
    env.filters.update(FILTERS)
    return env


def render(name: str, context: Mapping[str, object]) -> str:
    """The drawn template. Raises TemplateNotFound, UndefinedError, UnknownIcon."""
    return environment().get_template(name).render(context)


def render_safe(name: str, context: Mapping[str, object]) -> Markup:
    """The same as a piece to be put into another template (what slots return)."""
    return Markup(render(name, context))  # noqa: S704 - drawn by an escaping environment


def url(name: str, *args: object, **named: object) -> str:
    return reverse(name, args=args or None, kwargs=named or None)


def static(path: str) -> str:
    return staticfiles_storage.url(path)


@lru_cache(maxsize=64)
def vendor(name: str) -> str:
    """The address of a foreign front-end file. Raises AssetsMissing, KeyError."""
    return f"{settings.STATIC_URL}vendor/{manifest()[name]}"


@lru_cache(maxsize=512)
def icon(name: str, label: str | None = None) -> Markup:
    """An icon of the sprite: decoration, or with a label an image with that name. Raises UnknownIcon."""
    if name not in icon_names():
        raise UnknownIcon(f"{name} is not in guanxi/web/icons.txt")
    shape = Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>')
    meaning = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return shape.format(meaning, vendor("icons.svg"), name)


def csrf_value() -> str:
    request = current_request()
    return "" if request is None else get_token(request)


def csrf() -> Markup:
    """The hidden fields every form carries: who sends it, and which one it is (`guanxi.web.once`)."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return field.format("csrfmiddlewaretoken", csrf_value()) + field.format("once", page_name())


def actor() -> Actor | None:
    """Who looks at this page; nobody before signing in."""
    request = current_request()
    return None if request is None else getattr(request, "actor", None)
