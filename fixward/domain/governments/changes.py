"""The log of what is changed in a set-up: before and after, by whom and for whom; and taking a change back.

Everything that can be set up is a `Subject`, in the room that knows it. `save` and `remove` are the only ways to change
one, and `undo` goes by them too: so what is taken back is checked as if somebody had typed it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from fixward.domain.governments import policy
from fixward.domain.governments.models import Change, Member, Organization

Thing = TypeVar("Thing", bound=models.Model)
_Subject = TypeVar("_Subject", bound="Subject[Any]")
State = dict[str, Any]
Words = Mapping[str, "str | Promise"]
SUBJECTS: dict[str, Subject[Any]] = {}


class Refused(Exception):
    """Carries sentences fit to show to the person, by the field they are about ("" for the whole); nothing changed."""

    def __init__(self, sentence: str = "", **sentences: str) -> None:
        self.sentences = ({"": sentence} if sentence else {}) | sentences
        super().__init__(" ".join(self.sentences.values()))


class Subject(Generic[Thing]):
    """One sort of thing in a set-up: who may change it, what is kept of it, and when it is right."""

    code: str
    model: type[Thing]
    word: str | Promise
    fields: Words
    """What is kept, each with its name for people."""
    persons: tuple[str, ...] = ("person", "member")
    """Those of the fields that name a person: the log keeps no names of these."""

    def organization(self, thing: Thing) -> Organization | None:
        """Whose set-up it belongs to; None where all share it."""
        return thing.organization  # type: ignore[attr-defined, no-any-return]

    def may(self, by: Member, thing: Thing) -> bool:
        organization = self.organization(thing)
        return policy.can_set_up(by, organization) if organization else policy.can_set_up_umbrella(by)

    def title(self, thing: Thing) -> str:
        """What it is called in the log; empty for persons, whose names are not kept there."""
        return str(thing)

    def check(self, thing: Thing, state: State) -> None:
        """Raises Refused with what no constraint can say in a sentence; `state` is what it is to become."""

    def check_removal(self, thing: Thing) -> None:
        """Raises Refused where something would be left without it."""
        must_be_unused(thing, self.title(thing) or str(self.word))

    def read(self, thing: Thing) -> State:
        return {name: _field(thing, name).value_from_object(thing) for name in self.fields}

    def fill(self, thing: Thing, state: State) -> None:
        for name in self.fields:
            field = _field(thing, name)
            setattr(thing, field.attname, field.to_python(state[name]))

    def store(self, thing: Thing, state: State) -> None:
        thing.full_clean()
        thing.save()

    def delete(self, thing: Thing) -> None:
        thing.delete()

    def names(self, thing: Thing) -> dict[str, str]:
        """What the ids in its state are called now, by field; no names of persons."""
        found = {}
        for name in self.fields:
            if isinstance(_field(thing, name), models.ForeignKey) and name not in self.persons:
                found[name] = str(getattr(thing, name) or "")
        return found


def subject(made: _Subject) -> _Subject:
    """Registers it under its code."""
    SUBJECTS[made.code] = made
    return made


@transaction.atomic
def save(what: Subject[Thing], thing: Thing, *, by: Member, undoes: Change | None = None, **values: Any) -> Thing:
    """Give a thing, new or known, these values; raises Refused, and then nothing is stored."""
    is_new = thing.pk is None or thing._state.adding
    if not is_new:
        thing = _locked(what, thing)
    before, names = ({}, {}) if is_new else (_plain(what.read(thing)), what.names(thing))
    must(what.may(by, thing))
    _one_at_a_time(what.organization(thing))
    state = (what.read(thing) | values) if is_new else before | values
    try:
        what.fill(thing, state)
        must(what.may(by, thing))
        what.check(thing, state)
        with transaction.atomic():
            what.store(thing, state)
    except ValidationError as error:
        raise _refusal(error) from error
    except IntegrityError as error:
        raise Refused(_("That does not go together with what is there already.")) from error
    after = _plain(what.read(thing))
    if before != after:
        _record(what, thing, by, before if not is_new else None, after, (names, what.names(thing)), undoes)
    return thing


@transaction.atomic
def remove(what: Subject[Thing], thing: Thing, *, by: Member, undoes: Change | None = None) -> None:
    """Take a thing away that nothing needs any more; raises Refused."""
    thing = _locked(what, thing)
    must(what.may(by, thing))
    _one_at_a_time(what.organization(thing))
    what.check_removal(thing)
    before, names = _plain(what.read(thing)), what.names(thing)
    change = _record(what, thing, by, before, None, (names, {}), undoes)
    assert change.pk
    what.delete(thing)


@transaction.atomic
def undo(change: Change, *, by: Member) -> None:
    """Bring back what was before the change, as a change of its own; raises Refused where that is not right now."""
    what = SUBJECTS.get(change.subject)
    change = Change.objects.select_related("organization").get(pk=change.pk)
    if what is None or Change.objects.filter(undoes=change).exists():
        raise Refused(_("This change has been taken back already."))
    thing = what.model._default_manager.filter(pk=change.thing).first()
    must(_may_undo(what, thing, change, by))
    _must_be_last(what, thing, change)
    if change.before is None:
        assert thing is not None
        return remove(what, thing, by=by, undoes=change)
    if thing is None:
        # Under its old id, so that the log goes on where it ended.
        thing = what.model(pk=change.thing)
        if "organization" not in what.fields and change.organization_id and hasattr(thing, "organization_id"):
            thing.organization_id = change.organization_id
    values = change.before if change.after is None else _differing(change.before, change.after)
    save(what, thing, by=by, undoes=change, **values)
    return None


def must(allowed: bool) -> None:
    if not allowed:
        raise Refused(_("Only an administrator may change that."))


def must_be_unused(thing: models.Model, title: str, *, but: tuple[type[models.Model], ...] = ()) -> None:
    """Raises Refused where something points to it, so that nothing else goes with it unseen."""
    used = next((sort for sort in _uses(thing) if sort not in but), None)
    if used is not None:
        raise Refused(
            _("“%(thing)s” is in use (%(where)s), so it cannot be removed.")
            % {"thing": title, "where": used._meta.verbose_name_plural}
        )


def differences(change: Change) -> list[str]:
    """The fields that it changed, in the subject's own order."""
    before, after = change.before or {}, change.after or {}
    what = SUBJECTS.get(change.subject)
    known = list(what.fields) if what else sorted(before | after)
    empty: tuple[Any, ...] = (None, "", [], {}, False)
    changed = [name for name in known if before.get(name) != after.get(name)]
    return [name for name in changed if not (before.get(name) in empty and after.get(name) in empty)]


def _may_undo(what: Subject[Any], thing: Any, change: Change, by: Member) -> bool:
    if thing is not None:
        return what.may(by, thing)
    if change.organization is None:
        return policy.can_set_up_umbrella(by)
    return policy.can_manage_members(by, change.organization)


def _must_be_last(what: Subject[Any], thing: Any, change: Change) -> None:
    """Taking back an older change would silently take back what came after it."""
    now = None if thing is None else _plain(what.read(thing))
    meant = change.after
    if now is not None and meant is not None and change.before is not None:
        kept = _differing(change.before, meant)
        now, meant = {name: now.get(name) for name in kept}, {name: meant.get(name) for name in kept}
    if now != meant:
        raise Refused(_("It has been changed again since then. Take the later change back first."))


def _differing(before: State, after: State) -> State:
    return {name: value for name, value in before.items() if value != after.get(name)}


def _record(
    what: Subject[Thing],
    thing: Thing,
    by: Member,
    before: State | None,
    after: State | None,
    names: tuple[dict[str, str], dict[str, str]],
    undoes: Change | None,
) -> Change:
    organization = what.organization(thing)
    return Change.objects.create(
        organization=organization,
        subject=what.code,
        thing=thing.pk,
        title=what.title(thing)[:300],
        by=by,
        before=before,
        after=after,
        names={"before": names[0], "after": names[1]},
        undoes=undoes,
    )


def _locked(what: Subject[Thing], thing: Thing) -> Thing:
    try:
        return what.model._default_manager.select_for_update().get(pk=thing.pk)
    except ObjectDoesNotExist as missing:
        raise Refused(_("Somebody has removed it meanwhile.")) from missing


def _one_at_a_time(organization: Organization | None) -> None:
    """So that two administrators who step down at once do not each see the other still there."""
    if organization is not None and organization.pk is not None:
        Organization.objects.select_for_update().get(pk=organization.pk)


def _plain(state: State) -> State:
    """As the log's JSON gives it back, so that what was stored and what is there can be compared."""
    return dict(json.loads(json.dumps(state, cls=DjangoJSONEncoder)))


def _field(thing: models.Model, name: str) -> models.Field[Any, Any]:
    field = thing._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _uses(thing: models.Model) -> Iterator[type[models.Model]]:
    """The sorts of things that point to this one, links without a name among them."""
    for relation in thing._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and not relation.many_to_many:
            sort: Any = relation.related_model
            if sort._default_manager.filter(**{relation.field.name: thing.pk}).exists():
                yield sort


def _refusal(error: ValidationError) -> Refused:
    if not hasattr(error, "error_dict"):
        return Refused(" ".join(error.messages))
    said = {name: " ".join(sentences) for name, sentences in error.message_dict.items()}
    whole = said.pop(NON_FIELD_ERRORS, "")
    return Refused(whole, **said)
