"""People: residents and members alike are known by an e-mail address."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import connections, models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from fixward.foundation import clock


class Topic(models.TextChoices):
    """What residents can choose to hear about the requests they reported or follow."""

    REPLIES = "replies", _("Answers from the government")
    PROGRESS = "progress", _("Work has begun, it is closed, it is open again")
    HANDS = "hands", _("Another government or department has it now")
    COMMENTS = "comments", _("Comments by other residents")


# Who has chosen nothing hears what the government does, and not what neighbours say.
_HEARD = {Topic.REPLIES: True, Topic.PROGRESS: True, Topic.HANDS: True, Topic.COMMENTS: False}


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def for_email(self, email: str, *, language: str = "") -> Person:
        """The person behind this address, made where there is none; a name or phone is never overwritten."""
        person, _ = self.get_or_create(
            email=email.strip().lower(),
            defaults={"language": language or settings.LANGUAGE_CODE, "password": "!"},
        )
        return person

    def id_for_email(self, email: str, *, language: str = "") -> int:
        """The id of the person `for_email` gives; where nothing else is needed, it costs a third of it."""
        with connections[self.db].cursor() as cursor:
            cursor.execute("SELECT id FROM people_person WHERE email = %s", [email.strip().lower()])
            known = cursor.fetchone()
        return int(known[0]) if known else self.for_email(email, language=language).pk

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who reports, follows or works; an address is proved by logging in or by a mailed link."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False, help_text="Runs the platform; sees no requests by that.")
    date_joined = models.DateTimeField(default=clock.now)
    hears = models.JSONField(
        default=dict, blank=True, help_text="Topics, true or false; the usual where one is missing."
    )
    single_keys = models.BooleanField(default=True, help_text="Single letters are commands on the staff's pages.")
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Since then only the empty row is left.")
    is_program = models.BooleanField(default=False, help_text="Stands for a program: nobody ever logs in as it.")

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(name="email_is_kept_in_lower_case", condition=models.Q(email=Lower("email"))),
            models.CheckConstraint(
                name="nothing_is_kept_of_who_left",
                condition=models.Q(closed_at=None)
                | models.Q(name="", phone="", is_active=False, email__endswith="@closed.invalid"),
            ),
            # What is no address can be typed nowhere, so no code, password, invitation or sign-on leads to it.
            models.CheckConstraint(
                name="a_program_has_no_address_and_never_logs_in",
                condition=models.Q(is_program=False)
                | (models.Q(is_program=True, is_active=False, phone="") & ~models.Q(email__contains="@")),
            ),
        ]

    def __str__(self) -> str:
        if self.closed_at is not None:
            return str(_("A resident who left"))
        if self.is_program:
            return str(_("Program “%(name)s”") % {"name": self.name})
        return self.name or self.email

    def wants(self, topic: Topic) -> bool:
        """Whether they want to hear of this."""
        return bool(self.hears.get(topic.value, _HEARD[topic]))
