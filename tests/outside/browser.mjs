// A headless Chromium, and what the tests ask of a page in it.

import { existsSync } from "node:fs";

import { chromium } from "playwright-core";

const KNOWN = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const launch = () => {
  const executablePath = KNOWN.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("no chromium: install it, or name it in $CHROMIUM");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
};

// A page of this address, with everything that went wrong in it and every request that left it.
export const open = async (browser, address, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => request.url() !== address.split("#")[0] && faults.push(`request: ${request.url()}`));
  await page.goto(address);
  return { page, faults, close: () => context.close() };
};

// Opens every scenario and draws every plot.
export const unfold = (page) =>
  page.evaluate(async () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    for (const figure of document.querySelectorAll("figure")) {
      figure.scrollIntoView();
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
    scrollTo(0, 0);
  });

// How far the page's content reaches beyond its width, in pixels.
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// Texts whose colour stands out too little from what is behind them (WCAG 2, 1.4.3), those inside plots included.
export const faint = (page, least) =>
  page.evaluate((least) => {
    const channels = (color) => color.match(/[\d.]+/g).map(Number);
    const light = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
    const behind = (node) => {
      for (let at = node; at; at = at.parentElement) {
        const back = channels(getComputedStyle(at).backgroundColor);
        if (back.length < 4 || back[3] > 0) return back;
      }
      return [255, 255, 255];
    };
    const found = [];
    for (const node of document.querySelectorAll("body *")) {
      const own = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim());
      const box = node.getBoundingClientRect();
      if (!own || !box.width || !box.height || node.closest("script, style, title, desc, .skip, option")) continue;
      const style = getComputedStyle(node);
      const [a, b] = [luminance(channels(node.closest("svg") ? style.fill : style.color)), luminance(behind(node))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < least) found.push(`${contrast.toFixed(2)} ${node.tagName} ${node.textContent.trim().slice(0, 40)}`);
    }
    return found;
  }, least);
