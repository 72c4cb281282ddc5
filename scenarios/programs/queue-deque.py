"""Queues the lines of a file at the front of a deque; takes them from its end, for counting."""
import sys
from collections import deque

queue = deque()
for line in open(sys.argv[1]):
    queue.appendleft(line)
words = 0
while queue:
    words += len(queue.pop().split())
print(words)
