"""Prints the total of N orders with their customers' discounts: a query an order (each), or one for all (join)."""
import os
import sqlite3
import sys

how, path = sys.argv[1:]
queries = []
database = sqlite3.connect(path)
database.set_trace_callback(queries.append)
if how == "join":
    rows = database.execute("select amount, discount from orders join customers on customers.id = orders.customer")
    total = sum(amount - discount for amount, discount in rows)
else:
    total = 0
    for amount, customer in database.execute("select amount, customer from orders").fetchall():
        [discount] = database.execute("select discount from customers where id = ?", [customer]).fetchone()
        total += amount - discount
print(total)
with open(os.environ["SCALECHECK_COUNTERS"], "a") as counters:
    counters.write(f"queries {len(queries)}\n")
