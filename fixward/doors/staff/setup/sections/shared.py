"""What the steward sets up for all."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from fixward.domain.catalog.models import Question, Service, ServiceGroup
from fixward.domain.catalog.queries import questions_asked_by
from fixward.domain.catalog.setup import GROUP, QUESTION, SERVICE
from fixward.domain.governments.models import (
    Grant,
    MailDomain,
    Organization,
)
from fixward.domain.governments.setup import GRANT, ORGANIZATION
from fixward.domain.governments.sign_on import MAIL_DOMAIN, domains_to_see
from fixward.domain.programs.queries import programs_of
from fixward.domain.programs.setup import PROGRAM
from fixward.domain.routing.models import Responsibility
from fixward.domain.routing.setup import RESPONSIBILITY
from fixward.domain.surveying.queries import layers, places
from fixward.domain.surveying.setup import LAYER, PLACE
from fixward.doors.staff.setup import rows
from fixward.doors.staff.setup.forms import access, catalog, ground, house, outside, rules
from fixward.doors.staff.setup.forms.programs import ProgramForm
from fixward.doors.staff.setup.rows import Row
from fixward.doors.staff.setup.section import House, Section
from fixward.followups.exchange.connectors.models import Connector, Pairing
from fixward.followups.exchange.connectors.setup import CONNECTOR, PAIRING


def _responsibilities(house: House) -> models.QuerySet[Responsibility]:
    rows = Responsibility.objects.select_related("organization", "place", "layer", "service", "group")
    return rows.order_by("organization__name", "place__name", "pk")


SHARED = {
    section.name: section
    for section in (
        Section(
            "organizations",
            gettext_lazy("Organizations"),
            "account_balance",
            ORGANIZATION,
            rules.OrganizationForm,
            things=lambda house: Organization.objects.select_related("handled_by"),
            row=rows.organization,
            new=lambda house: Organization(),
        ),
        Section(
            "outside",
            gettext_lazy("Off the platform"),
            "send",
            CONNECTOR,
            outside.ConnectorForm,
            things=lambda house: Connector.objects.select_related("organization"),
            row=rows.connector,
            new=lambda house: Connector(),
            lead=gettext_lazy(
                "How requests reach organizations that do not work on the platform. Who is not named here gets them by "
                "e-mail."
            ),
        ),
        Section(
            "pairings",
            gettext_lazy("Their services"),
            "link",
            PAIRING,
            outside.PairingForm,
            things=lambda house: Pairing.objects.select_related("connector__organization", "service").order_by(
                "connector__organization__name", "pk"
            ),
            row=rows.pairing,
            new=lambda house: Pairing(),
            lead=gettext_lazy("Which of their services ours are, where requests go out by Open311."),
        ),
        Section(
            "grants",
            gettext_lazy("Grants of all organizations"),
            "lock",
            GRANT,
            house.GrantForm,
            things=lambda house: Grant.objects.select_related("organization", "to", "place").order_by(
                "organization__name", "to__name", "pk"
            ),
            row=rows.grant_of_any,
            remove=None,
            is_changeable=False,
            lead=gettext_lazy("Who acts on whose desk. Each organization gives and ends its own."),
        ),
        Section(
            "groups",
            gettext_lazy("Service groups"),
            "topic",
            GROUP,
            catalog.GroupForm,
            things=lambda house: ServiceGroup.objects.all(),
            row=lambda thing: Row(str(thing), [thing.code]),
            new=lambda house: ServiceGroup(),
        ),
        Section(
            "services",
            gettext_lazy("Shared services"),
            "list",
            SERVICE,
            catalog.ServiceForm,
            things=lambda house: Service.objects.select_related("group"),
            row=rows.service,
            new=lambda house: Service(),
        ),
        Section(
            "questions",
            gettext_lazy("Shared questions"),
            "help",
            QUESTION,
            catalog.QuestionForm,
            things=questions_asked_by,
            row=rows.question,
            new=lambda house: Question(),
        ),
        Section(
            "responsibilities",
            gettext_lazy("Responsibilities"),
            "near_me",
            RESPONSIBILITY,
            rules.ResponsibilityForm,
            things=_responsibilities,
            row=rows.responsibility,
            new=lambda house: Responsibility(),
            map="ground",
            lead=gettext_lazy(
                "The most specific wins: an asset, then an answer, then the smallest place, then a larger "
                "one. What nobody is named for is the steward's."
            ),
        ),
        Section(
            "places",
            gettext_lazy("Places"),
            "location_on",
            PLACE,
            ground.PlaceForm,
            things=lambda house: places(),
            row=rows.place,
            remove=None,
            lead=gettext_lazy("Where they lie comes from files of boundaries."),
        ),
        Section(
            "layers",
            gettext_lazy("Asset layers"),
            "topic",
            LAYER,
            ground.LayerForm,
            things=lambda house: layers(),
            row=rows.layer,
            remove=None,
            lead=gettext_lazy(
                "Things with an owner, such as roads and signals: a report near one goes to who is named for its owner."
            ),
        ),
        Section(
            "programs",
            gettext_lazy("Programs of all organizations"),
            "settings",
            PROGRAM,
            ProgramForm,
            things=programs_of,
            row=rows.program_of_any,
            remove=None,
            is_changeable=False,
            lead=gettext_lazy("Who comes in by a key, and for whom. Each organization makes and ends its own."),
        ),
        Section(
            "domains",
            gettext_lazy("Mail domains"),
            "mail_outline",
            MAIL_DOMAIN,
            access.MailDomainForm,
            things=lambda house: domains_to_see(),
            row=rows.mail_domain,
            new=lambda house: MailDomain(),
            add=gettext_lazy("Confirm a mail domain"),
            lead=gettext_lazy(
                "Through the sign-on of an organization people come in with addresses of these domains alone."
            ),
        ),
    )
}
