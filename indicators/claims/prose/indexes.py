"""The names by which people call an index, from the synonyms that each source's TOML lists."""

STATUS = "fh_fiw.status"
