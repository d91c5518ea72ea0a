"""What leaves the house: rows, citations and passports, as bytes and text, without a screen."""
