"""Starts the verifier: `python -m service.verifier`, and what runs when the zip archive is started."""

import sys

from service.verifier.main import main

if __name__ == "__main__":
    sys.exit(main())
