"""Claims on data elements: which department answers for which element, and who disputes it.

Promise: at most one department is the authority for an element in a region (一数一源); what two
departments claim is ruled by the bureau within a deadline; a line's history is only added to.
"""
