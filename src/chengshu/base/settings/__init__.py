"""What the installation is told from outside: one frozen object, read once from `CHENGSHU_*`.

Also knows where the database is, and starts the embedded one when the city brings none.
"""
