import re

import pytest

from knowledge.countries import HelpNumber, NationalService, load_countries, national_services
from knowledge.taxonomy import load_taxonomy


def test_every_number_can_be_dialled_and_has_its_source_and_three_labels() -> None:
    for country in load_countries().values():
        entries: list[HelpNumber | NationalService] = [*country.emergency, *country.help, *country.services]
        for entry in entries:
            assert entry.url if entry.number is None else re.fullmatch(r"\d{2,6}|\+\d{9,13}", entry.number)
            assert set(entry.label) == {"fr", "en", "nl"}
            assert entry.source.url
            assert entry.source.url.startswith("https://")
            assert set(entry.categories) <= set(load_taxonomy().codes)


@pytest.mark.parametrize(
    ("country", "topic", "number"),
    [
        ("FR", "medical", "15"),
        ("FR", "police", "17"),
        ("FR", "fire", "18"),
        ("FR", "any", "112"),
        ("BE", "medical", "112"),
        ("BE", "police", "101"),
    ],
)
def test_emergencies_ring_at_the_right_service(country: str, topic: str, number: str) -> None:
    found = load_countries()[country].find_emergency(topic)
    assert found
    assert found.number == number


def test_who_cannot_speak_in_france_writes_to_114() -> None:
    found = load_countries()["FR"].find_emergency("any", "sms")
    assert found
    assert found.number == "114"


def test_no_number_takes_sms_in_belgium() -> None:
    assert load_countries()["BE"].find_emergency("any", "sms") is None


@pytest.mark.parametrize(("country", "number"), [("FR", "3114"), ("BE", "1813")])
def test_suicide_has_a_line_in_each_country(country: str, number: str) -> None:
    assert [found.number for found in load_countries()[country].find_help("suicide")] == [number]


def test_the_poison_centre_is_the_regions_own() -> None:
    france = load_countries()["FR"]
    assert [found.number for found in france.find_help("poison", "93")] == ["+33491752525"]
    assert [found.number for found in france.find_help("poison", "32")] == ["+33800595959"]


def test_national_services_have_a_country_and_no_place() -> None:
    services = {service.service_id: service for service in national_services("FR", "fr")}
    pharmacy = services["national-fr-3237"]
    assert pharmacy.categories == ("duty_pharmacy",)
    assert pharmacy.location is None
    assert pharmacy.country == "FR"
    assert [phone.number for phone in pharmacy.phones] == ["3237"]


def test_what_has_a_site_alone_is_online_without_a_phone() -> None:
    services = {service.service_id: service for service in national_services("BE", "nl")}
    pharmacy = services["national-be-duty_pharmacy"]
    assert (pharmacy.delivery, pharmacy.phones) == ("online", ())
    assert pharmacy.url == "https://www.apotheek.be"
