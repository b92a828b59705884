"""How people see: screens that read doors only and compute nothing."""
