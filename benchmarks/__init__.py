"""Speed, measured side by side with peers and with the machine's own limits, in one run: `./run bench [NAME ...]`."""
