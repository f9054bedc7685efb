"""The published schemas of space.yaml and of mappings say what the program says."""

import json
import re

import pytest
import yaml
from jsonschema import Draft202012Validator

from conftest import ROOT


def schema(name):
    text = json.loads((ROOT / "templates" / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(text)
    return Draft202012Validator(text)


SPACES = sorted(p for p in ROOT.glob("samples/**/space.yaml"))
MAPPINGS = sorted(p for p in ROOT.glob("samples/**/mapping.yaml"))


@pytest.mark.parametrize("path", SPACES + MAPPINGS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_sample_fits(path):
    schema(path.stem).validate(yaml.safe_load(path.read_text()))


@pytest.mark.parametrize("preset", ["default", "contact-center", "e-commerce"])
def test_what_init_writes_fits(rollcall, tmp_path, preset):
    rollcall("space", "init", "--preset", preset)
    schema("space").validate(yaml.safe_load((tmp_path / ".rollcall" / "space.yaml").read_text()))


SPACE_CASES = [
    "{}",
    "",
    "version: 1\nname: Shop\nslug: shop\nid: spa_1\nworkspace: {id: w, slug: w-1}",
    "target: api\ncharacters: headers\nregion: https://example.com/v1",
    "identifiers: [email, {type: phone, limit: 3, window: weekly, blocked: {values: [x, 0], patterns: ['^a']}}]",
    "traits: [City, {name: ltv, type: number}, {name: born, type: date, format: DD.MM.YYYY}]",
    "mapping: {columns: {a: email, b: {trait: x, type: json}}, constants: {c: 1}}",
    "write_key_file: key\nprofile_token_file: token",
    "identifiers: []",
    "identifiers: [Email]",
    "identifiers: ['a b']",
    "identifiers: [{limit: 3}]",
    "identifiers: [{type: email, limit: 0}]",
    "identifiers: [{type: email, limit: 1001}]",
    "identifiers: [{type: email, window: yearly}]",
    "identifiers: [{type: email, block: {}}]",
    "target: unified",
    "characters: none",
    "region: asia",
    "slug: My Shop",
    "id: 'a b'",
    "workspace: {name: x}",
    "version: 2",
    "write_key: abc",
    "traits: [{type: number}]",
    "traits: [{name: a, type: float}]",
    "traits: [{name: a, format: DD.MM.YYYY}]",
    "mapping: {rows: {}}",
    "colour: red",
]


@pytest.mark.parametrize("text", SPACE_CASES)
def test_schema_and_program_agree_on_spaces(rollcall, tmp_path, text):
    (tmp_path / ".rollcall").mkdir()
    (tmp_path / ".rollcall" / "space.yaml").write_text(text)
    result = rollcall("space", "show", status=None)
    assert result.status in (0, 78), str(result)
    assert schema("space").is_valid(yaml.safe_load(text)) == (result.status == 0), str(result)


MAPPING_CASES = [
    "{}",
    "columns: {a: email}",
    "columns: {a: {identifier: email, required: true}}",
    "columns: {a: {trait: x, type: number, blank: 'null', null_values: [N/A, 0]}}",
    "columns: {a: {trait: x, blank: null}, b: timestamp, c: ignore}",
    "columns: {a: {timestamp: true, type: date, format: DD.MM.YYYY}}",
    "constants: {imported_from: crm, n: 1, d: true}",
    "columns: {a: {identifier: email, trait: x}}",
    "columns: {a: {trait: x, type: float}}",
    "columns: {a: {trait: x, blank: never}}",
    "columns: {a: {trait: x, format: DD.MM.YYYY}}",
    "columns: {a: {tait: x}}",
    "columns: {a: [email]}",
    "columns: [a]",
    "constants: {a: [1]}",
    "column: {a: email}",
]


@pytest.mark.parametrize("text", MAPPING_CASES)
def test_schema_and_program_agree_on_mappings(rollcall, tmp_path, text):
    (tmp_path / "m.yaml").write_text(text)
    (tmp_path / "p.csv").write_text("user_id,a,b,c\nu1,1.5,,x\n")
    result = rollcall("check", "p.csv", "--mapping", "m.yaml", status=None)
    assert result.status in (0, 1, 78), str(result)
    assert schema("mapping").is_valid(yaml.safe_load(text)) == (result.status != 78), str(result)


def test_documents_name_the_schemas():
    text = (ROOT / "README.md").read_text()
    for name in ["space", "mapping"]:
        assert re.search(rf"templates/{name}\.schema\.json", text), name
