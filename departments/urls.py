"""Addresses of the organisation and its administration."""

from django.urls import path

from departments.views import account, loading, people, policy, roles, setup, structure, tree

app_name = "departments"
urlpatterns = [
    path("departments/", tree.tree, name="tree"),
    path("departments/<path:code>/", tree.detail, name="detail"),
    path("account/", account.account, name="account"),
    path("manage/", setup.manage, name="manage"),
    path("manage/departments/add/", structure.add, name="add"),
    path("manage/departments/<int:pk>/edit/", structure.edit, name="edit"),
    path("manage/departments/<int:pk>/move/", structure.move, name="move"),
    path("manage/departments/<int:pk>/close/", structure.close, name="close"),
    path("manage/departments/<int:pk>/reopen/", structure.reopen, name="reopen"),
    path("manage/departments/<int:pk>/posts/add/", structure.add_post, name="post-add"),
    path("manage/posts/<int:pk>/edit/", structure.edit_post, name="post-edit"),
    path("manage/posts/<int:pk>/close/", structure.close_post, name="post-close"),
    path("manage/people/", people.people, name="people"),
    path("manage/people/add/", people.add_person, name="person-add"),
    path("manage/people/<int:pk>/", people.person, name="person"),
    path("manage/people/<int:pk>/edit/", people.edit_person, name="person-edit"),
    path("manage/people/<int:pk>/account/", people.account, name="person-account"),
    path("manage/people/<int:pk>/link/", people.sign_in_link, name="person-link"),
    path("manage/people/<int:pk>/appoint/", people.appoint, name="appoint"),
    path("manage/people/<int:pk>/leave/", people.leave, name="person-leave"),
    path("manage/appointments/<int:pk>/end/", people.end_appointment, name="appointment-end"),
    path("manage/roles/", roles.grants, name="grants"),
    path("manage/roles/grant/", roles.grant, name="grant-add"),
    path("manage/roles/<int:pk>/end/", roles.end_grant, name="grant-end"),
    path("manage/roles/<int:pk>/lend/", roles.delegate, name="delegate"),
    path("manage/lent/<int:pk>/end/", roles.end_delegation, name="delegation-end"),
    path("manage/calendar/", setup.calendar, name="calendar"),
    path("manage/calendar/add/", setup.set_day, name="calendar-add"),
    path("manage/calendar/<str:day>/remove/", setup.remove_day, name="calendar-remove"),
    path("manage/policy/", policy.packs, name="policy"),
    path("manage/policy/publish/", policy.publish, name="policy-publish"),
    path("manage/policy/shipped/", policy.publish_shipped, name="policy-shipped"),
    path("manage/policy/<str:code>/<int:version>/", policy.pack, name="pack"),
    path("manage/policy/<str:code>/<int:version>/file/", policy.pack_file, name="pack-file"),
    path("manage/load/<str:what>/", loading.load, name="load"),
]
