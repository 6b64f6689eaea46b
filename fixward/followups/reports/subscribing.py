"""Wanting the monthly report, and no longer; the link in each mail that ends it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core import signing

from fixward.domain.governments.models import Department, Organization
from fixward.domain.people.models import Person
from fixward.followups.insights.counting import periods
from fixward.followups.insights.counting.periods import Period
from fixward.followups.reports.models import Subscription

_STOP = "reports.stop"


def subscribe(person: Person, organization: Organization | None, department: Department | None) -> Subscription:
    """From the next month on; twice is once."""
    wanted, _is_new = Subscription.objects.get_or_create(
        person=person, organization=organization, department=department, defaults={"told": last_month().first}
    )
    return wanted


def unsubscribe(person: Person, organization: Organization | None, department: Department | None) -> None:
    Subscription.objects.filter(person=person, organization=organization, department=department).delete()


def subscribed(person: Person, organization: Organization | None, department: Department | None) -> bool:
    return Subscription.objects.filter(person=person, organization=organization, department=department).exists()


def stop_path(subscription: Subscription) -> str:
    """Where one click ends it, also by List-Unsubscribe-Post. It never runs out."""
    key = signing.Signer(salt=_STOP).sign(str(subscription.pk))
    return f"/figures/by-mail/stop?{urlencode({'key': key})}"


def by_key(key: str) -> Subscription | None:
    try:
        pk = signing.Signer(salt=_STOP).unsign(key)
    except signing.BadSignature:
        return None
    found = Subscription.objects.select_related("person", "organization", "department")
    return found.filter(pk=pk, person__is_active=True).first()


def last_month() -> Period:
    """The last one that is over, in the steward's zone."""
    return periods.before(periods.month(periods.today()), months=1)
