"""Fills the covered words of what is there already, some thousand rows in a transaction, and builds their indexes
beside the work that goes on. Broken off, it can be run again.
"""

import django.contrib.postgres.indexes
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, transaction
from django.db.models import Max

from fixward.foundation.text import covered

_AT_A_TIME = 5000
_WRITE = """
UPDATE service_requests_servicerequest AS request
SET covered_description = filled.description, covered_address = filled.address
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS filled (id, description, address) WHERE request.id = filled.id
"""
# As domain/desks/search.py asks.
_WORDS = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS covered_words_of_organization ON service_requests_servicerequest
    USING gin (organization_id,
        words_of(coalesce(covered_description, description) || ' ' || coalesce(covered_address, address)))
    WHERE covered_description IS NOT NULL OR covered_address IS NOT NULL
"""


def fill(apps, schema_editor):
    requests = apps.get_model("service_requests", "ServiceRequest").objects.order_by("pk")
    last = requests.aggregate(last=Max("pk"))["last"] or 0
    for first in range(0, last + 1, _AT_A_TIME):
        with transaction.atomic(), schema_editor.connection.cursor() as cursor:
            rows = requests.filter(pk__gte=first, pk__lt=first + _AT_A_TIME).select_for_update()
            words = [
                (pk, covered(description), covered(address, plates=False))
                for pk, description, address in rows.values_list("pk", "description", "address")
            ]
            if found := [row for row in words if row[1:] != (None, None)]:
                cursor.execute(_WRITE, [list(column) for column in zip(*found, strict=True)])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("service_requests", "0003_covered_words"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently(
            model_name="servicerequest",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper(
                        django.db.models.functions.comparison.Coalesce("covered_description", "description")
                    ),
                    name="gin_trgm_ops",
                ),
                name="public_words_of_description",
            ),
        ),
        migrations.RunSQL(_WORDS, "DROP INDEX CONCURRENTLY covered_words_of_organization"),
        RemoveIndexConcurrently(model_name="servicerequest", name="words_of_description"),
    ]
