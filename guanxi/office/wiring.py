"""Plugs administration in."""

from django.utils.translation import gettext_lazy as _

from guanxi.office.queries.journal import change_set_names
from guanxi.platform import slots


def wire() -> None:
    """Navigation, commands and the first hour's tour."""
    slots.navigation(
        "imports",
        label=_("Imports"),
        url_name="office:imports",
        icon="upload",
        order=40,
        right="exchange.see_imports",
        group="office",
    )
    slots.palette_action(
        "office.new_import",
        label=_("Import a file"),
        url_name="office:new_import",
        icon="upload",
        right="exchange.upload",
        words="导入 import excel csv dr daoru",
    )
    _pages()
    _commands()
    _tour()


def _pages() -> None:
    slots.subject("change_set", label=_("Change"), names=change_set_names, url_name="office:undo")
    for key, label, url_name, icon, order, right in (
        ("people", _("People"), "office:people", "users", 70, "access.see_people"),
        ("roles", _("Roles"), "office:roles", "shield-lock", 71, "access.edit_role"),
        ("journal", _("Journal"), "office:journal", "history", 72, "journal.see"),
        ("jobs", _("Background work"), "office:jobs", "progress", 73, "access.edit_company"),
        ("company", _("Company"), "office:company", "settings", 74, "access.edit_company"),
    ):
        slots.navigation(
            key, label=label, url_name=url_name, icon=icon, order=order, right=right, group="office"
        )
    slots.navigation(
        "keys",
        label=_("API keys"),
        url_name="office:keys",
        icon="plug",
        order=10,
        right="access.see_api_keys",
        group="me",
    )


def _commands() -> None:
    for key, label, url_name, icon, right, words in (
        (
            "own_name",
            _("Your name and password"),
            "office:own_name",
            "user-cog",
            None,
            "我的 账号 姓名 密码 account name password wdzh",
        ),
        (
            "undo_last",
            _("Undo my last change"),
            "office:undo_last",
            "arrow-back-up",
            "journal.undo",
            "撤销 还原 undo back cx",
        ),
        (
            "keys",
            _("API keys"),
            "office:keys",
            "plug",
            "access.see_api_keys",
            "接口 密钥 令牌 api key token jkmy",
        ),
        (
            "invite",
            _("Invite a colleague"),
            "office:invite",
            "user-plus",
            "access.invite_colleague",
            "邀请 同事 invite yq",
        ),
        (
            "new_team",
            _("New team"),
            "office:new_team",
            "users-group",
            "access.create_team",
            "新建 团队 部门 team xjtd",
        ),
        (
            "remove_demo",
            _("Remove the demo company"),
            "office:demo",
            "trash",
            "office.remove_demo",
            "删除 演示 demo scys",
        ),
        (
            "tour",
            _("Show the first steps"),
            "office:tour",
            "route",
            None,
            "引导 新手 第一步 tour yd",
        ),
    ):
        slots.palette_action(
            f"office.{key}", label=label, url_name=url_name, icon=icon, right=right, words=words
        )


def _tour() -> None:
    """The first three steps; analysis and marketing add theirs."""
    slots.tour_step(
        "company",
        order=10,
        title=_("Name your company and set your own password"),
        text=_(
            "The name stands on every page. Change the password you were given under your picture, top right."
        ),
        action=_("Name it"),
        url_name="office:company",
        picture="office/tour-company.svg",
        right="access.edit_company",
        done_by=("access.edit_company", "access.set_own_password"),
        instead_of="password",
    )
    slots.tour_step(
        "password",
        order=15,
        title=_("Set your own password"),
        text=_("The first one was given to you; choose one that only you know."),
        action=_("Set it"),
        url_name="web:password",
        picture="office/tour-password.svg",
        done_by=("access.set_own_password",),
        by_oneself=True,
    )
    slots.tour_step(
        "colleague",
        order=20,
        title=_("Invite a colleague"),
        text=_("You get a link to pass on. Each person sees what the role allows."),
        action=_("Invite"),
        url_name="office:invite",
        picture="office/tour-colleague.svg",
        right="access.invite_colleague",
        done_by=("access.invite_colleague",),
    )
    slots.tour_step(
        "import",
        order=30,
        title=_("Import your customers"),
        text=_("An Excel list is enough. You see what will happen before anything is written."),
        action=_("Import"),
        url_name="office:new_import",
        picture="office/tour-import.svg",
        right="exchange.upload",
        done_by=("exchange.run_import",),
    )
    from guanxi.office.views.tour import tour_card

    slots.fill("home.tour", "office.tour", tour_card, label=_("First steps"), order=10)
