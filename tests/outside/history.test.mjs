// The page of trends in a real browser, as the report's page is looked at.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";

import { faint, launch, open, overflow } from "./browser.mjs";
import { HOSTILE } from "./evidence.mjs";
import { historyPage, nights } from "./nights.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let browser, pages;
before(async () => {
  browser = await launch();
  pages = {
    usual: historyPage(nights(40)),
    hostile: historyPage(nights(25, 3, (i) => `${HOSTILE}${"x".repeat(i * 3000)}${i}`)),
    one: historyPage(nights(1)),
  };
});
after(() => browser.close());

const visit = async (address, options, act) => {
  const { page, faults, close } = await open(browser, address, options);
  await act(page);
  assert.deepEqual(faults, []);
  await close();
};

const unfold = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));

for (const name of ["usual", "hostile", "one"]) {
  describe(`a page of trends (${name})`, () => {
    for (const colorScheme of ["light", "dark"]) for (const width of [360, 1440]) {
      test(`fits, is clear to read and has no serious fault, ${width} wide, ${colorScheme}`, async () => {
        await visit(pages[name], { colorScheme, viewport: { width, height: 900 }, bypassCSP: true }, async (page) => {
          assert.ok((await overflow(page)) <= 0, "folded");
          await unfold(page);
          await page.locator("details.trend svg.live").first().waitFor();
          assert.ok((await overflow(page)) <= 0, "unfolded");
          assert.deepEqual(await faint(page, 4.5), []);
          await page.addScriptTag({ content: readFileSync(AXE, "utf8") });
          const { violations } = await page.evaluate(() => axe.run(document));
          const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
          assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`), []);
        });
      });
    }

    test("says what changed without its script", async () => {
      await visit(pages[name], { javaScriptEnabled: false }, async (page) => {
        assert.equal(await page.locator("form.script").isVisible(), false);
        assert.equal(await page.locator("details.trend[open] .spark").first().isVisible(), true);
      });
    });
  });
}

test("hostile names are text and nothing runs", async () => {
  await visit(pages.hostile, {}, async (page) => {
    await unfold(page);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.ok(!/[\u0000\u001b\u202e]/.test(await page.locator("body").innerText()));
  });
});

test("changes are dated, with their commits, and lead to their scenario", async () => {
  await visit(pages.usual, {}, async (page) => {
    const rows = await page.locator("#changed tbody tr").allInnerTexts();
    assert.equal(rows.length, 2, rows.join("\n"));
    assert.match(rows[0], /2026-01-21[^]*worse[^]*suite\/scenario-0[^]*time grows as O\(n\^2\), was O\(n\)/);
    assert.match(rows[1], /2026-01-13[^]*worse[^]*suite\/scenario-1[^]*time \+[45]\d% at equal sizes/);
    const commits = await page.locator("#changed code").allInnerTexts();
    assert.match(commits[0], /^[0-9a-f]{12}\.\.[0-9a-f]{12}$/);
    await page.locator("#changed a").nth(1).click();
    assert.equal(await page.locator("details.trend[open] .name").last().innerText(), "suite/scenario-1");
  });
});

test("charts are drawn when they are looked at, and are read by pointer and keyboard", async () => {
  await visit(pages.usual, {}, async (page) => {
    const sections = page.locator("details.trend");
    assert.equal(await sections.nth(3).locator("svg.live").count(), 0);
    await sections.nth(3).locator("summary").click();
    await sections.nth(3).locator("svg.live").first().waitFor();
    const section = sections.first();
    const chart = section.locator("svg.live").first();
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    const figure = section.locator("figure").first();
    const reading = figure.locator("output");
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
    const early = await reading.textContent();
    assert.match(early, /^2026-01-0\d, commit [0-9a-f]{12}: exponent (1\.0|0\.9)\d, [+-]?[\d.]+%, n = [\d,]+$/);
    await page.mouse.move(box.x + box.width * 0.95, box.y + box.height / 2);
    assert.match(await reading.textContent(), /exponent 2\.\d\d/);
    const slider = figure.locator("input[type=range]");
    await slider.focus();
    await page.keyboard.press("Home");
    assert.match(await reading.textContent(), /^2026-01-01/);
    assert.equal(await slider.getAttribute("aria-valuetext"), await reading.textContent());
    assert.equal(await section.locator("svg.live line.change").count() > 0, true);
  });
});

test("axes stand at round numbers, and words beside the line that they are about", async () => {
  await visit(pages.usual, {}, async (page) => {
    const charts = page.locator("details.trend[open] svg.live");
    await charts.first().waitFor();
    const ticks = (i) => charts.nth(i).locator("line.grid + text").allTextContents();
    assert.deepEqual(await ticks(0), ["1", "1.2", "1.4", "1.6", "1.8", "2"]);
    assert.deepEqual(await ticks(1), ["1", "10", "100", "1,000", "10,000"]);
    const heights = await charts.locator("text.change").evaluateAll((texts) => texts.map((text) => Number(text.getAttribute("y"))));
    assert.equal(heights[0], heights[1]);
    assert.ok(heights[2] > heights[0], "below a line that was at the top");
  });
});

test("scenarios are filtered by words and by whether they changed", async () => {
  await visit(pages.usual, {}, async (page) => {
    const shown = () => page.locator("details.trend:visible .name").allInnerTexts();
    assert.equal((await shown()).length, 4);
    await page.getByLabel("changed only").check();
    assert.deepEqual(await shown(), ["suite/scenario-0", "suite/scenario-1"]);
    await page.getByLabel("Find").fill("scenario-1");
    assert.deepEqual(await shown(), ["suite/scenario-1"]);
    assert.match(await page.locator("#count").textContent(), /^1 of 4 shown$/);
  });
});
