"""The pages of the ground floor: people and organisations, permissions, audit, jobs.

It keeps nothing. Accounts, audit, access and jobs lie below the shell (`look`) and cannot have
pages of their own; this room shows what their doors say and passes on what people order.
"""
