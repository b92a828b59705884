"""Cases, assignments and clocks: every case has an owner and a clock."""
