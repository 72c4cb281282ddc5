"""Queues the words of a file at the front of a list, which moves all others up; takes them from its end."""
import sys

queue = []
for line in open(sys.argv[1]):
    for word in line.split():
        queue.insert(0, word)
letters = 0
while queue:
    letters += len(queue.pop())
print(letters)
