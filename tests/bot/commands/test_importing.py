"""Promises of ``import`` and ``template``, from the file or address to what is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.commands.errors import CommandError
from bot.commands.importing import run_import, write_template
from bot.settings import Settings, sqlite_url
from bot.shipped import store_shipped
from knowledge.area import load_area
from knowledge.importers.table import read_table
from knowledge.model import Service
from knowledge.store import Store

AREA = "durance-provence"
GOOD = "nom;catégorie;commune;tel\nCabinet A;doctor;Les Mées;04 92 64 12 34\nCabinet B;doctor;Oraison;\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=sqlite_url(tmp_path / "data" / "allo.sqlite"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "medecins.csv"
    path.write_text(GOOD, "utf-8")
    return path


def rewrite(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


async def imported(settings: Settings, source: Path | str, format: str = "services", dry_run: bool = False) -> int:
    return await run_import(format, str(source), AREA, dry_run, settings)


async def stored(settings: Settings) -> dict[str, Service]:
    store = await Store.open(settings.database_url)
    services = await store.load_services(AREA)
    await store.close()
    return {service.name: service for service in services}


async def test_a_file_is_planned_then_stored(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await imported(settings, file) == 0
    assert {"Cabinet A", "Cabinet B"} <= set(await stored(settings))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 added, 0 changed, 0 removed, 0 unchanged, 0 refused"
    assert lines[-1] == "Stored."


async def test_the_same_import_twice_changes_nothing(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await imported(settings, file)
    before = await stored(settings)
    capsys.readouterr()
    assert await imported(settings, file) == 0
    assert "0 added, 0 changed, 0 removed, 2 unchanged" in capsys.readouterr().out
    assert await stored(settings) == before


async def test_a_row_taken_out_of_the_file_is_removed_and_other_files_are_left_alone(
    settings: Settings, file: Path
) -> None:
    await imported(settings, file)
    other = file.with_name("commerces.csv")
    other.write_text("nom;catégorie;commune\nÉpicerie;supermarket;Oraison\n", "utf-8")
    await imported(settings, other)
    rewrite(file, "\n".join(GOOD.splitlines()[:2]))
    await imported(settings, file)
    names = set(await stored(settings))
    assert {"Cabinet A", "Épicerie"} <= names
    assert "Cabinet B" not in names


async def test_a_dry_run_stores_nothing(settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await imported(settings, file, dry_run=True) == 0
    assert await stored(settings) == {}
    assert "2 added" in capsys.readouterr().out


async def test_one_refused_row_keeps_the_whole_file_out(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(file, GOOD + "Cabinet C;docteurr;Oraison;\n")
    assert await imported(settings, file) == 1
    assert "Cabinet A" not in await stored(settings)
    said = capsys.readouterr().out
    assert "medecins.csv, row 4, category = 'docteurr'" in said
    assert "Nothing was stored" in said


async def test_an_address_is_fetched_and_remembered_as_the_source(settings: Settings) -> None:
    async def serve(_: web.Request) -> web.Response:
        return web.Response(body=GOOD.encode("cp1252"))

    app = web.Application()
    app.router.add_get("/medecins.csv", serve)
    async with TestServer(app) as server:
        url = str(server.make_url("/medecins.csv"))
        assert await imported(settings, url) == 0
        with pytest.raises(CommandError, match="cannot be read"):
            await imported(settings, str(server.make_url("/missing.csv")))
    assert (await stored(settings))["Cabinet A"].source.url == url


async def test_what_a_newer_register_dropped_does_not_come_back(settings: Settings, tmp_path: Path) -> None:
    store = await Store.open(settings.database_url)
    await store_shipped(store, load_area(AREA), examples=False)
    await store.close()
    register = tmp_path / "fs.csv"
    register.write_text(
        "id_fs,lib_fs,adresse,insee_com,code_postal,lib_com,latitude,longitude,telephone\n"
        "9001,France services A,1 rue A,04116,04190,Les Mées,44.03,5.97,04 92 64 12 34\n",
        "utf-8",
    )
    assert await imported(settings, register, "france-services") == 0
    store = await Store.open(settings.database_url)
    await store_shipped(store, load_area(AREA), examples=False)
    await store.close()
    offices = [s.service_id for s in (await stored(settings)).values() if "france_services" in s.categories]
    assert offices == ["france-services-9001"]


async def test_communes_are_for_every_area(settings: Settings, tmp_path: Path) -> None:
    communes = tmp_path / "communes.csv"
    communes.write_text("insee,name,lat,lon\n99001,Ailleurs,45.0,3.0\n", "utf-8")
    assert await run_import("communes", str(communes), None, False, settings) == 0
    store = await Store.open(settings.database_url)
    for area_id in (AREA, "westhoek"):
        assert "Ailleurs" in {place.name for place in await store.load_places(area_id)}
    await store.close()


@pytest.mark.parametrize(
    ("format", "source", "area", "says"),
    [
        ("odd", "a.csv", AREA, "no format 'odd'"),
        ("services", "a.csv", "odd", "no area 'odd'"),
        ("services", "a.csv", None, "say for which area"),
        ("services", "missing.csv", AREA, "missing.csv cannot be read"),
    ],
)
async def test_what_cannot_be_done_is_said_in_one_sentence(
    settings: Settings, format: str, source: str, area: str | None, says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        await run_import(format, source, area, False, settings)


async def test_another_file_is_not_imported(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(CommandError, match=r"a\.csv: not the list of France Services"):
        await imported(settings, file, "france-services")


@pytest.mark.parametrize("area_id", ["durance-provence", "hautes-alpes", "westhoek"])
async def test_the_template_of_an_area_can_be_imported_there_and_its_examples_stay_out_of_sight(
    settings: Settings, tmp_path: Path, area_id: str
) -> None:
    template = tmp_path / "modele.xlsx"
    write_template(template, area_id)
    assert len(read_table(template.read_bytes()).rows) == 4
    assert await run_import("services", str(template), area_id, False, settings) == 0
    store = await Store.open(settings.database_url)
    assert all(not service.example for service in await store.load_services(area_id))
    await store.close()


def test_a_template_of_an_unknown_kind_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="must end in"):
        write_template(tmp_path / "modele.doc")
