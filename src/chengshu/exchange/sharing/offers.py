"""What an applicant can ask for, read from the catalogue."""

from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import (
    ResourceInfo,
    ResourceQuery,
    ResourceRow,
    ResourceState,
    ShareType,
)
from chengshu.exchange.sharing.contracts import Offer, OfferQuery
from chengshu.exchange.sharing.rules import read_rules


def list_offers(actor: Actor, query: OfferQuery) -> tuple[tuple[Offer, ...], int]:
    """Return one page of published resources, and how many match."""
    page = catalog.search_resources(
        actor,
        ResourceQuery(
            text=query.text,
            provider=query.provider_code,
            state=ResourceState.PUBLISHED,
            share_type=query.share_type,
            order=query.order,
            page=query.page,
            page_size=query.page_size,
        ),
    )
    return tuple(_to_line(row) for row in page.rows), page.total


def to_offer(resource: ResourceInfo) -> Offer:
    """Return a resource with all an applicant needs to ask for it."""
    return Offer(
        resource_code=resource.key,
        title=resource.title,
        abstract=resource.abstract,
        provider_code=resource.provider_code,
        provider_name=resource.provider_name,
        share_type=resource.share_type or "",
        days=_days(resource.share_type),
        condition=resource.share_condition,
        no_share_basis=resource.no_share_basis,
        items=resource.items,
    )


def _to_line(row: ResourceRow) -> Offer:
    return Offer(
        resource_code=row.key,
        title=row.title,
        abstract=row.abstract,
        provider_code=row.provider_code,
        provider_name=row.provider_name,
        share_type=row.share_type or "",
        days=_days(row.share_type),
    )


def _days(share_type: ShareType | None) -> int:
    """Return the working days until an answer; an entry without type is treated as conditional."""
    rules = read_rules()
    if share_type is ShareType.WITHHELD:
        return 0
    limit = rules.unconditional if share_type is ShareType.UNCONDITIONAL else rules.conditional
    return limit.amount
