import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory


class Identity(forms.Form):
    first_name = forms.CharField(label="Prénom", help_text="Comme sur la pièce d’identité.")
    nickname = forms.CharField(label="Nom d’usage", required=False)
    done = forms.ChoiceField(label="Faite\u00a0?", widget=forms.RadioSelect, choices=[("y", "Oui"), ("n", "Non")])
    honest = forms.BooleanField(label="Je le certifie.")


class Draft(Identity):
    marks_optional = False


def page(form: forms.Form) -> str:
    request = RequestFactory().get("/")
    return render_to_string("form_page.html", {"form": form, "heading": "Votre identité"}, request)


@pytest.fixture
def refused() -> str:
    return page(Identity({}))


def test_label_help_error_and_control_stand_in_that_order(refused: str) -> None:
    marks = ('for="id_first_name"', "Comme sur", 'id="id_first_name_error"', 'name="first_name"')
    places = [refused.index(mark) for mark in marks]
    assert places == sorted(places)


def test_a_control_names_its_help_and_its_error(refused: str) -> None:
    assert 'aria-describedby="id_first_name_helptext id_first_name_error"' in refused
    assert 'aria-invalid="true"' in refused


def test_a_refused_page_says_so_in_its_title_and_links_to_each_field(refused: str) -> None:
    assert "<title>Erreur\u00a0: Votre identité" in refused
    assert 'href="#id_first_name"' in refused
    assert 'href="#id_done_0">Faite\u00a0: ' in refused


def test_a_set_of_radios_is_one_named_group(refused: str) -> None:
    group = refused[refused.index("<fieldset") : refused.index("</fieldset>")]
    assert "<legend>Faite" in group
    assert group.count('type="radio"') == 2


def test_optional_fields_are_marked_and_required_ones_are_not() -> None:
    calm = page(Identity())
    assert calm.count("(facultatif)") == 1
    assert "*" not in calm[calm.index("<main") : calm.index("</main")]
    assert "Erreur" not in calm


def test_a_draft_may_silence_the_mark() -> None:
    assert "(facultatif)" not in page(Draft())
