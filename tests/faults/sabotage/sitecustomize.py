"""
Loaded by every Python that has this folder on its path: sabotages what HASHLEVY_TEST_SABOTAGE names, before it runs.

Python imports a module of this name at each start (https://docs.python.org/3/library/site.html). The variable holds
pairs `module=function`; the function is called, and changes what it likes. So the service is tried as it is, with one
thing wrong, and none of this is in the service.
"""

import os
from importlib import import_module

for _named in filter(None, os.environ.get("HASHLEVY_TEST_SABOTAGE", "").split(",")):
    getattr(import_module("tests.faults.sabotages"), _named)()
