"""JSON Schemas of GeoReport v2, written out from the specification: what each answer has to look like."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_FILLED = {"type": "string", "minLength": 1}
_MAYBE = {"type": ["string", "null"]}
# The W3C's subset of ISO 8601, with the zone said: "Date/Time Values" of the specification.
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
_MAYBE_MOMENT = {"anyOf": [_MOMENT, {"type": "null"}]}
_LINK = {"anyOf": [{"type": "string", "pattern": "^https?://"}, {"type": "null"}]}


def _object(properties: dict[str, Any], *, optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """All of these, and nothing but these and the optional ones."""
    return {
        "type": "object",
        "properties": properties | (optional or {}),
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], *, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


SERVICES = _list(
    _object(
        {
            "service_code": _FILLED,
            "service_name": _FILLED,
            "description": _TEXT,
            "metadata": {"type": "boolean"},
            "type": {"enum": ["realtime", "batch", "blackbox"]},
            "keywords": _TEXT,
            "group": _TEXT,
        }
    )
)
_LISTS = ["singlevaluelist", "multivaluelist"]
_ATTRIBUTE = _object(
    {
        "variable": {"type": "boolean"},
        "code": _FILLED,
        "datatype": {"enum": ["string", "number", "datetime", "text", *_LISTS]},
        "required": {"type": "boolean"},
        "datatype_description": _MAYBE,
        "order": {"type": "integer", "minimum": 1},
        "description": _TEXT,
    },
    optional={"values": _list(_object({"key": _FILLED, "name": _TEXT}), least=1)},
) | {
    "if": {"properties": {"datatype": {"enum": _LISTS}, "variable": {"const": True}}},
    "then": {"required": ["values"]},
    "else": {"not": {"required": ["values"]}},
}
DEFINITION = _object({"service_code": _FILLED, "attributes": _list(_ATTRIBUTE)})
REQUESTS = _list(
    _object(
        {
            "service_request_id": _FILLED,
            "status": {"enum": ["open", "closed"]},
            "status_notes": _MAYBE,
            "service_name": _FILLED,
            "service_code": _FILLED,
            "description": _MAYBE,
            "agency_responsible": _FILLED,
            "service_notice": _MAYBE,
            "requested_datetime": _MOMENT,
            "updated_datetime": _MOMENT,
            "expected_datetime": _MAYBE_MOMENT,
            "address": _MAYBE,
            "address_id": _MAYBE,
            "zipcode": _MAYBE,
            "lat": {"type": "number", "minimum": -90, "maximum": 90},
            "long": {"type": "number", "minimum": -180, "maximum": 180},
            "media_url": _LINK,
        }
    )
)
# With an id or a token, not with both.
_STORED = _object(
    {"service_notice": _MAYBE, "account_id": _MAYBE},
    optional={"service_request_id": _FILLED, "token": _FILLED, "agency_responsible": _FILLED},
) | {"oneOf": [{"required": ["service_request_id"]}, {"required": ["token"]}]}
POSTED = _list(_STORED, least=1) | {"maxItems": 1}
TOKEN = _list(_object({"service_request_id": _MAYBE, "token": _FILLED}), least=1) | {"maxItems": 1}
ERRORS = _list(_object({"code": {"type": "string", "pattern": r"^\d{3}$"}, "description": _FILLED}), least=1)
DISCOVERY = _object(
    {
        "changeset": _MOMENT,
        "contact": _FILLED,
        "key_service": _FILLED,
        "endpoints": _list(
            _object(
                {
                    "specification": {"const": "http://wiki.open311.org/GeoReport_v2"},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "changeset": _MOMENT,
                    "type": {"enum": ["production", "test"]},
                    "formats": _list({"enum": ["text/xml", "application/json"]}, least=1),
                }
            ),
            least=1,
        ),
    }
)
