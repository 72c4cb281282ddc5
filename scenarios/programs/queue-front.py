"""Queues the lines of a file at the front of a list, which moves all others up, and takes them from its end."""
import sys

queue = []
for line in open(sys.argv[1]):
    queue.insert(0, line)
taken = 0
while queue:
    queue.pop()
    taken += 1
print(taken)
