"""The front page: every client, month and report, built from the records of the runs."""
