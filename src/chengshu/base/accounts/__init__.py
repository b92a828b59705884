"""Who you are: organisations as a tree over four levels, people, their posts and roles."""
