// Histories for the tests: nights of a few scenarios, in which things change on known nights.

import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ROOT } from "./evidence.mjs";

const BINARY = join(ROOT, "target/debug/scalecheck");
const SIZES = [10, 100, 1000, 10_000, 100_000];

// A wobble that is the same on every machine.
const wobble = (seed) => ((seed * 0.618034) % 1) - 0.5;

const series = (metric, cost, exponent, threshold) => ({
  metric, ground: "process cpu ints seed 7", class: exponent > 1.5 ? "O(n^2)" : "O(n)",
  exponent: [exponent, exponent - 0.02, exponent + 0.02], fixed: 0, coefficient: 1e-6,
  threshold: { budget: 30, ...(threshold && { n: [threshold, threshold * 0.9, threshold * 1.1] }) },
  sizes: SIZES.map((n) => [n, cost(n), cost(n) * 0.99, cost(n) * 1.01, 5]),
});

// So many nights of so many scenarios: the first grows as n^2 from night 20 on, the second costs half as much again from
// night 12 on, all others stay as they are.
export const nights = (count, scenarios = 4, name = (i) => `suite/scenario-${i}`) =>
  Array.from({ length: count }, (_, night) => ({
    schema: "scalecheck/night/1",
    started: new Date(Date.UTC(2026, 0, 1 + night, 2)).toISOString().replace(".000", ""),
    commit: (night + 16).toString(16).repeat(20),
    version: "0.1.0",
    machine: { architecture: "x86_64", processor: "Example CPU", cores: 2, memory: 8589934592, kernel: "Linux 6.1" },
    scenarios: Array.from({ length: scenarios }, (_, i) => {
      const power = i === 0 && night >= 20 ? 2 : 1, factor = i === 1 && night >= 12 ? 1.5 : 1;
      const noise = 1 + 0.02 * wobble(night * 31 + i * 7);
      const time = (n) => (0.002 + factor * 1e-6 * n ** power) * noise;
      return {
        name: name(i), hash: "0".repeat(64), ruling: power === 2 ? "broken" : "met", satisfied: power === 1, seconds: 2,
        series: [series("time", time, power + 0.01 * wobble(night + i), power === 2 ? 5000 : 3e7), series("memory", (n) => 1e6 + 60 * n, 1)],
      };
    }),
  }));

// What the command says of these nights.
export const told = (lines, ...args) => {
  const env = { ...process.env, SCALECHECK_HOME: mkdtempSync(join(tmpdir(), "scalecheck-nights-")) };
  const call = (input, ...args) => execFileSync(BINARY, ["history", ...args], { env, input, encoding: "utf8", maxBuffer: 1 << 28 });
  call(lines.map((night) => JSON.stringify(night)).join("\n"), "import", "-");
  return call("", ...args);
};

// Their page; returns its address.
export const historyPage = (lines) => {
  const file = join(mkdtempSync(join(tmpdir(), "scalecheck-page-")), "history.html");
  told(lines, "--html", file);
  return `file://${file}`;
};
