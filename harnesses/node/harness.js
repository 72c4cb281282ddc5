// Calls a JavaScript function and says what it cost: scalecheck's harness for Node 18 and newer.
//
// It speaks the protocol of harnesses/PROTOCOL.md over two inherited descriptors, and needs nothing but node. Run with
// --expose-gc, so that what one batch leaves behind is not collected at the next one's cost.
'use strict';
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const util = require('util');
const { pathToFileURL } = require('url');

const IN = Number(process.env.SCALECHECK_IN);
const OUT = Number(process.env.SCALECHECK_OUT);
// Kept before a user's module could replace them.
const now = process.hrtime.bigint;
const usage = process.resourceUsage.bind(process);
const home = process.cwd();
const collect = global.gc || (() => {});
// What calls return ends up here, so that no compiler leaves the calls out.
const kept = new Array(16).fill(null);

class Refused extends Error {}

const words = (text) => String(text).split(/\s+/).join(' ').slice(0, 2000);

function say(line) {
  const bytes = Buffer.from(line + '\n');
  for (let at = 0; at < bytes.length; at += fs.writeSync(OUT, bytes, at));
}

let f;
let make;
let bases = [];
// The same as they were made, where a call may change more than its copy has.
let pristine = [];
let waits = false;
// Whether calls are seen to change more than that, so that copies are deep; whether a setup's first batch was looked at.
let deep = false;
let watched = false;

async function load() {
  const file = process.env.SCALECHECK_FILE;
  const place = located(file);
  process.argv[1] = file;
  let module;
  try {
    module = await import(place);
  } catch (error) {
    if (error?.code === 'ERR_UNKNOWN_FILE_EXTENSION' && /ts$/.test(file)) throw new Refused(UNTYPED);
    throw new Refused(`loading ${path.basename(file)} raised ${error?.name}: ${words(error?.message ?? error)}`);
  }
  f = found(module, process.env.SCALECHECK_FUNCTION, file);
  make = process.env.SCALECHECK_MAKE ? found(module, process.env.SCALECHECK_MAKE, file) : undefined;
  waits = util.types.isAsyncFunction(f);
}

const UNTYPED = `this node, ${process.versions.node}, runs no TypeScript: name a node of 22.18 or newer with interpreter = "/path/to/it" in [target] ` +
  '(from 22.6 on with env = { NODE_OPTIONS = "--experimental-strip-types" }), or the JavaScript that the file becomes';

// What to import: a file, or a package that is installed where the scenario stands, or a module of node's own.
function located(file) {
  if (fs.existsSync(file) && fs.statSync(file).isFile()) return pathToFileURL(path.resolve(file)).href;
  const name = path.relative(home, file);
  if (/\.[cm]?[jt]s$/.test(name) || name.startsWith('.')) throw new Refused(`there is no file ${file}`);
  try {
    const resolved = createRequire(path.join(home, 'scenario.js')).resolve(name);
    return path.isAbsolute(resolved) ? pathToFileURL(resolved).href : resolved;
  } catch {
    throw new Refused(`there is no file ${file}, and no package ${name} where the scenario stands`);
  }
}

// What does its work only while it is read. An array or a map has done it, and can do more than be read.
const reads = (result, symbol) => result !== null && typeof result === 'object' && typeof result[symbol] === 'function' &&
  (typeof result.next === 'function' || isBare(result, symbol));

// An object that has nothing but what makes an iterator.
function isBare(result, symbol) {
  const own = Reflect.ownKeys(result);
  return own.length === 1 && own[0] === symbol && Object.getPrototypeOf(result) === Object.prototype;
}

// Read to its end, it gives its last value.
function read(result) {
  if (!reads(result, Symbol.iterator)) return result;
  let last;
  for (last of result);
  return last;
}

async function readLater(result) {
  if (!reads(result, Symbol.asyncIterator)) return result;
  let last;
  for await (last of result);
  return last;
}

const finished = (f) => (...args) => read(f(...args));
const awaited = (f) => async (...args) => read(await readLater(await f(...args)));

// Whether calls gave what is not yet their result, and the function is called in another way from now on.
function calledAnew(result) {
  if (typeof result?.then === 'function' || reads(result, Symbol.asyncIterator)) {
    waits = true;
    f = awaited(f);
  } else if (reads(result, Symbol.iterator)) {
    f = waits ? awaited(f) : finished(f);
  } else {
    return false;
  }
  watched = false;
  return true;
}

function found(module, name, file) {
  const all = { ...module.default, ...module };
  const value = name.split('.').reduce((value, part) => value?.[part], all);
  if (typeof value === 'function') return value;
  if (name === 'default' && typeof module.default === 'function') return module.default;
  const known = Object.keys(all).filter((key) => typeof all[key] === 'function');
  const has = known.length ? `it exports ${known.slice(0, 20).join(', ')}` : 'it exports none';
  throw new Refused(`no function ${name} in ${path.basename(file)}: ${has}`);
}

// Shapes of which a copy one level deep is a whole one.
const FLAT = ['size', 'ints', 'lines', 'text', 'bytes'];

function setup(n, seed, count, shape, file) {
  bases = [];
  watched = false;
  if (make) {
    const until = now() + 50_000_000n;
    // A slow one makes fewer.
    for (let i = 0; i < count && (i === 0 || now() < until); i++) {
      const made = make(n, seed + i);
      bases.push(made?.args ? [...made.args] : [made]);
    }
  } else if (shape === 'size') {
    bases = [[n]];
  } else {
    const data = fs.readFileSync(file);
    for (let at = 0; bases.length < count;) {
      const start = data.indexOf(10, at) + 1;
      const end = start + Number(data.toString('latin1', at, start - 1));
      if (start === 0 || end > data.length) throw new Refused('its input ends early');
      bases.push([decoded(shape, data.subarray(start, end))]);
      at = end;
    }
  }
  const flat = (base) => base.every((value) => !isObject(value) || inside(value).every((inner) => !isObject(inner)));
  pristine = (FLAT.includes(shape) && !make) || bases.every(flat) ? [] : bases.map(deeply);
  collect();
}

function decoded(shape, data) {
  if (shape === 'bytes') return Uint8Array.from(data);
  const text = data.toString('utf8');
  if (shape === 'text') return text;
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  // All arrays are of one kind, small integers in a row, whichever compiler has made this function: a program that
  // sees several kinds runs up to ten times slower.
  if (shape === 'ints') return JSON.parse(`[${lines}]`);
  if (shape === 'records') return JSON.parse(`[${lines}]`);
  if (shape === 'rows') return lines.map((line) => line.split(','));
  if (shape === 'pairs') return JSON.parse(`[${lines.map((line) => `[${line.replace(' ', ',')}]`)}]`);
  return lines;
}

const isObject = (value) => value !== null && typeof value === 'object';

// What a copy one level deep shares with the object.
function inside(value) {
  if (ArrayBuffer.isView(value)) return [];
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  return value instanceof Set ? [...value] : Object.values(value);
}

// A deep copy: what it held twice, it holds twice. Not by calling itself, for a list may be linked a million times.
// Objects of classes stay as they are, for what is private to them can't be copied.
function deeply(value) {
  const made = new Map();
  const todo = [];
  const of = (value) => {
    if (!isObject(value)) return value;
    let copy = made.get(value);
    if (copy === undefined) {
      copy = copied(value);
      made.set(value, copy);
      if (copy !== value && !ArrayBuffer.isView(copy)) todo.push(copy);
    }
    return copy;
  };
  const result = of(value);
  while (todo.length > 0) deepen(todo.pop(), of);
  return result;
}

function deepen(copy, of) {
  if (copy instanceof Map) {
    const entries = [...copy];
    copy.clear();
    for (const [key, value] of entries) copy.set(of(key), of(value));
  } else if (copy instanceof Set) {
    const values = [...copy];
    copy.clear();
    for (const value of values) copy.add(of(value));
  } else {
    for (const key of Object.keys(copy)) if (isObject(copy[key])) copy[key] = of(copy[key]);
  }
}

// One level deep: what a function may change in place is its call's own.
function copied(value) {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return value.slice();
  if (value instanceof Map) return new Map(value);
  if (value instanceof Set) return new Set(value);
  if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) return { ...value };
  return value;
}

function fresh(count) {
  const made = new Array(count);
  if (deep && pristine.length) {
    for (let i = 0; i < count; i++) made[i] = deeply(pristine[i % pristine.length]);
    return made;
  }
  // Copies of one array each, which is usual and often: much faster than any arguments.
  if (bases.every((base) => base.length === 1 && Array.isArray(base[0]))) {
    for (let i = 0; i < count; i++) made[i] = [bases[i % bases.length][0].slice()];
  } else {
    for (let i = 0; i < count; i++) made[i] = bases[i % bases.length].map(copied);
  }
  return made;
}

// Whether calls have changed what copies of the first inputs share: from now on they are deep.
function changed(count) {
  if (deep) return false;
  deep = pristine.slice(0, count).some((base, i) => !alike(base, bases[i]));
  return deep;
}

function alike(first, second) {
  try {
    return util.isDeepStrictEqual(first, second);
  } catch {
    // Linked too often to be compared.
    return false;
  }
}

// Whether calls found what others had changed, in a setup's first batch: each call may have an input of its own.
function disturbed(calls) {
  const first = !watched;
  watched = true;
  return first && changed(1) && calls > bases.length;
}

function timedOne(calls, values) {
  const computed = usage();
  const started = now();
  for (let i = 0; i < calls; i++) kept[i & 15] = f(values[i]);
  const ended = now();
  return [ended - started, computed, usage()];
}

function timedMany(calls, values) {
  const computed = usage();
  const started = now();
  for (let i = 0; i < calls; i++) kept[i & 15] = f(...values[i]);
  const ended = now();
  return [ended - started, computed, usage()];
}

async function timedWaiting(calls, values) {
  const computed = usage();
  const started = now();
  for (let i = 0; i < calls; i++) kept[i & 15] = await f(...values[i]);
  const ended = now();
  return [ended - started, computed, usage()];
}

async function run(calls, inputs) {
  const made = fresh(inputs);
  let values = calls === inputs ? made : Array.from({ length: calls }, (_, i) => made[i % inputs]);
  const single = !waits && made.every((args) => args.length === 1);
  if (single) values = values.map((args) => args[0]);
  kept.fill(null);
  collect({ type: 'minor' });
  process.chdir(home);
  const timed = waits ? timedWaiting : single ? timedOne : timedMany;
  let wall;
  let before;
  let after;
  try {
    [wall, before, after] = await timed(calls, values);
  } catch (error) {
    // Of what another call has changed?
    if (changed(pristine.length)) return run(calls, inputs);
    throw error;
  }
  const again = disturbed(calls);
  if (calledAnew(kept.find((value) => value)) || again) {
    await Promise.all(kept);
    return run(calls, inputs);
  }
  const spent = (of) => (of.userCPUTime + of.systemCPUTime) * 1000;
  const preemptions = after.involuntaryContextSwitches - before.involuntaryContextSwitches;
  say(`batch ${calls} ${wall} ${spent(after) - spent(before)} switches.involuntary=${preemptions}`);
}

const held = () => {
  const memory = process.memoryUsage();
  return memory.heapUsed + memory.external;
};

async function once() {
  const args = fresh(1)[0];
  kept.fill(null);
  collect();
  process.chdir(home);
  // Asking takes memory too, the first time more.
  const asking = Math.min(-held() + held(), -held() + held());
  const before = held();
  kept[0] = waits ? await f(...args) : f(...args);
  say(`once peak=${Math.max(0, held() - before - asking)}`);
}

async function check() {
  process.chdir(home);
  const first = await f(...fresh(1)[0]);
  process.chdir(home);
  const second = await f(...fresh(1)[0]);
  changed(pristine.length);
  say(util.isDeepStrictEqual(first, second) ? 'check same' : 'check differs');
}

async function answer(line) {
  const [word, ...rest] = line.split(' ');
  if (word === 'load') {
    await load();
    say('ok');
  } else if (word === 'setup') {
    const [n, seed, count, shape] = rest;
    setup(Number(n), Number(seed), Number(count), shape, rest.slice(4).join(' '));
    say('ok');
  } else if (word === 'run') {
    await run(Number(rest[0]), Number(rest[1]));
  } else if (word === 'once') {
    await once();
  } else if (word === 'check') {
    await check();
  } else if (word === 'quit') {
    process.exit(0);
  } else {
    say(`fail it knows no request ${word}`);
  }
}

async function main() {
  if (Number(process.versions.node.split('.')[0]) < 18) {
    say(`fail Node 18 or newer is needed, and this is ${process.versions.node}`);
    process.exit(1);
  }
  say(`hello 1 node ${process.versions.node} pid=${process.pid} clock=cpuUsage gc=${global.gc ? 'on' : 'uncontrolled'}`);
  const chunk = Buffer.alloc(65536);
  let rest = '';
  for (;;) {
    const read = fs.readSync(IN, chunk);
    if (read === 0) process.exit(0);
    const lines = (rest + chunk.toString('utf8', 0, read)).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      try {
        await answer(line);
      } catch (error) {
        say(error instanceof Refused ? `fail ${error.message}` : `fail raised ${error?.name ?? 'a value'}: ${words(error?.message ?? error)}`);
      }
    }
  }
}

// Nothing is left that could settle what the function waits for.
process.on('beforeExit', () => {
  console.error('the promise that it returned is never settled');
  process.exit(1);
});
main();
