// Pages and other files as the command renders them.

import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ROOT, written } from "./evidence.mjs";

const BINARY = join(ROOT, "target/debug/scalecheck");

// What `report --format FORMAT` prints of this evidence.
export const rendered = (format, evidence) =>
  execFileSync(BINARY, ["report", "--format", format, written(evidence)], { encoding: "utf8", maxBuffer: 1 << 28 });

// The same as a page on disk; returns its address.
export const page = (name, evidence) => {
  const file = join(mkdtempSync(join(tmpdir(), "scalecheck-page-")), `${name}.html`);
  writeFileSync(file, rendered("html", evidence));
  return `file://${file}`;
};
