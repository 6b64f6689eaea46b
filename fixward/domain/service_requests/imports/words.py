"""What the service and owner words of a file name here; what is missing is made where the mapping allows it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.text import slugify
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service, ServiceGroup
from fixward.domain.governments.models import Department, Organization
from fixward.domain.service_requests.imports.mapping import HolderWords, Mapping, OwnerWords, ServiceWords, folded
from fixward.domain.service_requests.imports.report import ImportRefused, Report, Unreadable

_LONGEST_CODE = 50


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom an owner word names, by ids; without a department routing chooses one."""

    organization: int
    department: int | None


class Services:
    """Service words to codes."""

    def __init__(self, words: ServiceWords, *, language: str, problems: list[str]) -> None:
        self._words, self._language = words, language
        self._there = set(Service.objects.values_list("code", flat=True))
        for word, code in words.words.items():
            if code not in self._there and not words.create:
                problems.append(
                    _("“services.words” gives “%(word)s” the code “%(code)s”, which no service has.")
                    % {"word": word, "code": code}
                )

    def code(self, word: str) -> str:
        """The code of the service that the word names; raises Unreadable."""
        code = self._words.words.get(folded(word)) or code_of(word)
        if not word.strip():
            raise Unreadable(_("it names no service"))
        if code not in self._there:
            raise Unreadable(_("its service “%(word)s” is not in the mapping") % {"word": word[:60]})
        return code

    def learn(self, words: Iterable[tuple[str, str]]) -> int:
        """Make the services that these words, each with a target amount or "", lack; how many were made."""
        if not self._words.create:
            return 0
        missing: dict[str, Service] = {}
        for word, target in words:
            code = self._words.words.get(folded(word)) or code_of(word)
            if word.strip() and code not in self._there:
                missing.setdefault(code, self._service(code, word, target))
        if missing:
            # Somebody may have made one of them meanwhile.
            Service.objects.bulk_create(missing.values(), ignore_conflicts=True)
            self._there |= missing.keys()
        return len(missing)

    def _service(self, code: str, word: str, target: str) -> Service:
        return Service(
            code=code,
            group=self._group(),
            name={self._language: _spaced(word)},
            is_active=self._words.active,
            close_amount=int(target) if target.isascii() and target.isdigit() and len(target) < 5 else None,
            close_unit=self._words.target_unit,
        )

    def _group(self) -> ServiceGroup:
        name = {self._language: self._words.group_name}
        return ServiceGroup.objects.get_or_create(code=self._words.group, defaults={"name": name, "position": 999})[0]


class Owners:
    """Owner words to organizations and departments."""

    def __init__(self, words: OwnerWords, *, problems: list[str]) -> None:
        self._words = words
        self._organizations = dict(Organization.objects.values_list("code", "pk"))
        self._departments = _departments()
        if words.organization:
            self._check_organization(words.organization, problems)
        for word, holder in words.words.items():
            self._check(word, holder, problems)

    def holder(self, word: str) -> Holder | None:
        """Whom the word names, None where routing is to decide; raises Unreadable."""
        if not word.strip():
            return None
        meant = self._meant(word)
        if meant is None:
            raise Unreadable(_("its owner “%(word)s” is not in the mapping") % {"word": word[:60]})
        if not meant.organization:
            return None
        department = self._departments.get((meant.organization, meant.department))
        return Holder(self._organizations[meant.organization], department)

    def learn(self, words: Iterable[str]) -> int:
        """Make the departments that these words lack; how many were made."""
        if not self._words.create:
            return 0
        missing: dict[tuple[str, str], Department] = {}
        for word in words:
            meant = self._meant(word) if word.strip() else None
            if meant and meant.department and (meant.organization, meant.department) not in self._departments:
                organization = self._organizations[meant.organization]
                made = Department(organization_id=organization, code=meant.department, name=meant.name)
                missing[meant.organization, meant.department] = made
        if missing:
            Department.objects.bulk_create(missing.values(), ignore_conflicts=True)
            self._departments = _departments()
        return len(missing)

    def _meant(self, word: str) -> HolderWords | None:
        if found := self._words.words.get(folded(word)):
            return found
        if not self._words.create:
            return None
        return HolderWords(self._words.organization, code_of(word), _spaced(word)[:200])

    def _check(self, word: str, holder: HolderWords, problems: list[str]) -> None:
        if not holder.organization:
            return
        self._check_organization(holder.organization, problems)
        known = not holder.department or (holder.organization, holder.department) in self._departments
        if not known and not self._words.create:
            problems.append(
                _("“owners.words” gives “%(word)s” the department “%(code)s”, which “%(of)s” does not have.")
                % {"word": word, "code": holder.department, "of": holder.organization}
            )

    def _check_organization(self, code: str, problems: list[str]) -> None:
        if code not in self._organizations:
            sentence = _("The mapping names the organization “%(code)s”, which is not here.") % {"code": code}
            if sentence not in problems:
                problems.append(sentence)


class Words:
    """Both, checked against what is in the database; raises ImportRefused."""

    def __init__(self, mapping: Mapping) -> None:
        problems: list[str] = []
        if not Organization.objects.filter(is_steward=True).exists():
            problems.append(_("No organization is the steward, who takes what nobody owns: make it first."))
        self.services = Services(mapping.services, language=mapping.language, problems=problems)
        self.owners = Owners(mapping.owners, problems=problems)
        if problems:
            raise ImportRefused(problems)

    def learn(self, words: set[tuple[str, str, str]], report: Report) -> bool:
        """From triples of service, target and owner; whether anything was made."""
        services = self.services.learn(sorted({(service, target) for service, target, _owner in words}))
        departments = self.owners.learn(sorted({owner for _service, _target, owner in words}))
        report.services += services
        report.departments += departments
        return bool(services or departments)


@lru_cache(maxsize=10_000)
def code_of(word: str) -> str:
    """The same code for the same word each time; long words keep their beginning."""
    slug = slugify(_spaced(word))
    if slug and len(slug) <= _LONGEST_CODE:
        return slug
    mark = hashlib.blake2b(folded(word).encode(), digest_size=4).hexdigest()
    return f"{slug[: _LONGEST_CODE - 9].strip('-') or 'word'}-{mark}"


def _spaced(word: str) -> str:
    return " ".join(word.replace("_", " ").split())


def _departments() -> dict[tuple[str, str], int]:
    rows = Department.objects.values_list("organization__code", "code", "pk")
    return {(organization, code): pk for organization, code, pk in rows}
