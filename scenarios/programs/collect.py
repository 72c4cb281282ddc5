"""Collects N numbers in a tuple that is copied for each (tuple), or in a list (list)."""
import sys

how, count = sys.argv[1], int(sys.argv[2])
found = () if how == "tuple" else []
for number in range(count):
    if how == "tuple":
        found = found + (number,)
    else:
        found.append(number)
print(len(found))
