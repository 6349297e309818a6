"""Departments, groups, links and households of a customer, and contacts who change employer."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import (
    create_department,
    create_household,
    delete_department,
    dissolve_household,
    edit_department,
    edit_household,
    edit_link,
    end_link,
    join_household,
    leave_contact,
    leave_household,
    link_customers,
    set_parent,
)
from guanxi.customers.forms import (
    LINK_WORDS,
    BranchForm,
    DepartmentForm,
    EndForm,
    HouseholdEditForm,
    HouseholdForm,
    LinkEditForm,
    LinkForm,
    MemberForm,
    MoveForm,
    ParentForm,
)
from guanxi.customers.views.saving import related_of, save_page
from guanxi.customers.views.shelves import filled
from guanxi.web.pages import SignedInRequest, needs, toast
from guanxi.web.templating import render_safe


@needs("customers.see")
def ties(request: SignedInRequest, key: int) -> HttpResponse:
    """Group, departments, links and household: loaded after the customer's page, as cards of it."""
    actor, customer = request.actor, queries.customer(request.actor, key)
    is_organisation = customer.kind == "organisation"
    group = queries.group(actor, key) if is_organisation else None
    context = {
        "request": request,
        "customer": customer,
        "group": group,
        "group_figures": filled(request, "customers.group_figures", members=group.keys) if group else [],
        "departments": list(queries.departments(actor, key)) if is_organisation else [],
        "links": list(queries.links(actor, key)[:100]),
        "words": LINK_WORDS,
        "housemates": [] if is_organisation else list(queries.housemates(actor, key)),
    }
    return HttpResponse(render_safe("customers/page/ties.html", context))


@needs("customers.create_department")
def new_department(request: SignedInRequest, key: int) -> HttpResponse:
    organisation = queries.customer(request.actor, key)
    form = DepartmentForm(request.POST or None, initial={"kind": "department"})
    return save_page(
        request,
        form,
        lambda _data: create_department.tracked(actor=request.actor, organisation=key, draft=form.draft()),
        title=_("New department or office of %(name)s") % {"name": organisation},
        back=related_of(key),
    )


@needs("customers.edit_department")
def change_department(request: SignedInRequest, key: int) -> HttpResponse:
    department = queries.department(request.actor, key)
    initial = {name: getattr(department, name) for name in DepartmentForm.base_fields}
    form = DepartmentForm(request.POST or None, initial=initial)
    return save_page(
        request,
        form,
        lambda data: edit_department.tracked(
            actor=request.actor, department=key, draft=form.draft(), version=data["version"]
        ),
        title=_("Edit %(name)s") % {"name": department},
        back=related_of(department.organisation_id),
    )


@needs("customers.delete_department", method="POST")
def remove_department(request: SignedInRequest, key: int) -> HttpResponse:
    department = queries.department(request.actor, key)
    done = delete_department.tracked(actor=request.actor, department=key)
    toast(request, _("Deleted."), undo=done.change_set_id)
    return redirect(related_of(department.organisation_id))


@needs("customers.set_parent")
def belongs_to(request: SignedInRequest, key: int) -> HttpResponse:
    """Under which organisation this one stands."""
    customer = queries.customer(request.actor, key)
    reach = queries.customers(request.actor).filter(pk=customer.parent_id).first()
    initial = {"parent": queries.named(reach) if reach else "", "version": customer.version}
    form = ParentForm(request.actor, request.POST or None, initial=initial)
    return save_page(
        request,
        form,
        lambda data: set_parent.tracked(
            actor=request.actor, customer=key, parent=data["parent"], version=data["version"]
        ),
        title=_("To whom %(name)s belongs") % {"name": customer},
        back=related_of(key),
    )


@needs("customers.set_parent")
def add_branch(request: SignedInRequest, key: int) -> HttpResponse:
    customer = queries.customer(request.actor, key)
    form = BranchForm(request.actor, request.POST or None)
    return save_page(
        request,
        form,
        lambda data: set_parent.tracked(actor=request.actor, customer=data["branch"], parent=key),
        title=_("What belongs to %(name)s") % {"name": customer},
        back=related_of(key),
    )


@needs("customers.link")
def new_link(request: SignedInRequest, key: int) -> HttpResponse:
    customer = queries.customer(request.actor, key)
    kind = request.GET.get("kind") or "dealer"
    form = LinkForm(request.actor, request.POST or None, initial={"kind": kind})
    return save_page(
        request,
        form,
        lambda _data: link_customers.tracked(actor=request.actor, draft=form.draft(), **form.ends(key)),
        title=_("Link %(name)s with another customer") % {"name": customer},
        back=related_of(key),
    )


@needs("customers.edit_link")
def change_link(request: SignedInRequest, key: int) -> HttpResponse:
    link = queries.link(request.actor, key)
    initial = {name: getattr(link, name) for name in LinkEditForm.base_fields}
    form = LinkEditForm(request.POST or None, initial=initial)
    return save_page(
        request,
        form,
        lambda data: edit_link.tracked(
            actor=request.actor, link=key, draft=form.draft(), version=data["version"]
        ),
        title=_("The link %(name)s") % {"name": link},
        back=related_of(_came_from(request, link.customer_id, link.other_id)),
    )


def _came_from(request: SignedInRequest, customer_id: int, other_id: int) -> int:
    """`?of=` names the end of a link one came from."""
    return other_id if request.GET.get("of", "") == str(other_id) else customer_id


@needs("customers.end_link")
def finish_link(request: SignedInRequest, key: int) -> HttpResponse:
    link = queries.link(request.actor, key)
    came_from = _came_from(request, link.customer_id, link.other_id)
    form = EndForm(request.POST or None, initial={"on": request.actor.today()})
    return save_page(
        request,
        form,
        lambda data: end_link.tracked(actor=request.actor, link=key, on=data["on"]),
        title=_("The link ends: %(name)s") % {"name": link},
        back=related_of(came_from),
    )


@needs("customers.create_household")
def new_household(request: SignedInRequest, key: int) -> HttpResponse:
    person = queries.customer(request.actor, key)
    form = HouseholdForm(request.POST or None, initial={"address": person.address})
    return save_page(
        request,
        form,
        lambda data: create_household.tracked(actor=request.actor, person=key, **data),
        title=_("Household of %(name)s") % {"name": person},
        back=related_of(key),
    )


@needs("customers.edit_household")
def change_household(request: SignedInRequest, key: int) -> HttpResponse:
    """The household in which this member lives."""
    member = queries.household_member(request.actor, key)
    home = member.household
    initial = {name: getattr(home, name) for name in HouseholdEditForm.base_fields}
    form = HouseholdEditForm(request.POST or None, initial=initial)
    return save_page(
        request,
        form,
        lambda data: edit_household.tracked(actor=request.actor, household=home.pk, **data),
        title=_("Edit %(name)s") % {"name": home},
        back=related_of(member.person_id),
    )


@needs("customers.join_household")
def add_member(request: SignedInRequest, key: int) -> HttpResponse:
    """Another person into the household in which this member lives."""
    member = queries.household_member(request.actor, key)
    form = MemberForm(request.actor, request.POST or None, initial={"role": "partner"})
    return save_page(
        request,
        form,
        lambda data: join_household.tracked(actor=request.actor, household=member.household_id, **data),
        title=_("New member of %(name)s") % {"name": member.household},
        back=related_of(member.person_id),
    )


@needs("customers.leave_household")
def member_leaves(request: SignedInRequest, key: int) -> HttpResponse:
    member = queries.household_member(request.actor, key)
    form = EndForm(request.POST or None, initial={"on": request.actor.today()})
    return save_page(
        request,
        form,
        lambda data: leave_household.tracked(actor=request.actor, member=key, on=data["on"]),
        title=_("%(person)s leaves %(household)s") % {"person": member.person, "household": member.household},
        back=related_of(member.person_id),
    )


@needs("customers.dissolve_household", method="POST")
def dissolve(request: SignedInRequest, key: int) -> HttpResponse:
    """The household in which this member lives."""
    member = queries.household_member(request.actor, key)
    done = dissolve_household.tracked(actor=request.actor, household=member.household_id)
    toast(request, _("The household is dissolved; what it was stays on file."), undo=done.change_set_id)
    return redirect(related_of(member.person_id))


@needs("customers.leave_contact")
def contact_leaves(request: SignedInRequest, key: int) -> HttpResponse:
    """A contact leaves, perhaps for another employer; a key person leaves work at both."""
    contact = queries.contact(request.actor, key)
    form = MoveForm(request.actor, request.POST or None, initial={"on": request.actor.today()})
    return save_page(
        request,
        form,
        lambda data: leave_contact.tracked(actor=request.actor, contact=key, **data),
        title=_("%(person)s takes another post or leaves %(organisation)s")
        % {"person": contact.person, "organisation": contact.organisation},
        back=related_of(contact.organisation_id),
    )
