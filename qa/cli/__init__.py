"""The command line: parse, call the service once, print. `qa.cli.main` is the way in."""
