"""Ways of showing a report. A renderer computes nothing: what it shows is in :class:`~harness.leaderboard.Report`."""
