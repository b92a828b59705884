"""Walks the whole way of the data by door calls only; every step may be walked again."""
