from datetime import date
from pathlib import Path

import pytest

from knowledge.areas.rows import EXAMPLE_COLUMNS, SERVICE_COLUMNS, read_examples, read_services, write_rows
from knowledge.model import Phone, Position

FULL = dict.fromkeys(SERVICE_COLUMNS, "") | {
    "service_id": "one",
    "name": "Cabinet",
    "categories": "doctor|vaccination",
    "delivery": "on_site",
    "country": "FR",
    "commune_id": "04149",
    "commune": "Peyruis",
    "lat": "44.02",
    "lon": "5.94",
    "phones": "+33465710001|booking:+33465710002;le matin",
    "source": "Essai",
    "source_date": "2026-01-31",
    "assured_date": "2025-12-01",
}


def test_a_row_is_read_into_its_service(tmp_path: Path) -> None:
    write_rows(tmp_path / "services.csv", SERVICE_COLUMNS, [FULL])
    (service,) = read_services(tmp_path / "services.csv")
    assert service.categories == ("doctor", "vaccination")
    assert service.phones == (Phone("+33465710001"), Phone("+33465710002", "booking", "le matin"))
    assert service.location
    assert service.location.position == Position(44.02, 5.94)
    assert (service.source.date, service.assured_date) == (date(2026, 1, 31), date(2025, 12, 1))
    assert not service.example


def test_an_empty_cell_is_unknown_not_empty(tmp_path: Path) -> None:
    write_rows(tmp_path / "services.csv", SERVICE_COLUMNS, [FULL | {"lat": "", "lon": ""}])
    (service,) = read_services(tmp_path / "services.csv")
    assert service.location is None
    assert service.opening_hours is None
    assert service.appointment is None
    assert service.url is None


def test_examples_need_no_source_columns_and_say_what_they_are(tmp_path: Path) -> None:
    write_rows(tmp_path / "examples.csv", EXAMPLE_COLUMNS, [{column: FULL[column] for column in EXAMPLE_COLUMNS}])
    (example,) = read_examples(tmp_path / "examples.csv")
    assert example.example
    assert "inventé" in example.source.name


def test_a_column_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fields not in fieldnames"):
        write_rows(tmp_path / "services.csv", SERVICE_COLUMNS, [FULL | {"colour": "blue"}])
