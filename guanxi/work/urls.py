from django.urls import path

from guanxi.work import views

app_name = "work"

urlpatterns = [
    path("follow-ups/", views.follow_ups, name="follow_ups"),
    path("follow-ups/new/", views.new_follow_up, name="new_follow_up"),
    path("follow-ups/<int:key>/done/", views.finish, name="finish"),
    path("follow-ups/<int:key>/move/", views.move, name="move"),
]
