"""Pages of the gateway: applications and keys, calls, usage of grants."""
