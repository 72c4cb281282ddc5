// JUnit reports against the schema that Jenkins reads them by.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { validateXML } from "xmllint-wasm";

import { ROOT, committed, hostile } from "./evidence.mjs";
import { compared, rendered } from "./pages.mjs";

const SCHEMA = readFileSync(join(ROOT, "tests/suite/schemas/junit-10.xsd"), "utf8");

const faults = async (contents) => {
  const { errors } = await validateXML({ xml: [{ fileName: "junit.xml", contents }], schema: [SCHEMA] });
  return errors.map(({ message }) => message);
};

test("reports of committed and of hostile evidence are valid", async () => {
  const broken = committed().map((evidence) => {
    evidence.scenario.expect_broken = [];
    return evidence;
  });
  for (const evidence of [committed(), broken, [hostile()]]) {
    assert.deepEqual(await faults(rendered("junit", evidence)), []);
  }
});

test("reports of comparisons are valid", async () => {
  const [first, last] = [[committed()[0]], [committed().at(-1)]];
  for (const [before, after] of [[committed(), committed()], [first, last], [last, first], [[hostile()], [hostile()]]]) {
    const contents = compared("junit", before, after);
    assert.match(contents, /<testcase/);
    assert.deepEqual(await faults(contents), []);
  }
});

test("the schema refuses what is wrong", async () => {
  const wrong = rendered("junit", committed()).replace("<testcase name=", "<testcase nome=");
  assert.notDeepEqual(await faults(wrong), []);
});
