"""Queues the lines of a file at the front of a list, which moves all others up; takes them from its end, for counting."""
import sys

queue = []
for line in open(sys.argv[1]):
    queue.insert(0, line)
words = 0
while queue:
    words += len(queue.pop().split())
print(words)
