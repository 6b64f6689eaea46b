"""The description of the API (OpenAPI 3.1), with what every call has in common."""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from fixward.doors.api.once import HEADER, LONGEST
from fixward.doors.api.problems import CONTENT_TYPE, ProblemOut

_PROBLEM = {
    "description": "What went wrong, by RFC 9457.",
    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
}
_IN_GEOJSON = ("items", "item")
_LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "schema": {"type": "string"},
    "required": False,
    "description": "The language of names and sentences.",
}
_ONCE = {
    "in": "header",
    "name": HEADER,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
    "required": False,
    "description": "Made up by the caller: the same call with the same key does nothing again, for a day.",
}


def described(schema: OpenAPISchema) -> OpenAPISchema:
    components = schema["components"]["schemas"]
    made = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    components.update(made.pop("$defs", {}))
    components["ProblemOut"] = made
    for path in schema["paths"].values():
        for verb, operation in path.items():
            _complete(verb, operation)
    return schema


def _complete(verb: str, operation: dict[str, Any]) -> None:
    # One description may stand for several verbs of an address.
    if "4XX" in operation["responses"]:
        return
    operation["responses"]["4XX"] = _PROBLEM
    if operation["operationId"] in _IN_GEOJSON:
        content = operation["responses"][200]["content"]
        content["application/geo+json"] = content.pop("application/json")
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body and "allOf" in body["schema"]:
        # Where nothing need be sent: the default adds nothing, and generators of clients stumble over it.
        body["schema"] = body["schema"]["allOf"][0]
    if verb == "get":
        operation["responses"][304] = {"description": "What you have is as it was (If-None-Match)."}
    operation["parameters"] = [*operation["parameters"], _LANGUAGE, *([_ONCE] if verb == "post" else [])]
