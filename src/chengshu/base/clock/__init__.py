"""Time: now, and deadlines in named time units on a calendar with holidays and make-up days."""
