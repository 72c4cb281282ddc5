"""Counts the orders of known customers. The customers are kept in a list or in a set, as the first argument says."""
import sys

kept = {"list": list, "set": set}[sys.argv[1]]
orders = [int(line) for line in open(sys.argv[2])]
known = kept(2 * order for order in orders)
print(sum(order in known for order in orders))
