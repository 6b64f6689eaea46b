"""The other system of these tests: its file, its mapping, and how one looks at what came of it."""

import csv
from zoneinfo import ZoneInfo

from fixward.domain.service_requests.imports import Report
from fixward.domain.service_requests.models import ServiceRequest

NEW_YORK = ZoneInfo("America/New_York")

MAPPING = """
source = "old"
[columns]
id = "Id"
service = "What"
lon = "X"
lat = "Y"
created = "Opened"
updated = "Changed"
closed = "Closed"
status = "State"
owner = "Who"
description = "Text"
[times]
zone = "America/New_York"
formats = ["%Y-%m-%d %H:%M"]
[status]
open = "submitted"
done = "fixed"
[services.words]
Hole = "pothole"
[owners]
organization = "county"
[owners.words]
Works = { department = "works" }
Alder_City = { organization = "alder" }
Nobody = {}
"""
HEADER = "Id,What,X,Y,Opened,Changed,Closed,State,Who,Text"
IN_ALDER = "A1,Hole,0.5,0.5,2015-03-02 08:00,2015-03-05 09:30,2015-03-04 10:00,done,,A hole"


def refused(report: Report) -> list[dict[str, str]]:
    assert report.refused_path
    with report.refused_path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def one() -> ServiceRequest:
    return ServiceRequest.objects.get(source="old")
