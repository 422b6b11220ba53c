"""Settings come from the environment alone, are checked at once, and never show a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError

SECRETS = {
    "ALLO_SECRET": "s3cret-key",
    "ALLO_TELEGRAM_TOKEN_HAUTES_ALPES": "12345:t3legram",
    "ALLO_TWILIO_ACCOUNT_SID": "AC-s1d",
    "ALLO_TWILIO_AUTH_TOKEN": "tw1lio",
    "ALLO_DATABASE_URL": "postgresql+asyncpg://allo:p4ssword@db/allo",
}
AREAS = ("durance-provence", "hautes-alpes")


def test_without_any_variable_the_program_serves_this_machine_alone() -> None:
    settings = Settings.from_env({})
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8080, None)
    assert settings.telegram_tokens == {}
    assert settings.twilio_numbers == {}


def test_data_and_database_lie_in_the_same_folder(tmp_path: Path) -> None:
    settings = Settings.from_env({"ALLO_DATA_DIR": str(tmp_path)})
    assert settings.data_dir == tmp_path
    assert settings.database_url.endswith(f"{tmp_path}/allo.sqlite")


def test_the_area_is_in_the_name_of_the_variable() -> None:
    settings = Settings.from_env(
        {"ALLO_TELEGRAM_TOKEN_HAUTES_ALPES": "1:a", "ALLO_TWILIO_NUMBER_WESTHOEK": "+33639980001"}
    )
    assert settings.telegram_tokens == {"hautes-alpes": "1:a"}
    assert settings.twilio_numbers == {"westhoek": "+33639980001"}


def test_an_empty_variable_is_an_unset_one() -> None:
    settings = Settings.from_env({"ALLO_PORT": "", "ALLO_TELEGRAM_TOKEN_WESTHOEK": " "})
    assert settings.port == 8080
    assert settings.telegram_tokens == {}


def test_the_public_address_has_no_slash_at_its_end() -> None:
    assert Settings.from_env({"ALLO_PUBLIC_URL": "https://allo.example/"}).public_url == "https://allo.example"


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALLO_PORT", "http"), ("ALLO_PORT", "70000"), ("ALLO_PUBLIC_URL", "allo.example"), ("ALLO_TELEGRAM_TOKN", "1:a")],
)
def test_what_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({name: value})


def test_secrets_are_neither_printed_nor_described() -> None:
    settings = Settings.from_env(SECRETS)
    said = repr(settings) + repr(settings.describe(AREAS))
    assert [name for name in ("s3cret", "t3legram", "s1d", "tw1lio", "p4ssword") if name in said] == []


def test_what_is_missing_comes_with_how_to_get_it() -> None:
    missing = {f.name: f.says for f in Settings.from_env({}).describe(AREAS) if f.state == "missing"}
    assert "@BotFather" in missing["ALLO_TELEGRAM_TOKEN_DURANCE_PROVENCE"]
    assert "Twilio" in missing["ALLO_TWILIO_AUTH_TOKEN"]
