"""What people do in a live amphi. Each holds the cohort, then the amphi, and raises the version screens compare."""
