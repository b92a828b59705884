"""DCAT as a file: Turtle or JSON-LD, entry after entry, in bounded memory."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from rdflib import Graph

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.catalog.exports.graphs import Teller, namespaces, tell_catalogue, tell_entry


def write_turtle(target: IO[bytes], entries: Iterable[ResourceInfo], teller: Teller) -> int:
    """Write the catalogue as Turtle; return how many entries it holds."""
    for prefix, space in namespaces().items():
        target.write(f"@prefix {prefix}: <{space}> .\n".encode())
    keys: list[str] = []
    for graph in _graphs(entries, teller, keys):
        target.write(b"\n" + _body(graph).encode())
    return len(keys)


def write_jsonld(target: IO[bytes], entries: Iterable[ResourceInfo], teller: Teller) -> int:
    """Write the catalogue as JSON-LD with its context inside; return how many entries it holds."""
    context = json.dumps(namespaces(), ensure_ascii=False)
    target.write(f'{{"@context": {context},\n"@graph": ['.encode())
    keys: list[str] = []
    mark = "\n"
    for graph in _graphs(entries, teller, keys):
        for node in _nodes(graph):
            target.write(f"{mark}{json.dumps(node, ensure_ascii=False)}".encode())
            mark = ",\n"
    target.write(b"\n]}\n")
    return len(keys)


def _graphs(entries: Iterable[ResourceInfo], teller: Teller, keys: list[str]) -> Iterator[Graph]:
    """Yield the graph of each entry, then that of the catalogue; `keys` fills meanwhile."""
    for entry in entries:
        keys.append(entry.key)
        yield tell_entry(teller, entry)
    yield tell_catalogue(teller, keys)


def _body(graph: Graph) -> str:
    """Return the Turtle of a graph without the prefixes, which stand once at the beginning."""
    text = graph.serialize(format="turtle")
    while text.startswith(("@prefix", "\n")):
        text = text.partition("\n")[2]
    return text


def _nodes(graph: Graph) -> list[Mapping[str, object]]:
    document = json.loads(graph.serialize(format="json-ld", context=namespaces()))
    if "@graph" in document:
        return list(document["@graph"])
    return [{name: value for name, value in document.items() if name != "@context"}]
