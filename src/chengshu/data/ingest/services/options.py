"""Saving how a resource is loaded."""

from chengshu.data.ingest.contracts import LoadOptions
from chengshu.data.ingest.models import LoadOption


def save_options(*, options: LoadOptions) -> None:
    """Keep the options of a resource; saving twice changes nothing."""
    words = None if options.null_words is None else list(options.null_words)
    values = {"null_words": words, "is_scheduled": options.is_scheduled}
    LoadOption.objects.update_or_create(resource_code=options.resource_code, defaults=values)
