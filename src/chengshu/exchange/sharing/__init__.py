"""Who may have what, why, until when: applications, requests, decisions and immutable grants.

Promise: data leaves only under a grant; a grant is never changed, each change is a new version;
sensitive items are masked unless the grant says so.
"""
