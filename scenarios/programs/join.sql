select count(*) from orders
  join customers on lower(customers.email) = lower(orders.email);
