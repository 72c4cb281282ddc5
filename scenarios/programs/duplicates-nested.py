"""Counts the items of a file that stood there before: holds each against all before it."""
import sys

items = [int(line) for line in open(sys.argv[1])]
duplicates = 0
for place, item in enumerate(items):
    for earlier in range(place):
        if items[earlier] == item:
            duplicates += 1
            break
print(duplicates)
