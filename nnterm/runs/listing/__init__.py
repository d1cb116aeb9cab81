"""A list of kept runs for people: what each is known by, sorted and filtered, on the screen and without one."""
