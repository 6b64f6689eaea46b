"""The map of the desk with its layers, and the list beside it."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixward.domain.service_requests.models import ServiceRequest
from tests.town import ON_ROAD, Town


def test_the_map_has_boxes_for_its_layers_and_a_list_to_go_to(ada, town: Town):
    page = ada.desk(town.pothole).content.decode()
    assert f'data-layers="/staff/requests/{town.pothole.number}/ground.geojson"' in page
    for layer in ("boundaries", "assets", "requests"):
        assert f'id="layer-{layer}"' in page
    assert f'href="/staff/requests/{town.pothole.number}/around"' in page


def test_the_list_says_places_assets_with_owners_and_open_requests_of_any_service(ada, town: Town):
    here, other = town.report(ON_ROAD), town.report(ON_ROAD, service=town.light_service)
    secret = town.report(ON_ROAD)
    ServiceRequest.objects.filter(pk=secret.pk).update(is_private=True, organization=town.birch)
    ServiceRequest.objects.get(pk=secret.pk).custodies.update(organization=town.birch)
    page = ada.get(f"/staff/requests/{here.number}/around").content.decode()
    for words in ("Alder", "Cedar County", "SR 3", "owner: State", other.number):
        assert words in page
    assert secret.number not in page
    part = ada.client.get(f"/staff/requests/{here.number}/around", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="_around"')


def test_the_layers_of_the_map_are_borders_and_assets_as_geojson(ada, town: Town):
    here = town.report(ON_ROAD)
    drawn = ada.get(f"/staff/requests/{here.number}/ground.geojson").json()
    assert [(one["properties"]["layer"], one["properties"]["name"]) for one in drawn["features"]] == [
        ("assets", "SR 3")
    ]
    assert drawn["features"][0]["geometry"]["type"] == "LineString"


def test_the_points_of_the_map_are_all_open_requests_near(ada, town: Town):
    other = town.report(service=town.light_service)
    drawn = ada.get(f"/staff/requests/{town.pothole.number}/near.geojson").json()
    tones = {one["properties"]["number"]: one["properties"]["tone"] for one in drawn["features"]}
    assert tones == {town.pothole.number: "bad", other.number: "quiet"}


def test_ten_more_requests_nearby_cost_no_query_more(ada, town: Town):
    path = f"/staff/requests/{town.pothole.number}/around"
    town.report()
    with CaptureQueriesContext(connection) as few:
        ada.get(path)
    for _number in range(10):
        town.report()
    with CaptureQueriesContext(connection) as more:
        ada.get(path)
    assert len(more) == len(few)
