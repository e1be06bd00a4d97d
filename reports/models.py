"""Reads every room; its one table, Export, will stand here."""
