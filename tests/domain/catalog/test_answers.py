import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixward.domain.catalog import answers
from fixward.domain.catalog.models import Question

VALUES = [{"key": "a", "name": {"en": "Apple", "es": "Manzana"}}, {"key": "b", "name": {"en": "Bread"}}]


def question(datatype, **fields):
    values = VALUES if "list" in datatype else []
    return Question(code="q", datatype=datatype, text={"en": "What?"}, values=values, **fields)


@pytest.mark.parametrize(
    ("datatype", "typed", "kept"),
    [
        ("string", ["  red \x00"], "red"),
        ("text", ["a\r\nb"], "a\nb"),
        ("number", ["2,5"], "2.5"),
        ("datetime", ["2026-05-31"], "2026-05-31T00:00:00-04:00"),
        ("datetime", ["2026-05-31T10:00:00Z"], "2026-05-31T10:00:00+00:00"),
        ("singlevaluelist", ["a"], "a"),
        ("multivaluelist", ["b", "a", "b"], ["b", "a"]),
    ],
)
def test_each_datatype_is_read(datatype, typed, kept):
    assert answers.read([question(datatype)], {"q": typed}) == {"q": kept}


@pytest.mark.parametrize(
    ("datatype", "typed"),
    [
        ("string", ["x" * 256]),
        ("text", ["x" * 4001]),
        ("number", ["three"]),
        ("number", ["nan"]),
        ("number", ["1e999"]),
        ("datetime", ["tomorrow"]),
        ("datetime", ["2026-02-31"]),
        ("singlevaluelist", ["c"]),
        ("multivaluelist", ["a", "c"]),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(datatype, typed):
    with pytest.raises(answers.AnswersRefused) as refusal:
        answers.read([question(datatype)], {"q": typed})
    assert "What?" in refusal.value.sentences["q"]


def test_a_required_question_is_asked_for_and_a_notice_never_is():
    with pytest.raises(answers.AnswersRefused):
        answers.read([question("string", is_required=True)], {})
    assert answers.read([question("string", is_notice=True)], {"q": ["x"]}) == {}


def test_what_was_not_asked_is_dropped():
    assert answers.read([], {"sneaky": ["x"]}) == {}


def test_answers_are_shown_by_their_names():
    assert answers.shown(question("multivaluelist"), ["a", "b", "gone"]) == "Apple, Bread, gone"


@given(
    st.sampled_from(["string", "text", "number", "datetime", "singlevaluelist", "multivaluelist"]), st.lists(st.text())
)
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(datatype, typed):
    try:
        kept = answers.read([question(datatype)], {"q": typed})
    except answers.AnswersRefused as refusal:
        kept = refusal.sentences
        sentence = True
    else:
        sentence = False
    assert kept.get("q") or not sentence
    assert all("\x00" not in str(value) for value in kept.values())


@pytest.mark.parametrize(
    "typed", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "9999-12-31", "0001-01-01"]
)
def test_a_date_that_no_other_zone_could_tell_is_refused(typed):
    with pytest.raises(answers.AnswersRefused, match="needs a date"):
        answers.read([question("datetime")], {"q": [typed]})


@pytest.mark.parametrize("typed", ["0002-01-01T00:00:00+14:00", "9998-12-31T23:59:59-12:00"])
def test_every_date_that_is_kept_can_be_shown(typed):
    kept = answers.read([question("datetime")], {"q": [typed]})

    assert answers.shown(question("datetime"), kept["q"])


def test_a_number_of_a_hundred_thousand_digits_is_refused():
    with pytest.raises(answers.AnswersRefused, match="needs a number"):
        answers.read([question("number")], {"q": ["0." + "3" * 100_000]})


CALL = {"en": "Call 911 now.", "es": "Llame al 911 ahora."}


@pytest.mark.parametrize(("datatype", "typed"), [("singlevaluelist", ["no"]), ("multivaluelist", ["no", "nobody"])])
def test_an_answer_can_stop_a_report_and_says_what_to_do_instead(datatype, typed):
    values = [{"key": "nobody", "name": {"en": "Nobody"}}, {"key": "no", "name": {"en": "No"}, "stop": CALL}]
    wire = Question(code="q", datatype=datatype, text={"en": "Hurt?"}, values=values)
    with pytest.raises(answers.AnswersRefused) as refusal:
        answers.read([wire], {"q": typed})
    assert refusal.value.sentences == {"q": "Call 911 now."}
    assert answers.stops([wire], {"q": typed if datatype == "multivaluelist" else typed[0]}) == ["Call 911 now."]
    assert answers.stops([wire], {"q": "nobody"}) == answers.stops([wire], {}) == []
    assert answers.read([wire], {"q": ["nobody"]})
