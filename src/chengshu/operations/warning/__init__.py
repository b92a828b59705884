"""Rules over readings, and alerts: an alert opens a case, it never acts itself."""
