"""Where allauth looks for the addresses of the provider."""

from django.urls import path

from fixward.doors.page.sign_on import views

urlpatterns = [
    path("oidc/<str:provider_id>/login/", views.begin, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", views.answer, name="openid_connect_callback"),
]
