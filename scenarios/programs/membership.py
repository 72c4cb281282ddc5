"""Counts the orders of known customers. The customers are kept in a list or in a set, as the first argument says."""
import json
import sys

kept = {"list": list, "set": set}[sys.argv[1]]
orders = [json.loads(line)["email"] for line in open(sys.argv[2])]
known = kept(email.upper() for email in orders)
print(sum(email in known for email in orders))
