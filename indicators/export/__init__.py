"""Export rows, citations and passports as bytes and text, without a screen."""

from indicators.export.citation import bibtex, cite
from indicators.export.licence import Permission, bulk_permission, bulk_terms
from indicators.export.passport import Passport, file_stem

__all__ = ["Passport", "Permission", "bibtex", "bulk_permission", "bulk_terms", "cite", "file_stem"]
