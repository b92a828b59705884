"""Claims on data elements: which department answers for which element, and who disputes it."""
