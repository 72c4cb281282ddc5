// The page in a real browser: what moves on it, what it looks like, who can use it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";

import { faint, launch, open, overflow, unfold } from "./browser.mjs";
import { committed, hostile, many } from "./evidence.mjs";
import { page as made } from "./pages.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const THEMES = ["light", "dark"];
const WIDTHS = [360, 1440];

let browser, pages;
before(async () => {
  browser = await launch();
  pages = {
    committed: made("committed", committed()),
    // Enough of them for what is looked at in every size and colour.
    some: made("some", committed().filter((_, i) => i % 4 === 0)),
    // Which scenarios leave a likely rival, whose curve is near, is the measurement's affair: one that did is looked for.
    rivalled: made("rivalled", [committed().find((evidence) => evidence.fits[0].rivals[1]?.probability > 0.01)]),
    hostile: made("hostile", [hostile(), ...committed().slice(0, 2)]),
  };
});
after(() => browser.close());

// Runs the test on a page, then sees that nothing went wrong in it.
const visit = async (address, options, act) => {
  const { page, faults, close } = await open(browser, address, options);
  await act(page);
  assert.deepEqual(faults, []);
  await close();
};

for (const name of ["some", "hostile"]) {
  describe(`a page (${name})`, () => {
    test("stays within its width and shows every text clearly, on a phone and a screen, light and dark", async () => {
      for (const colorScheme of THEMES) for (const width of WIDTHS) {
        await visit(pages[name], { colorScheme, viewport: { width, height: 900 } }, async (page) => {
          assert.ok((await overflow(page)) <= 0, `${width} folded`);
          await unfold(page);
          assert.ok((await overflow(page)) <= 0, `${width} unfolded`);
          assert.deepEqual(await faint(page, 4.5), [], `${width} ${colorScheme}`);
        });
      }
    });

    test("has no serious fault that axe knows of", async () => {
      // Each colour and each width once: it takes long, and what colours do to a width the test above has looked at.
      for (const [colorScheme, width] of THEMES.map((theme, i) => [theme, WIDTHS[i]])) {
        await visit(pages[name], { colorScheme, viewport: { width, height: 900 }, bypassCSP: true }, async (page) => {
          await unfold(page);
          await page.addScriptTag({ content: readFileSync(AXE, "utf8") });
          const { violations } = await page.evaluate(() => axe.run(document));
          const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
          assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`), []);
        });
      }
    });

    test("says everything without its script", async () => {
      for (const width of WIDTHS) {
        await visit(pages[name], { javaScriptEnabled: false, viewport: { width, height: 900 } }, async (page) => {
          assert.equal(await page.locator("form.script").isVisible(), false, "controls that would do nothing");
          const section = page.locator("details.scenario").first();
          assert.equal(await section.locator("figure svg").first().isVisible(), true);
          const numbers = section.locator("details.numbers").first();
          await numbers.locator("summary").click();
          assert.equal(await numbers.locator("table").isVisible(), true);
          const box = await page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
          assert.ok(box <= 0);
        });
      }
    });
  });
}

test("what is faint or too wide is noticed", async () => {
  await visit(pages.some, {}, async (page) => {
    await page.addStyleTag({ content: "h2 { color: #999 } .live text { fill: #aaa } .tally { width: 2000px }" });
    await unfold(page);
    const found = await faint(page, 4.5);
    assert.ok(found.some((text) => / H2 /.test(text)) && found.some((text) => / text /.test(text)), found.join());
    assert.ok((await overflow(page)) > 0);
  });
});

test("no text of a user runs, nor ends an element", async () => {
  await visit(pages.hostile, {}, async (page) => {
    await unfold(page);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator("img, iframe, object, embed, b").count(), 0);
    assert.equal(await page.title(), "scalecheck report");
    const text = await page.locator("body").innerText();
    assert.ok(text.includes("<script>window.hacked = 1</script>]]>"), "it stands there as text");
    assert.ok(!/[\u0000\u001b\u202e]/.test(text), "nothing invisible");
  });
});

test("the pointer and the keyboard read a plot", async () => {
  await visit(pages.committed, {}, async (page) => {
    const figure = page.locator("details.scenario[open] figure").first();
    await figure.scrollIntoViewIfNeeded();
    const reading = figure.locator("output");
    await figure.locator("svg.live").waitFor();
    const box = await figure.locator("svg.live").boundingBox();
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
    const near = await reading.textContent();
    assert.match(near, /^n [=≈] [\d,.]+: (measured|predicted) .+\[.+, .+\]/);
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2);
    assert.notEqual(await reading.textContent(), near);
    assert.match(await reading.textContent(), /extrapolated [\d,.]+×$/);
    const slider = figure.locator("input[type=range]");
    await slider.focus();
    await page.keyboard.press("Home");
    const first = await reading.textContent();
    await page.keyboard.press("End");
    assert.notEqual(await reading.textContent(), first);
    assert.equal(await slider.getAttribute("aria-valuetext"), await reading.textContent());
  });
});

test("every toggle of a plot shows something else, and says that it is pressed", async () => {
  await visit(pages.rivalled, {}, async (page) => {
    await page.locator("#rows a:visible").first().click();
    const figure = page.locator("details.scenario[open]:visible figure").first();
    await figure.scrollIntoViewIfNeeded();
    await figure.locator("svg.live").waitFor();
    const drawn = () => figure.locator("svg.live").innerHTML();
    for (const name of ["Ratio to g(n)", "Residuals", "Cost", "Logarithmic", "Rivals"]) {
      const [button, before] = [figure.getByRole("button", { name }), await drawn()];
      const pressed = await button.getAttribute("aria-pressed");
      await button.click();
      assert.ok((await drawn()) !== before, name);
      assert.notEqual(await button.getAttribute("aria-pressed"), pressed, name);
    }
  });
});

test("scenarios are filtered, sorted and opened", async () => {
  await visit(pages.committed, {}, async (page) => {
    const names = () => page.locator("#rows tbody tr:visible th").allTextContents();
    const sections = () => page.locator("details.scenario:visible summary .name").allTextContents();
    const all = await names();
    assert.equal(all.length, committed().length);
    assert.deepEqual(await sections(), all);
    const rulings = await page.locator("#rows tbody tr").evaluateAll((rows) => rows.map((row) => row.dataset.ruling));
    const order = ["broken", "failed", "undecided", "met", "skipped"];
    const ranks = rulings.map((ruling) => order.indexOf(ruling));
    assert.deepEqual(ranks, [...ranks].sort((a, b) => a - b), "broken first");

    await page.getByLabel("Find").fill("sqlite");
    assert.deepEqual((await names()).sort(), ["pairs/sqlite-index", "pairs/sqlite-scan"]);
    assert.deepEqual(await sections(), await names());
    assert.match(await page.locator("#count").textContent(), /^2 of \d+ shown$/);
    await page.getByLabel("Find").fill("no such scenario");
    assert.deepEqual(await names(), []);
    await page.getByLabel("Find").fill("");

    await page.locator("#show").selectOption("broken");
    const broken = await names();
    assert.ok(broken.length > 0 && broken.length < all.length);
    await page.locator("#show").selectOption("");

    await page.locator("#sort").selectOption("name");
    assert.deepEqual(await names(), [...all].sort());
    assert.deepEqual(await sections(), [...all].sort());
    await page.locator("#sort").selectOption("rank");
    assert.deepEqual(await names(), all);

    await page.getByRole("button", { name: "Open all" }).click();
    assert.equal(await page.locator("details.scenario[open]").count(), all.length);
    await page.getByRole("button", { name: "Close all" }).click();
    assert.equal(await page.locator("details.scenario[open]").count(), 0);
    await page.locator("#rows tbody tr th a").last().click();
    assert.equal(await page.locator("details.scenario[open] .name").textContent(), all.at(-1));
  });
});

test("light and dark are what the system says until the button is pressed", async () => {
  const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  for (const colorScheme of THEMES) {
    await visit(pages.committed, { colorScheme }, async (page) => {
      const [light, dark] = ["rgb(255, 255, 255)", "rgb(13, 17, 23)"];
      assert.equal(await paper(page), colorScheme === "dark" ? dark : light);
      await page.locator("#theme").click();
      assert.equal(await paper(page), colorScheme === "dark" ? light : dark);
      await unfold(page);
      assert.deepEqual(await faint(page, 4.5), []);
    });
  }
});

test("on paper everything is open and nothing waits for a click", async () => {
  await visit(pages.committed, { viewport: { width: 794, height: 1123 }, colorScheme: "dark" }, async (page) => {
    const closed = await page.locator("details:not([open])").count();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("details:not([open])").count(), 0);
    assert.equal(await page.locator("figure:not(:has(svg.live))").count(), 0);
    assert.equal(await page.locator("button:visible, input:visible, select:visible").count(), 0);
    assert.ok((await overflow(page)) <= 0);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
    assert.deepEqual(await faint(page, 4.5), []);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.equal(await page.locator("details:not([open])").count(), closed);
  });
});

test("a page of 100 scenarios is small, and draws only what is looked at", async (t) => {
  const address = made("hundred", many(100));
  const bytes = readFileSync(new URL(address)).length;
  t.diagnostic(`${(bytes / 1e6).toFixed(2)} MB`);
  assert.ok(bytes < 5e6);
  await visit(address, {}, async (page) => {
    const drawn = await page.locator("svg.live").count();
    assert.ok(drawn < 10, `${drawn} plots drawn before anybody looked`);
    const { interactive, loaded } = await page.evaluate(() => {
      const { domInteractive, domContentLoadedEventEnd } = performance.getEntriesByType("navigation")[0];
      return { interactive: domInteractive, loaded: domContentLoadedEventEnd };
    });
    t.diagnostic(`parsed after ${interactive.toFixed(0)} ms, its script done after ${loaded.toFixed(0)} ms`);
    const filtered = await page.evaluate(() => {
      const find = document.getElementById("find");
      const start = performance.now();
      find.value = "suite-042";
      find.dispatchEvent(new Event("input"));
      const shown = document.querySelectorAll("#rows tbody tr:not([hidden])").length;
      return { shown, took: performance.now() - start };
    });
    t.diagnostic(`filtered in ${filtered.took.toFixed(1)} ms`);
    assert.equal(filtered.shown, 1);
  });
});
