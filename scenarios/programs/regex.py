"""Whether a whole file matches a pattern."""
import re
import sys

pattern, path = sys.argv[1:]
print(bool(re.fullmatch(pattern, open(path).read().strip())))
