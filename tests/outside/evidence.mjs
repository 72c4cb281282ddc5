// Evidence for the tests: the committed one, many of it, and one with hostile text wherever a user can put some.

import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = new URL("../..", import.meta.url).pathname;
const REPORTS = join(ROOT, "reports");

// Every committed evidence.json, parsed.
export const committed = () => {
  const found = readdirSync(REPORTS, { recursive: true }).filter((path) => path.endsWith("evidence.json"));
  return found.sort().map((path) => JSON.parse(readFileSync(join(REPORTS, path), "utf8")));
};

// Writes each evidence into a folder of its own, with the checksum that it must end with; returns the folder of all.
export const written = (all) => {
  const folder = mkdtempSync(join(tmpdir(), "scalecheck-outside-"));
  all.forEach((evidence, i) => {
    const { checksum, ...rest } = evidence;
    const text = JSON.stringify(rest, null, 1).replace(/\n}$/, ",\n");
    const sum = createHash("sha256").update(text).digest("hex");
    const place = join(folder, String(i));
    mkdirSync(place);
    writeFileSync(join(place, "evidence.json"), `${text}"checksum": "sha256:${sum}"\n}\n`);
  });
  return folder;
};

// So many scenarios, each a committed one under a name of its own.
export const many = (count) => {
  const all = committed();
  return Array.from({ length: count }, (_, i) => {
    const evidence = structuredClone(all[i % all.length]);
    evidence.scenario.name = `suite-${String(i).padStart(3, "0")}/${evidence.scenario.name}`;
    return evidence;
  });
};

export const HOSTILE =
  "<script>window.hacked = 1</script>]]>\"'`|&amp;--><img src=x onerror='window.hacked = 2'></title></style>" +
  "\u001b[31mred\u202eright to left\u0000${7*7}{{7*7}}\nanother line </script><svg onload='window.hacked = 3'>";

// A committed scenario, broken, with hostile and very long text in all that its author and its target wrote.
export const hostile = () => {
  const evidence = structuredClone(committed().find((one) => one.findings.length > 0));
  const long = HOSTILE + "x".repeat(10_000);
  const { scenario } = evidence;
  Object.assign(scenario, { name: `<b>${long}`, about: long, location: `${long}:7`, fix: long });
  scenario.target.command.push(long);
  const counter = `"><script>window.hacked = 4</script>${HOSTILE}`;
  const rename = (value) => (value === "memory" ? counter : value);
  evidence.columns = evidence.columns.map(rename);
  for (const fit of evidence.fits) fit.series.metric = rename(fit.series.metric);
  for (const fit of evidence.fits) fit.series.input = HOSTILE;
  for (const finding of evidence.findings) finding.input = HOSTILE;
  evidence.caveats.push({ kind: "leftovers", text: long });
  evidence.machine.processor = long;
  evidence.machine.programs.push([long, long]);
  evidence.outcome.reason = long;
  return evidence;
};
