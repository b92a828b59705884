"""The registry of connectors, ours registered like any other."""

from chengshu.base.registry.api import Registry
from chengshu.data.sources.connectors.dialects import DialectConnector
from chengshu.data.sources.connectors.engines import open_dialect, open_sqlite
from chengshu.data.sources.connectors.mariadb import MariadbConnector
from chengshu.data.sources.connectors.postgresql import PostgresqlConnector
from chengshu.data.sources.contracts import Connector, SourceKind
from chengshu.data.sources.files.connector import FilesConnector

CONNECTORS: Registry[Connector] = Registry("connectors")
CONNECTORS.register(SourceKind.POSTGRESQL, PostgresqlConnector())
CONNECTORS.register(SourceKind.MARIADB, MariadbConnector())
CONNECTORS.register(SourceKind.FILES, FilesConnector())
CONNECTORS.register(SourceKind.SQLITE, DialectConnector(open_sqlite))
CONNECTORS.register(SourceKind.DIALECT, DialectConnector(open_dialect))
