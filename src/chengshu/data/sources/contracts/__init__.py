"""What crosses the door of sources: what is read, and what was found by reading a little."""

from chengshu.data.sources.contracts.profiles import (
    ColumnProfile,
    ProfileLimits,
    Profiler,
    Sampling,
    TableProfile,
)
from chengshu.data.sources.contracts.reading import (
    CheckResult,
    ColumnInfo,
    Connection,
    Connector,
    MisshapenRow,
    NewSource,
    ReadRequest,
    ReceivedFile,
    SourceInfo,
    SourceKind,
    SystemInfo,
    TableInfo,
    TableStream,
)

__all__ = [
    "CheckResult",
    "ColumnInfo",
    "ColumnProfile",
    "Connection",
    "Connector",
    "MisshapenRow",
    "NewSource",
    "ProfileLimits",
    "Profiler",
    "ReadRequest",
    "ReceivedFile",
    "Sampling",
    "SourceInfo",
    "SourceKind",
    "SystemInfo",
    "TableInfo",
    "TableProfile",
    "TableStream",
]
