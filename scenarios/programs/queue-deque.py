"""Queues the words of a file at the front of a deque; takes them from its end."""
import sys
from collections import deque

queue = deque()
for line in open(sys.argv[1]):
    for word in line.split():
        queue.appendleft(word)
letters = 0
while queue:
    letters += len(queue.pop())
print(letters)
