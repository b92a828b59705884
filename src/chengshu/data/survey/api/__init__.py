"""The door of survey: drafted tables, and what people say of them."""

from chengshu.data.survey.api.drafts import (
    accept_above,
    accept_line,
    clear_secret,
    confirming_progress,
    correct_line,
    find_next_draft,
    get_draft,
    leave_out_line,
    list_draft_tasks,
    list_drafts,
    reopen_line,
    set_aside,
    submit_draft,
    take_back,
    undo_step,
)

__all__ = [
    "accept_above",
    "accept_line",
    "clear_secret",
    "confirming_progress",
    "correct_line",
    "find_next_draft",
    "get_draft",
    "leave_out_line",
    "list_draft_tasks",
    "list_drafts",
    "reopen_line",
    "set_aside",
    "submit_draft",
    "take_back",
    "undo_step",
]
