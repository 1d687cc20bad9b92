"""The sales of a day, by country and article."""
