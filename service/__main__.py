"""`python -m service ...` is the command line, the same as `hashlevy ...`."""

from service.cli.main import main

if __name__ == "__main__":
    main()
