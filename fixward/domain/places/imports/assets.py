from __future__ import annotations


def import_assets(): ...
