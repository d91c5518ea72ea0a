"""One module for each page: choices, one question to the indicators, cards, text. No arithmetic, no files."""
