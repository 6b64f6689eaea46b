"""What an organization lets the public figures tell of its departments."""

import pytest

from fixward.domain.governments import changes
from fixward.domain.governments.changes import Refused, save
from fixward.domain.governments.models import Change, Role
from fixward.domain.governments.setup import FIGURES


@pytest.fixture
def head(town):
    return town.member("head", town.alder, Role.ADMINISTRATOR)


def test_an_administrator_ticks_departments_and_takes_it_back(town, head):
    save(FIGURES, town.alder, by=head, departments_in_figures="chosen", departments=[town.alder_streets.pk])
    town.alder.refresh_from_db()
    assert town.alder.departments_in_figures == "chosen"
    assert list(town.alder.departments.filter(is_in_figures=True)) == [town.alder_streets]
    changes.undo(Change.objects.latest("pk"), by=head)
    town.alder.refresh_from_db()
    assert town.alder.departments_in_figures == "all"
    assert not town.alder.departments.filter(is_in_figures=True).exists()


def test_it_ticks_none_of_anothers(town, head):
    with pytest.raises(Refused):
        save(FIGURES, town.alder, by=head, departments_in_figures="chosen", departments=[town.county_works.pk])
    assert not town.county.departments.filter(is_in_figures=True).exists()


def test_there_is_no_other_choice(town, head):
    with pytest.raises(Refused):
        save(FIGURES, town.alder, by=head, departments_in_figures="some")


def test_only_administrators_choose(town):
    with pytest.raises(Refused):
        save(FIGURES, town.alder, by=town.abel, departments_in_figures="none")
