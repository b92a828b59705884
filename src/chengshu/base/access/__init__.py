"""The only place that answers "may they?": role x organisation x data grade x purpose."""
