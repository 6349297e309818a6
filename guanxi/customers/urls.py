from django.urls import path

from guanxi.customers import views

app_name = "customers"

urlpatterns = [
    path("", views.customer_list, name="list"),
    path("count/", views.count, name="count"),
    path("people/", views.people_list, name="people"),
    path("people/count/", views.count_people, name="count_people"),
    path("new/organisation/", views.new_organisation, name="new_organisation"),
    path("new/person/", views.new_person, name="new_person"),
    path("clashes/", views.doubles, name="clashes"),
    path("clashes/<int:key>/claim/", views.claim, name="claim"),
    path("disputes/", views.dispute_list, name="disputes"),
    path("disputes/<int:key>/", views.dispute_page, name="dispute"),
    path("disputes/<int:key>/withdraw/", views.withdraw, name="withdraw_dispute"),
    path("merge/", views.merge, name="merge"),
    path("merges/<int:key>/apart/", views.unmerge, name="unmerge"),
    path("<int:key>/", views.customer_page, name="page"),
    path("<int:key>/portrait/", views.portrait_page, name="portrait"),
    path("<int:key>/file/", views.file_page, name="file"),
    path("<int:key>/forms/", views.paper_page, name="paper"),
    path("<int:key>/forms/pdf/", views.paper_pdf, name="paper_pdf"),
    path("forms/", views.papers, name="papers"),
    path("forms/<int:key>/", views.papers_run, name="papers_run"),
    path("forms/<int:key>/file/", views.papers_file, name="papers_file"),
    path("<int:key>/relations/", views.relations_page, name="relations"),
    path("regions/", views.regions, name="regions"),
    path("<int:key>/edit/", views.edit, name="edit"),
    path("<int:key>/owner/", views.change_owner, name="owner"),
    path("<int:key>/archive/", views.archive, name="archive"),
    path("<int:key>/restore/", views.restore, name="restore"),
    path("<int:key>/delete/", views.delete, name="delete"),
    path("<int:key>/history/", views.history, name="history"),
    path("<int:key>/note/", views.add_note, name="note"),
    path("<int:key>/talk/", views.log_talk, name="talk"),
    path("<int:key>/contacts/new/", views.new_contact, name="new_contact"),
    path("contacts/<int:key>/edit/", views.edit_contact_page, name="edit_contact"),
    path("touches/<int:key>/delete/", views.remove_touch, name="delete_touch"),
]
