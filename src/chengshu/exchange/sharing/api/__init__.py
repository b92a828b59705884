"""The door of sharing: applications, requests with their decisions, and grants."""

from chengshu.exchange.sharing.api.applications import (
    get_application,
    list_applications,
    save_application,
    switch_application,
)
from chengshu.exchange.sharing.api.grants import (
    current_grant,
    get_grant,
    grant_standing,
    list_grant_versions,
    list_grants,
    list_grants_in_force,
    resume_grant,
    revoke_grant,
    suspend_grant,
)
from chengshu.exchange.sharing.api.requests import (
    check_shareable,
    count_sharing,
    decide_request,
    get_offer,
    get_request,
    is_masked_by_default,
    list_offers,
    list_requests,
    list_share_tasks,
    list_waiting,
    request_share,
    withdraw_request,
)
from chengshu.exchange.sharing.panel import show_use

__all__ = [
    "check_shareable",
    "count_sharing",
    "current_grant",
    "decide_request",
    "get_application",
    "get_grant",
    "get_offer",
    "get_request",
    "grant_standing",
    "is_masked_by_default",
    "list_applications",
    "list_grant_versions",
    "list_grants",
    "list_grants_in_force",
    "list_offers",
    "list_requests",
    "list_share_tasks",
    "list_waiting",
    "request_share",
    "resume_grant",
    "revoke_grant",
    "save_application",
    "show_use",
    "suspend_grant",
    "switch_application",
    "withdraw_request",
]
