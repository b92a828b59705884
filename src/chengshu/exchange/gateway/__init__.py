"""Signed calls: keys of applications, the grant checked each time, masks, quotas, receipts.

Promise: no row leaves without a grant in force and a record committed before the answer is sent.
"""
