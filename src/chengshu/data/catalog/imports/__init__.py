"""From a file of another catalogue to drafts: read, mapped, composed, compared, then kept."""
