"""
The verifier that is given to operators, authorities and courts: what a log's artefacts prove, without the service.

It is shipped as one file and runs with Python alone. Nothing here trusts a file because of where it came from; what is
not shown by a signature of a key in the reader's own trust file is not shown at all.
"""
