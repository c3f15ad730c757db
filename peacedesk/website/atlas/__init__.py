"""The map of countries and places, seen from Astana: a drawing and a table of the same places."""
