from __future__ import annotations


class AddressReport: ...


def import_addresses(): ...
