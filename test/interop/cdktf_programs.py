"""Runs each program that is named, as if it were the only one: the AWS bindings are loaded once for all of them."""

import runpy
import sys

for path in sys.argv[1:]:
    runpy.run_path(path, run_name="__main__")
