"""Validates 100 requests, each with the same field, by a pattern."""
import re
import sys

pattern, path = sys.argv[1:]
field = open(path).read().strip()
print(sum(bool(re.fullmatch(pattern, field)) for request in range(100)))
