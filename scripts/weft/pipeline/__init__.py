"""One run: land, build, check, publish; with its ledger, its lock and its status."""
