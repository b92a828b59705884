"""The registry of connectors, ours registered like any other; each is loaded when first used."""

from chengshu.base.registry.api import Registry
from chengshu.data.sources.contracts import Connector, SourceKind

_HOME = "chengshu.data.sources"
CONNECTORS: Registry[Connector] = Registry("connectors")
CONNECTORS.register_place(SourceKind.POSTGRESQL, f"{_HOME}.connectors.postgresql:POSTGRESQL")
CONNECTORS.register_place(SourceKind.MARIADB, f"{_HOME}.connectors.mariadb:MARIADB")
CONNECTORS.register_place(SourceKind.FILES, f"{_HOME}.files.connector:FILES")
CONNECTORS.register_place(SourceKind.SQLITE, f"{_HOME}.connectors.dialects:SQLITE")
CONNECTORS.register_place(SourceKind.DIALECT, f"{_HOME}.connectors.dialects:DIALECT")
