"""Counts the items of a file that stood there before: looks each up among those seen."""
import sys

items = [int(line) for line in open(sys.argv[1])]
seen, duplicates = set(), 0
for item in items:
    duplicates += item in seen
    seen.add(item)
print(duplicates)
