"""Readers of the places where models and data sets live; what they bring is evidence."""
