"""A member at a browser, logged in."""

from django.test import Client

from fixward.domain.governments.models import Member


def browser_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.person)
    return client
