"""The demo city 云枢市: fictional, every page says so."""
