"""`python -m qa` is the same as `qa`."""

import sys

from qa.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
