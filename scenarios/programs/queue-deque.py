"""Queues the lines of a file at the front of a deque and takes them from its end."""
import sys
from collections import deque

queue = deque()
for line in open(sys.argv[1]):
    queue.appendleft(line)
taken = 0
while queue:
    queue.pop()
    taken += 1
print(taken)
