"""Addresses of administration."""

from django.urls import URLPattern, path

from guanxi.office.views import api, company, imports, jobs, journal, keys, people, roles

app_name = "office"

urlpatterns: list[URLPattern] = [
    path("imports/", imports.import_list, name="imports"),
    path("imports/new/", imports.new_import, name="new_import"),
    path("imports/template/", imports.import_template, name="import_template"),
    path("imports/<int:key>/", imports.import_run, name="import_run"),
    path("imports/<int:key>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:key>/reading/", imports.import_reading, name="import_reading"),
    path("imports/<int:key>/check/", imports.import_check, name="import_check"),
    path("imports/<int:key>/correct/", imports.import_correct, name="import_correct"),
    path("imports/<int:key>/start/", imports.import_start, name="import_start"),
    path("imports/<int:key>/cancel/", imports.import_cancel, name="import_cancel"),
    path("imports/<int:key>/rows/", imports.import_rows, name="import_rows"),
    path("imports/<int:key>/failed-rows/", imports.import_failed_rows, name="import_failed_rows"),
    path("company/", company.company_page, name="company"),
    path("demo/", company.demo_page, name="demo"),
    path("first-steps/", company.tour, name="tour"),
    path("me/", people.own_name, name="own_name"),
    path("api/", api.reference, name="api"),
    path("me/keys/", keys.keys, name="keys"),
    path("me/keys/new/", keys.new_key, name="new_key"),
    path("me/keys/<int:key>/revoke/", keys.revoke, name="revoke_key"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:key>/", people.person, name="person"),
    path("people/invitations/<int:key>/withdraw/", people.withdraw, name="withdraw"),
    path("people/teams/new/", people.new_team, name="new_team"),
    path("people/teams/<int:key>/", people.team, name="team"),
    path("join/<str:token>/", people.join, name="join"),
    path("roles/", roles.roles, name="roles"),
    path("roles/<int:key>/", roles.role, name="role"),
    path("journal/", journal.journal, name="journal"),
    path("journal/undo-last/", journal.undo_last, name="undo_last"),
    path("journal/<int:key>/", journal.change_set, name="change_set"),
    path("journal/<int:key>/undo/", journal.undo, name="undo"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:key>/", jobs.job, name="job"),
    path("jobs/<int:key>/cancel/", jobs.cancel, name="cancel_job"),
]
