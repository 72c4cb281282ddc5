// What rulings on JavaScript functions are tried on.
'use strict';
exports.dedupeSet = (items) => [...new Set(items)];
exports.dedupeArray = (items) => items.filter((item, at) => items.indexOf(item) === at);
exports.total = async (items) => {
  let total = 0;
  for (const item of items) total += item;
  return total;
};
