// Pictures of a page for people to look at: `node look.mjs FOLDER [PAGE.html]`, by default of the committed evidence.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { launch, open, unfold } from "./browser.mjs";
import { committed } from "./evidence.mjs";
import { page as made } from "./pages.mjs";

const [folder = "pictures", file] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const address = file ? `file://${resolve(file)}` : made("committed", committed());
const browser = await launch();
for (const colorScheme of ["light", "dark"]) for (const width of [360, 1440]) {
  const { page, close } = await open(browser, address, { colorScheme, viewport: { width, height: 1000 } });
  const take = (name) => page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
  await take("top");
  const first = page.locator("details.scenario").first();
  await first.scrollIntoViewIfNeeded();
  await unfold(page);
  await first.screenshot({ path: join(folder, `first-${width}-${colorScheme}.png`) });
  await close();
}
const { page } = await open(browser, address);
await page.emulateMedia({ media: "print" });
await page.pdf({ path: join(folder, "print.pdf"), format: "A4" });
await browser.close();
