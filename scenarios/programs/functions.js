// Functions that cost as their names say, and their mends.
'use strict';

// Every item looked up in an array of those before it.
exports.dedupeArray = (items) => {
  const seen = [];
  for (const item of items) {
    if (!seen.includes(item)) seen.push(item);
  }
  return seen.length;
};

exports.dedupeSet = (items) => new Set(items).size;

// The front is taken, which moves all the rest of a long array.
exports.drainByShift = (items) => {
  let total = 0;
  while (items.length > 0) total += items.shift();
  return total;
};

exports.drainByIndex = (items) => {
  let total = 0;
  for (let at = 0; at < items.length; at++) total += items[at];
  return total;
};

exports.total = async (items) => {
  let total = 0;
  for (const item of items) total += item;
  return total;
};
