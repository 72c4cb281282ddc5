// Pages and other files as the command renders them.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ROOT, written } from "./evidence.mjs";

const BINARY = join(ROOT, "target/debug/scalecheck");

// What `report --format FORMAT` prints of this evidence.
export const rendered = (format, evidence) =>
  execFileSync(BINARY, ["report", "--format", format, written(evidence)], { encoding: "utf8", maxBuffer: 1 << 28 });

// What `compare --format FORMAT` prints of two sides, whatever it exits with.
export const compared = (format, before, after) =>
  spawnSync(BINARY, ["compare", "--format", format, written(before), written(after)], { encoding: "utf8" }).stdout;

// The same as a page on disk; returns its address.
export const page = (name, evidence) => {
  const file = join(mkdtempSync(join(tmpdir(), "scalecheck-page-")), `${name}.html`);
  writeFileSync(file, rendered("html", evidence));
  return `file://${file}`;
};
