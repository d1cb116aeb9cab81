"""From a history to a diagnosis, and the conditions that a run can meet."""
